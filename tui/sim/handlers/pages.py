"""What all lists share: pages, orders, and how many codes a request may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from tui.domain.ids import SecurityId
from tui.sim.listings.universe import Listing
from tui.sim.refusal import RefusalError
from tui.sim.world import World

T = TypeVar("T")
MOST_ROWS = 200
MOST_CODES = 200


def check_page(begin: int, count: int) -> None:
    """Refuse a page that cannot be cut."""
    if begin < 0:
        raise RefusalError(f"A page cannot begin at {begin}.")
    if not 1 <= count <= MOST_ROWS:
        raise RefusalError(f"A page has 1 to {MOST_ROWS} rows, not {count}.")


def cut(rows: Sequence[T], begin: int, count: int) -> tuple[tuple[T, ...], bool]:
    """Return the rows of a page, and whether it is the last one."""
    return tuple(rows[begin : begin + count]), begin + count >= len(rows)


def ordered(rows: Iterable[T], key: Callable[[T], Any], *, ascending: bool) -> list[T]:
    """Return the rows in order, those whose key is unknown last either way; equal ones stay as they are."""
    known: list[T] = []
    unknown: list[T] = []
    for row in rows:
        (unknown if key(row) is None else known).append(row)
    return sorted(known, key=key, reverse=not ascending) + unknown


def named(world: World, ids: tuple[SecurityId, ...]) -> tuple[Listing, ...]:
    """Return the listings of 1 to 200 codes."""
    if not ids:
        raise RefusalError("Name at least one code.")
    if len(ids) > MOST_CODES:
        raise RefusalError(f"Too many codes: {len(ids)}, at most {MOST_CODES} at once.")
    return tuple(map(world.listing, ids))
