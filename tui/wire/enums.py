"""Numbers into enum members, fast enough for every level of every book."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tui.domain.numbered import NumberedEnum

E = TypeVar("E", bound=NumberedEnum)


def reader(enum: type[E]) -> Callable[[int], E]:
    """Return a function from OpenD's number to the member; a number nobody knows gives UNKNOWN."""
    members: dict[int, E] = {member.value: member for member in enum}
    unknown = enum["UNKNOWN"]
    get = members.get
    return lambda number: get(number, unknown)
