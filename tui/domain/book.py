"""The order book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.domain.ids import SecurityId


@dataclass(frozen=True, slots=True)
class RestingOrder:
    """One single order of a level, as the SF right shows it."""

    number: int
    volume: int


@dataclass(frozen=True, slots=True)
class Level:
    """One price level of a book."""

    price: Decimal
    volume: int | Decimal
    orders: int | None = None
    """None when the venue does not publish it."""
    singles: tuple[RestingOrder, ...] = ()
    """First come first; empty unless the right shows them and the subscription asked for them."""


@dataclass(frozen=True, slots=True)
class Book:
    """Both sides, best price first: bids descend, asks ascend."""

    id: SecurityId
    name: str
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    bid_at: datetime | None = None
    ask_at: datetime | None = None

    @property
    def best_bid(self) -> Decimal | None:
        """Highest bid, None when nobody bids."""
        return self.bids[0].price if self.bids else None

    @property
    def best_ask(self) -> Decimal | None:
        """Lowest ask, None when nobody offers."""
        return self.asks[0].price if self.asks else None
