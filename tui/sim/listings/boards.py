"""Everything whose terms depend on the day a run starts: found by code, and opened when first asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.sim.listings.universe import Listing, Series


class Board(Series, Protocol):
    """A series that is small enough to be listed."""

    def listed(self) -> tuple[Listing, ...]:
        """Return all of it."""


class Boards:
    """Several series as one."""

    def __init__(self, series: Iterable[Series], boards: Iterable[Board]) -> None:
        """`series` are too many to be listed."""
        self._boards = tuple(boards)
        self._all: tuple[Series, ...] = (*series, *self._boards)

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a listing, None for an unknown code."""
        return next((found for each in self._all if (found := each.find(security_id)) is not None), None)

    def of(self, market: Market | None = None, kind: SecurityType | None = None) -> tuple[Listing, ...]:
        """Return the listings of a market, a kind, or both."""
        return tuple(
            listing
            for board in self._boards
            for listing in board.listed()
            if (market is None or listing.id.market is market) and (kind is None or listing.type is kind)
        )
