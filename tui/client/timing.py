"""How long the client waits for what."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Limits of one link, in seconds unless said otherwise."""

    connect_s: float = 10.0
    handshake_s: float = 20.0
    request_s: float = 12.0
    longest_interval_s: float = 10.0
    """A longer keep-alive interval than this is not used, so that a dead link is noticed soon."""
    beat_share: float = 0.8
    """Part of the interval after which a heartbeat is sent."""
    silence_intervals: float = 2.5
    """Intervals without any frame after which the link counts as dead."""
    deaf_s: float = 30.0
    """Heartbeats of so many seconds without any answer, and OpenD does not listen though it pushes.

    As long as OpenD itself is said to bear a client that it does not hear; the official one bears 33 s of
    silence. It is more than two requests may take, so that a busy OpenD is given its time.
    """

    def interval(self, given_s: int) -> float:
        """Return the keep-alive interval to use when OpenD gives this one."""
        return min(max(float(given_s), 1.0), self.longest_interval_s)
