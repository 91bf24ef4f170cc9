"""Watchlists that the broker keeps for the user, known by name."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.numbered import NumberedEnum


class GroupKind(NumberedEnum):
    """Who made a group (numbers of GroupType)."""

    UNKNOWN = 0
    CUSTOM = 1
    SYSTEM = 2
    """Made by Futu; its members cannot be changed."""
    ALL = 3
    """Only in questions: both kinds."""


class GroupOp(NumberedEnum):
    """What to do with members of a group (numbers of ModifyUserSecurityOp)."""

    UNKNOWN = 0
    ADD = 1
    DELETE = 2
    """Out of every group of the user."""
    MOVE_OUT = 3
    """Out of this group only."""


@dataclass(frozen=True, slots=True)
class Group:
    """The name of one group (3222)."""

    name: str
    kind: GroupKind
