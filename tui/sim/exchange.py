"""The simulated exchange: every market of the universe behind one clock that only the caller moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState
from tui.domain.quotes import Quote, Snapshot
from tui.domain.sessions import CalendarMarket, TradingDay
from tui.domain.trades import Trade
from tui.sim.calendar import Phases
from tui.sim.reports import Changes, SubmitResult, UserOrder, Working
from tui.sim.universe import Universe


class Exchange:
    """Order books, prints, quotes, bars and broker queues that come from the same events.

    Times are unix seconds (UTC). `advance` runs the order flow; `submit`, `cancel` and `amend` act on the
    book as it stands, so call `advance(now)` first. Readers answer as of the last of these calls and raise
    KeyError for codes outside the universe.
    """

    universe: Universe
    language: str

    def __init__(
        self, universe: Universe, *, seed: int, rate: float, start: float, language: str = "en"
    ) -> None:
        raise NotImplementedError

    # ---- events

    def advance(self, now: float) -> Changes:
        """Run everything due up to now, in time order, and report what changed since the last call."""
        raise NotImplementedError

    def submit(self, order: UserOrder, now: float) -> SubmitResult:
        """Match an order; a limit rest stays in the book. Lots and collars are the caller's to check."""
        raise NotImplementedError

    def cancel(self, key: str, now: float) -> int:
        """Withdraw a resting order; return the quantity withdrawn, 0 when it no longer rests."""
        raise NotImplementedError

    def amend(self, key: str, qty: int, price: Decimal, now: float) -> SubmitResult:
        """Change a resting order to this total quantity (filled part included) and price.

        Less quantity at the same price keeps the place in the queue; anything else goes to its end.
        """
        raise NotImplementedError

    # ---- orders

    def working(self, key: str) -> Working | None:
        """Return a resting user order, None when it no longer rests."""
        raise NotImplementedError

    # ---- readers

    @property
    def now(self) -> float:
        """The time of the last call."""
        raise NotImplementedError

    def instrument(self, security_id: SecurityId) -> Instrument:
        """Static facts, in the language of the run."""
        raise NotImplementedError

    def quote(self, security_id: SecurityId) -> Quote:
        """The live quote."""
        raise NotImplementedError

    def snapshot(self, security_id: SecurityId) -> Snapshot:
        """The full picture."""
        raise NotImplementedError

    def book(self, security_id: SecurityId, levels: int = 10) -> Book:
        """The best levels of both sides; both are empty for an index."""
        raise NotImplementedError

    def brokers(self, security_id: SecurityId) -> BrokerQueue:
        """The broker queue; empty for what has none."""
        raise NotImplementedError

    def trades(self, security_id: SecurityId, count: int = 1000) -> tuple[Trade, ...]:
        """The latest prints, oldest first."""
        raise NotImplementedError

    def candles(self, security_id: SecurityId, candle_type: CandleType, count: int) -> tuple[Candle, ...]:
        """The latest bars, the growing one included, oldest first."""
        raise NotImplementedError

    def history(
        self, security_id: SecurityId, candle_type: CandleType, begin: datetime, end: datetime
    ) -> tuple[Candle, ...]:
        """Bars whose stamp lies between two aware moments, both included, oldest first."""
        raise NotImplementedError

    def minutes(self, security_id: SecurityId, count: int | None = None) -> tuple[MinutePoint, ...]:
        """The intraday line of today, or its last points."""
        raise NotImplementedError

    def last(self, security_id: SecurityId) -> Decimal:
        """Price of the last print, or the previous close before there is one."""
        raise NotImplementedError

    def market_state(self, security_id: SecurityId) -> MarketState:
        """The phase a security is in: always one in which orders match."""
        raise NotImplementedError

    def phases(self) -> Phases:
        """The phases of all markets, for the global state."""
        raise NotImplementedError

    def trading_days(self, market: CalendarMarket, begin: date, end: date) -> Sequence[TradingDay]:
        """Days on which a market opens, both ends included."""
        raise NotImplementedError
