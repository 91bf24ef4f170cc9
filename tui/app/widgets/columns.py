"""Columns of a grid: what they show of a row, and how they share the room there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from rich.cells import cell_len

from tui.app.widgets.fit import Align, Overflow
from tui.state.rows import Cell

R = TypeVar("R")
GAP = 1
"""Empty cells between two columns."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of a cell filled with a colour, behind its text."""

    share: float
    """0 to 1."""
    variable: str
    """Name of a theme variable."""


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column of a grid."""

    title: str
    width: int
    """Cells; the least when it stretches."""
    of: Callable[[R], Cell]
    align: Align = Align.LEFT
    overflow: Overflow = Overflow.CUT
    stretch: int = 0
    """Share of the room left over; 0 keeps the width."""
    widest: int | None = None
    """Where stretching ends."""
    grows: int | None = None
    """The width it takes at most when a row's text is longer: a code that is cut is another code.

    For what stays the same from push to push: a column must not move under the eyes.
    """
    drop: int = 0
    """Columns with the highest number are left out first when room is short; 0 always stays."""
    bar: Callable[[R], Bar | None] | None = None


def number_column(
    title: str,
    width: int,
    of: Callable[[R], Cell],
    *,
    drop: int = 0,
    grows: int | None = None,
    overflow: Overflow = Overflow.NUMBER,
    bar: Callable[[R], Bar | None] | None = None,
) -> Column[R]:
    """Return a right-aligned column that never shows part of a number."""
    return Column(title, width, of, Align.RIGHT, overflow, grows=grows, drop=drop, bar=bar)


def grown(columns: Sequence[Column[R]], rows: Sequence[R]) -> tuple[Column[R], ...]:
    """Return the columns with those that grow as wide as their longest text."""
    return tuple(_grown(column, rows) for column in columns)


def _grown(column: Column[R], rows: Sequence[R]) -> Column[R]:
    if column.grows is None:
        return column
    longest = max((cell_len(column.of(row).text) for row in rows), default=0)
    return column if longest <= column.width else replace(column, width=min(longest, column.grows))


def share_width(columns: Sequence[Column[R]], width: int) -> tuple[tuple[Column[R], int], ...]:
    """Choose the columns that fit into this many cells and say how wide each is."""
    kept = list(columns)
    while len(kept) > 1 and _needed(kept) > width:
        candidate = max(reversed(kept), key=lambda column: column.drop)
        if candidate.drop == 0:
            break
        kept.remove(candidate)
    if _needed(kept) > width:
        return _squeeze(kept, width)
    widths = [column.width for column in kept]
    left = width - _needed(kept)
    while left > 0:
        open_ones = [
            i for i, c in enumerate(kept) if c.stretch and (c.widest is None or widths[i] < c.widest)
        ]
        if not open_ones:
            break
        spare, total = left, sum(kept[i].stretch for i in open_ones)
        for i in open_ones:
            ceiling = kept[i].widest
            share = max(spare * kept[i].stretch // total, 1)
            given = min(share, left if ceiling is None else min(ceiling - widths[i], left))
            widths[i] += given
            left -= given
    return tuple(zip(kept, widths, strict=True))


def _squeeze(columns: Sequence[Column[R]], width: int) -> tuple[tuple[Column[R], int], ...]:
    """Give each column what the ones before it left, so that the last cell is shortened and not sliced."""
    squeezed: list[tuple[Column[R], int]] = []
    left = width
    for column in columns:
        given = min(column.width, left)
        if given <= 0:
            break
        squeezed.append((column, given))
        left -= given + GAP
    return tuple(squeezed)


def _needed(columns: Sequence[Column[R]]) -> int:
    return sum(column.width for column in columns) + GAP * (len(columns) - 1)
