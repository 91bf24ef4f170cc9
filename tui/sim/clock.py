"""Where the simulator gets the time from: the wall, or a test that moves it by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """A source of the present moment."""

    def now(self) -> datetime:
        """Return the present, aware and in UTC."""
        ...


class WallClock:
    """The machine's clock in milliseconds, as OpenD stamps them, kept from running backwards."""

    def __init__(self) -> None:
        self._last = datetime.fromtimestamp(0, UTC)

    def now(self) -> datetime:
        """Return the present; never earlier than what was returned before."""
        now = datetime.now(UTC)
        self._last = max(self._last, now.replace(microsecond=now.microsecond // 1000 * 1000))
        return self._last


class SteppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("the start of a stepped clock needs a zone")
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Move it forward and return where it stands."""
        if seconds < 0:
            raise ValueError("time does not run backwards")
        self._now += timedelta(seconds=seconds)
        return self._now
