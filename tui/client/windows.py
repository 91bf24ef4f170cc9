"""A sliding window of calls, as OpenD counts them; pure, time is an argument."""

from __future__ import annotations

import math
from collections import deque

from tui.domain.rate_limits import Limit

SLACK_S = 0.5
"""OpenD counts when a call arrives, and we know only when it left: a call that was slow on its way leaves
OpenD's window later than ours, a quick one after it arrives early. This much later we call again."""
GAP_SLACK_S = 0.01
"""The same for the least gap, where a longer one would hold up cancels."""


class Window:
    """When calls of one bucket and account were, or will be, sent."""

    def __init__(self, limit: Limit, *, slack_s: float = SLACK_S, gap_slack_s: float = GAP_SLACK_S) -> None:
        self.limit = limit
        self._span_s = limit.window_s + slack_s
        self._gap_s = limit.min_gap_s + gap_slack_s if limit.min_gap_s else 0.0
        self._slots: deque[float] = deque(maxlen=limit.calls)
        """The last slots given away, oldest first; older ones can hold nothing up."""
        self._sent_at = -math.inf
        self._shut_until = -math.inf

    def slot_at(self, now: float, *, ahead: int = 0, reserve: int = 0) -> float:
        """Return when a call may be sent that has others before it and leaves some of the window unused."""
        calls = self.limit.calls - reserve
        rounds, place = divmod(ahead, calls)
        blocking = len(self._slots) + place - calls
        at = now
        if 0 <= blocking < len(self._slots):
            at = max(at, self._slots[blocking] + self._span_s)
        if self._slots:
            at = max(at, self._slots[-1] + self._gap_s * (ahead + 1))
        return max(at + rounds * self._span_s, self._shut_until)

    def used_up_at(self, now: float, *, reserve: int = 0) -> bool:
        """Whether the window itself, and not only the least gap, is in the way of the next call."""
        calls = self.limit.calls - reserve
        blocking = len(self._slots) - calls
        return blocking >= 0 and self._slots[blocking] + self._span_s > now

    def free_at(self, now: float) -> int:
        """Return how many calls the window still takes, the least gap between them aside."""
        if now < self._shut_until:
            return 0
        return self.limit.calls - sum(slot + self._span_s > now for slot in self._slots)

    def take(self, at: float) -> None:
        """Give a slot away; never one before another."""
        self._slots.append(at)

    def shut(self, until: float) -> None:
        """Give no slot away before then."""
        self._shut_until = until

    def early_s(self, now: float) -> float:
        """Return how much of the least gap to the call sent last is still to pass."""
        return self._sent_at + self._gap_s - now

    def sent(self, now: float) -> None:
        """Note when a call really left: a busy loop wakes its sleepers late, two of them at once."""
        self._sent_at = now
