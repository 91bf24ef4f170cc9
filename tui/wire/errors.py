"""Everything that can be wrong with what came over the wire."""

from __future__ import annotations


class WireError(Exception):
    """Base of all errors of this layer; the text is one line for the user."""


class FrameError(WireError):
    """The stream is not what we speak (magic, length, digest, order): the connection must be dropped."""


class UnencryptedError(FrameError):
    """The other end answered in plain text although encryption was asked for."""


class SealedError(FrameError):
    """A greeting that seems to be encrypted with an RSA key that is not ours."""


class BodyError(WireError):
    """A sound frame with an unsound body: undecodable, a required field missing, a value out of range."""


class UnknownProtocolError(WireError):
    """A protocol number this program does not speak."""


class RefusedError(WireError):
    """OpenD answered with an error; `text` is its own, cleaned."""

    def __init__(self, proto_id: int, text: str, ret_type: int = -1, err_code: int | None = None) -> None:
        super().__init__(text or f"OpenD refused request {proto_id} without giving a reason")
        self.proto_id = proto_id
        self.text = text
        self.ret_type = ret_type
        self.err_code = err_code
