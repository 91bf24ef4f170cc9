"""Where the simulator gets the time from: the wall, or a test that moves it by hand."""

from __future__ import annotations

import time
from typing import Protocol

_FLOAT_ERROR_MS = 0.001
"""A float of today's seconds is off by less than this."""


class Clock(Protocol):
    """A source of the present moment."""

    def now(self) -> float:
        """Return unix seconds, in whole milliseconds as OpenD stamps them; never less than before."""
        ...


def whole_ms(moment: float) -> float:
    """Return a moment without what is finer than a millisecond; an exact one stays what it is."""
    return int(moment * 1000 + _FLOAT_ERROR_MS) / 1000


class WallClock:
    """The machine's clock, kept from running backwards."""

    def __init__(self) -> None:
        self._last = 0.0

    def now(self) -> float:
        """Return the present."""
        self._last = max(self._last, round(time.time(), 3))
        return self._last


class SteppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: float) -> None:
        self._now = start

    def now(self) -> float:
        """Return the moment it stands at."""
        return self._now

    def advance(self, seconds: float) -> float:
        """Move it forward and return where it stands."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now = round(self._now + seconds, 3)
        return self._now
