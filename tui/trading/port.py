"""What the order desk needs of a connection, and the two ways it can fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from tui.wire.messages.base import PacketId, Request

R = TypeVar("R")


class NotSentError(Exception):
    """Nothing left this program; `wait_s` tells when OpenD's limits let it, when they were the reason."""

    def __init__(self, text: str, wait_s: float | None = None) -> None:
        super().__init__(text)
        self.wait_s = wait_s


class NoAnswerError(Exception):
    """The request left and no answer came: the broker may have acted on it."""


class OrderPort(Protocol):
    """A connection that sends what it is given at once or not at all, and never twice.

    Both calls raise NotSentError, NoAnswerError, or the WireError of an answer.
    """

    async def request(self, request: Request[R]) -> R:
        """Send a question and return its answer."""
        ...

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        """Send the order request that `build` makes from its anti-replay stamp, and return its answer."""
        ...
