"""How long the link has been gone, and how long until it is tried again."""

from __future__ import annotations

from datetime import datetime, timedelta

from tui.domain.link import LinkPhase
from tui.state.link import LinkState


class LinkClock:
    """Puts times to what the store says of the link; the store itself knows no clock."""

    def __init__(self) -> None:
        self.lost_at: datetime | None = None
        """Since when there is no live link; None while there is one."""
        self._link: LinkState | None = None
        self._retry_at: datetime | None = None

    def follow(self, link: LinkState, now: datetime) -> None:
        """Take note of the link as it is now."""
        if link is self._link:
            return
        self._link = link
        if link.phase is LinkPhase.LIVE:
            self.lost_at = None
        elif self.lost_at is None:
            self.lost_at = now
        wait = link.retry_in_s
        self._retry_at = None if wait is None else now + timedelta(seconds=wait)

    @property
    def retry_at(self) -> datetime | None:
        """When the link is tried again, None when that is not known."""
        return self._retry_at

    def retry_in_s(self, now: datetime) -> float | None:
        """Return the seconds until the next attempt, None when none is scheduled."""
        return None if self._retry_at is None else max((self._retry_at - now).total_seconds(), 0.0)


def retry_words(clock: LinkClock, now: datetime, *, coarse: bool = False) -> str:
    """Say when the link is tried again: `in 4 s`, or `at 10:03:14`, which stands still; empty when never."""
    left, at = clock.retry_in_s(now), clock.retry_at
    if left is None or at is None:
        return ""
    return f"at {at:%H:%M:%S}" if coarse else f"in {left:.0f} s"
