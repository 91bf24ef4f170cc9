"""Keys that were pressed while nothing moved: they were meant for a screen that is no more."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from tui.trading.heartbeat import Heartbeat

BEAT_S = 0.5
SUSPENDED = "the program was suspended"
QUIET_S = 0.5
"""So long after a standstill keys are still taken for ones that waited: the terminal hands them over late."""


class Stalls:
    """Knows when the program stood still; seconds of time.monotonic(), which is what keys carry."""

    def __init__(self) -> None:
        self._heart = Heartbeat()
        self._ended = float("-inf")
        """When the last standstill was noticed."""
        self.unread = False
        """Whether nobody reads the terminal now: whoever presses a key does not see what it does."""

    @property
    def ended(self) -> float:
        """When the last standstill was over."""
        return self._ended

    def beat(self, now: float) -> bool:
        """Show that the loop runs; whether it stood still before."""
        stood_still = bool(self._heart.beat(now))
        if stood_still:
            self._ended = now
        return stood_still

    def went_on(self, now: float) -> None:
        """Know that the program was stopped, however shortly, and goes on now."""
        self._ended = now

    def is_stale(self, pressed_at: float, now: float) -> bool:
        """Whether a key that is handled now was pressed while nothing moved, or waited for that to end."""
        if self._heart.is_late(now):
            self.beat(now)
        return self.unread or pressed_at <= self._ended + QUIET_S


def why_not_suspend() -> str:
    """Return why a stopped program would stay stopped for ever; nothing when somebody can continue it."""
    parent = os.getppid()
    try:
        if os.getsid(0) == os.getpid() or os.getsid(parent) != os.getsid(0):
            return "no shell started this that could continue it"
    except OSError:
        return "the program that started this is gone"
    return ""


def suspend() -> None:
    """Stop as the shell's own key would: this program and what it was started with, in the background."""
    os.kill(0, signal.SIGTSTP)


class Resumption:
    """Tells of SIGCONT, with which every stop ends; what Textual does at it is done as well."""

    def __init__(self, tell: Callable[[], None]) -> None:
        """`tell` is called between two instructions of whatever runs: it may only take a note."""
        self._tell = tell
        self._before: Callable[[int, FrameType | None], Any] | int | None = None

    def hold(self) -> None:
        """Take the signal over; call it from the main thread, after Textual's driver was made."""
        with suppress(ValueError):  # Not the main thread: a test runs the app there.
            self._before = signal.signal(signal.SIGCONT, self._on_signal)

    def let_go(self) -> None:
        """Give the signal back."""
        if self._before is not None:
            signal.signal(signal.SIGCONT, self._before)
            self._before = None

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._tell()
        if callable(self._before):
            self._before(number, frame)


def soon(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    """Have the loop do it; a loop that is over already has nothing left to do."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
