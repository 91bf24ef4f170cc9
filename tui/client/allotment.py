"""Who gets the subscription units that are left; a scratch pad for one decision, pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import islice

from tui.client.quota import FeedKey, Pot, Quota, Unit, pot_of


class Allotment:
    """Units while a decision is made.

    The first wishes may use all of them, the others leave some headroom: to change what is in focus must be
    possible also within the minute in which nothing can be let go. Each pot is shared out by itself.
    """

    def __init__(self, quota: Quota, wanted: Sequence[FeedKey], held: Set[FeedKey]) -> None:
        self._quota = quota
        self._users: defaultdict[Unit, set[FeedKey]] = defaultdict(set)
        """Of each unit that is ours, what we have by it."""
        for key in held:
            self._users[quota.unit(key)].add(key)
        self._room = {pot: quota.room(held, pot) for pot in quota.pots}
        units = dict.fromkeys(map(quota.unit, wanted))
        self._first = frozenset(
            unit for pot in quota.pots for unit in _first(units, pot, quota.headroom(pot))
        )

    def fits(self, key: FeedKey) -> bool:
        """Whether there is a unit for it, or none is needed."""
        unit = self._quota.unit(key)
        return self._free(unit) or self._room[pot_of(unit)] > self._left_alone(unit)

    def may_displace(self, key: FeedKey) -> bool:
        """Whether one more unit would do."""
        unit = self._quota.unit(key)
        return unit in self._first or self._room[pot_of(unit)] >= self._left_alone(unit)

    def take(self, key: FeedKey) -> None:
        """Use a unit for it."""
        unit = self._quota.unit(key)
        if not self._free(unit):
            self._room[pot_of(unit)] -= 1
        self._users[unit].add(key)

    def give_back(self, key: FeedKey) -> None:
        """Let it go; the last of a unit frees that, unless another connection has it too."""
        unit = self._quota.unit(key)
        users = self._users[unit]
        users.discard(key)
        if not users and not self._quota.shared(unit):
            self._room[pot_of(unit)] += 1

    def _left_alone(self, unit: Unit) -> int:
        return 0 if unit in self._first else self._quota.headroom(pot_of(unit))

    def _free(self, unit: Unit) -> bool:
        return bool(self._users.get(unit)) or self._quota.free(unit)


def _first(units: Iterable[Unit], pot: Pot, count: int) -> Iterable[Unit]:
    return islice((unit for unit in units if pot_of(unit) is pot), count)
