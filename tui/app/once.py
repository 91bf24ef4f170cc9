"""A call after a while that is never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


class Once:
    """Calls in the pump's own task after so many seconds, unless it is cancelled before.

    Textual's `set_timer` counts a timer whose time has passed before it is first looked at as rung, and
    never calls: a process that was not scheduled for that long lost a question's paint, or a key. A pump
    that is closed by then calls nothing.
    """

    def __init__(self, pump: MessagePump, seconds: float, call: Callable[[], object]) -> None:
        self._call: Callable[[], object] | None = call
        self._handle = asyncio.get_running_loop().call_later(seconds, pump.call_next, self._ring)

    def cancel(self) -> None:
        """Call it off, also when its time has come and the pump is still busy with something else."""
        self._call = None
        self._handle.cancel()

    def _ring(self) -> object:
        return None if self._call is None else self._call()
