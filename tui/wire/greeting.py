"""InitConnect and its answer under RSA: who encrypts what, and which cipher the session gets from it."""

from __future__ import annotations

from tui.wire.codec import decode_reply, decode_request
from tui.wire.crypto import session_cipher
from tui.wire.errors import BodyError, FrameError, RefusedError, SealedError, UnencryptedError
from tui.wire.framing import Cipher, RawFrame
from tui.wire.messages.session import Encryption, InitConnect, InitConnectReply
from tui.wire.protoids import ProtoId
from tui.wire.rsa import looks_sealed

_PLAIN_ANSWER = "OpenD answers in plain text although encryption was asked for"
_OTHER_KEY = "the answer to the greeting cannot be decrypted with this RSA key"
_SEALED = "the greeting is encrypted with an RSA key that this end does not have"


class ClientGreeting:
    """The client's side: it insists on encryption."""

    def __init__(self, key: Cipher) -> None:
        self.key = key
        """Encrypts the request."""

    def hear(self, frame: RawFrame) -> tuple[bytes, Cipher | None]:
        """Return the body of the answer and the cipher of the session, None when OpenD refused one."""
        if frame.proto_id != ProtoId.INIT_CONNECT:
            raise FrameError(f"the first frame answers InitConnect, it is not protocol {frame.proto_id}")
        plain = frame.is_digest_of(frame.sent)
        body = frame.sent if plain else _decrypted(self.key, frame, _OTHER_KEY)
        reply = _reply_in(body)
        if reply is None:
            return body, None
        if plain:
            raise UnencryptedError(_PLAIN_ANSWER)
        return body, session_cipher(reply.aes_key, reply.aes_cbc_iv)


class ServerGreeting:
    """The server's side: a client may encrypt its greeting and still want a plain session."""

    def __init__(self, key: Cipher | None) -> None:
        self.sealed = False
        """Whether the greeting came encrypted."""
        self._key = key
        self._plain_session = True

    def hear(self, frame: RawFrame) -> bytes:
        """Return the body of the greeting; SealedError when it is encrypted with a key that is not ours."""
        if frame.proto_id != ProtoId.INIT_CONNECT:
            raise FrameError(f"a connection must begin with InitConnect, not with protocol {frame.proto_id}")
        if frame.is_digest_of(frame.sent):
            return frame.sent
        if not looks_sealed(frame.sent):
            raise FrameError("the digest of the greeting does not match its body")
        if self._key is None:
            raise SealedError(_SEALED)
        try:
            body = _decrypted(self._key, frame, _SEALED)
        except FrameError:
            raise SealedError(_SEALED) from None
        self.sealed = True
        self._plain_session = _wants_plain(body)
        return body

    def answer(self, body: bytes) -> tuple[Cipher | None, Cipher | None]:
        """Return what encrypts this answer, and what encrypts everything after it."""
        if self._plain_session:
            return None, None
        reply = _reply_in(body)
        return self._key, None if reply is None else session_cipher(reply.aes_key, reply.aes_cbc_iv)


def _decrypted(key: Cipher, frame: RawFrame, trouble: str) -> bytes:
    try:
        body = key.decrypt(frame.sent)
    except FrameError:
        raise FrameError(trouble) from None
    if not frame.is_digest_of(body):
        raise FrameError(trouble)
    return body


def _wants_plain(body: bytes) -> bool:
    try:
        request = decode_request(ProtoId.INIT_CONNECT, body)
    except BodyError:
        return True
    return isinstance(request, InitConnect) and request.encryption is Encryption.NONE


def _reply_in(body: bytes) -> InitConnectReply | None:
    """Return the answer, None when it is a refusal or no answer at all: then there will be no session."""
    try:
        return decode_reply(_ANY_GREETING, body)
    except (RefusedError, BodyError):
        return None


_ANY_GREETING = InitConnect(client_version=0, client_id="")
