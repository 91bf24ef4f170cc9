"""How a conversation with OpenD can fail on our side; each text is one line for the user."""

from __future__ import annotations


class ClientError(Exception):
    """Base of all errors of this layer."""


class ConnectError(ClientError):
    """No link came about; the text says why."""


class NotConnectedError(ClientError):
    """There is no link, so nothing was sent."""


class HeldBackError(ClientError):
    """OpenD would not have taken the request now, so nothing was sent; `wait_s` tells when it would."""

    def __init__(self, text: str, wait_s: float) -> None:
        super().__init__(text)
        self.wait_s = wait_s


class RequestTimeoutError(ClientError):
    """The request was sent and no answer came in time: what OpenD did with it is unknown."""


class DisconnectedError(ClientError):
    """The request was sent and the link died before the answer: what OpenD did with it is unknown."""
