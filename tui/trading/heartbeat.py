"""Notices that its owner stood still: a stalled event loop, a stopped process, a machine that slept."""

from __future__ import annotations

STALL_S = 5.0
"""Longer than this between two beats, and nothing that was decided before may act any more."""


STOOD_STILL = "the program stood still"


class Heartbeat:
    """Compares the time of a beat with that of the one before. Times come from the caller, in seconds."""

    def __init__(self, limit_s: float = STALL_S) -> None:
        self._limit_s = limit_s
        self._now: float | None = None
        self._wall: float | None = None

    def beat(self, now: float, wall: float | None = None) -> str:
        """Take note of the time; return what happened since the last beat, nothing when all is well.

        `now` is of a clock that does not go back and may stand still while the machine sleeps, `wall` of
        one that does not.
        """
        before, wall_before = self._now, self._wall
        self._now, self._wall = now, wall
        if before is None:
            return ""
        late_s = now - before
        if late_s > self._limit_s:
            return f"the program stood still for {late_s:.0f} s"
        if wall is not None and wall_before is not None:
            slept_s = wall - wall_before - late_s
            if slept_s > self._limit_s:
                return f"the machine slept for {slept_s:.0f} s"
        return ""

    def is_late(self, now: float) -> bool:
        """Whether the next beat is overdue by so much that it must be a stall."""
        return self._now is not None and now - self._now > self._limit_s
