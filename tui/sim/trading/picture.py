"""The market of one security at the moment an order is judged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from tui.domain.book import Book
from tui.domain.ids import SecurityId
from tui.domain.markets import MarketState
from tui.sim.market.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Picture:
    """What the broker looks at."""

    book: Book
    last: Decimal
    """The nominal price: the last print, or the previous close before there is one."""
    prev_close: Decimal
    state: MarketState = MarketState.MORNING

    @classmethod
    def of(cls, exchange: Exchange, id_: SecurityId) -> Self:
        """Look at a security now."""
        market = exchange.market(id_)
        return cls(
            exchange.book(id_),
            exchange.last(id_),
            market.steps.price(market.today.prev_close),
            exchange.market_state(id_),
        )
