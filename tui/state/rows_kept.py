"""Rows that are made again only when what they tell of has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

R = TypeVar("R")


class Kept(Generic[R]):
    """The rows of one table, with what each of them was made of."""

    def __init__(self, make: Callable[..., R]) -> None:
        """`make` depends on what it is given and on nothing else."""
        self._make = make
        self._known: dict[Hashable, tuple[tuple[object, ...], R]] = {}

    def rows(self, wanted: Iterable[tuple[Hashable, tuple[object, ...]]]) -> tuple[R, ...]:
        """Return a row for each key and what it is made of; rows that are not wanted are forgotten."""
        before, self._known = self._known, {}
        rows: list[R] = []
        for key, parts in wanted:
            known = before.get(key)
            if known is None or known[0] != parts:
                known = parts, self._make(*parts)
            self._known[key] = known
            rows.append(known[1])
        return tuple(rows)
