"""Watchlist groups of the simulated user: custom ones to change, and the system's made from them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.domain.groups import Group, GroupKind, GroupOp
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.sim.refusal import RefusalError

UNKNOWN_GROUP = "Unknown watchlists"
SYSTEM_GROUP = "The System grouping is not supported"
MOST_MEMBERS = 2000

_MADE: Mapping[str, tuple[str, ...]] = {
    "Favorites": ("HK.00700", "HK.09988", "HK.00005", "US.AAPL", "SH.600519"),
    "Tech": ("HK.00700", "HK.03690", "HK.01810", "US.NVDA"),
    "Empty": (),
}
_SYSTEM: Mapping[str, frozenset[Market]] = {
    "All": frozenset(Market),
    "HK": frozenset({Market.HK}),
    "US": frozenset({Market.US}),
    "CN": frozenset({Market.SH, Market.SZ}),
}
"""Each holds what the user has anywhere in one of these markets."""


class Groups:
    """What one user put where; groups are known by name, members keep the order they came in."""

    def __init__(self) -> None:
        self._custom: dict[str, dict[SecurityId, None]] = {
            name: dict.fromkeys(map(SecurityId.parse, codes)) for name, codes in _MADE.items()
        }

    def names(self, kind: GroupKind) -> tuple[Group, ...]:
        """Return the groups of a kind, those of the system first."""
        system = tuple(Group(name, GroupKind.SYSTEM) for name in _SYSTEM)
        custom = tuple(Group(name, GroupKind.CUSTOM) for name in self._custom)
        return {
            GroupKind.CUSTOM: custom,
            GroupKind.SYSTEM: system,
            GroupKind.ALL: system + custom,
        }.get(kind, ())

    def members(self, name: str) -> tuple[SecurityId, ...]:
        """Return what is in a group."""
        if name in self._custom:
            return tuple(self._custom[name])
        if name not in _SYSTEM:
            raise RefusalError(UNKNOWN_GROUP)
        everything = dict.fromkeys(id_ for group in self._custom.values() for id_ in group)
        return tuple(id_ for id_ in everything if id_.market in _SYSTEM[name])

    def change(self, name: str, op: GroupOp, ids: Iterable[SecurityId]) -> None:
        """Add to a custom group, move out of it, or delete from all of them."""
        if name in _SYSTEM:
            raise RefusalError(SYSTEM_GROUP)
        if name not in self._custom:
            raise RefusalError(UNKNOWN_GROUP)
        match op:
            case GroupOp.ADD:
                self._add(self._custom[name], tuple(ids))
            case GroupOp.MOVE_OUT:
                _remove(self._custom[name], ids)
            case GroupOp.DELETE:
                listed = tuple(ids)
                for group in self._custom.values():
                    _remove(group, listed)
            case _:
                raise RefusalError("The operation must be add, delete or move out.")

    @staticmethod
    def _add(group: dict[SecurityId, None], ids: tuple[SecurityId, ...]) -> None:
        if len(group.keys() | ids) > MOST_MEMBERS:
            raise RefusalError(f"A group has {MOST_MEMBERS} members at most.")
        group.update(dict.fromkeys(ids))


def _remove(group: dict[SecurityId, None], ids: Iterable[SecurityId]) -> None:
    for id_ in ids:
        group.pop(id_, None)
