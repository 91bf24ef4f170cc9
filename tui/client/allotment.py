"""Who gets the subscription units that are left; a scratch pad for one decision, pure."""

from __future__ import annotations

import math
from collections.abc import Sequence, Set

from tui.client.quota import FeedKey, Quota


class Allotment:
    """Units while a decision is made.

    The first wishes may use all of them, the others leave some headroom: to change what is in focus must be
    possible also within the minute in which nothing can be let go.
    """

    def __init__(self, quota: Quota, wanted: Sequence[FeedKey], held: Set[FeedKey]) -> None:
        self._quota = quota
        self._held = held
        self._first = frozenset(wanted[: quota.headroom])
        self._room = math.inf if quota.total is None else quota.room(held)

    def fits(self, key: FeedKey) -> bool:
        """Whether there is a unit for it, or none is needed."""
        return self._free(key) or self._room > self._left_alone(key)

    def may_displace(self, key: FeedKey) -> bool:
        """Whether one more unit would do."""
        return key in self._first or self._room >= self._left_alone(key)

    def take(self, key: FeedKey) -> None:
        """Use a unit for it."""
        if not self._free(key):
            self._room -= 1

    def give_back(self, key: FeedKey) -> bool:
        """Let its unit go; whether that frees one."""
        if self._quota.shared(key):
            return False
        self._room += 1
        return True

    def _left_alone(self, key: FeedKey) -> int:
        return 0 if key in self._first else self._quota.headroom

    def _free(self, key: FeedKey) -> bool:
        return key in self._held or self._quota.free(key)
