"""Market data: the newest quote, book and broker queue of each security, its prints and its candles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import TYPE_CHECKING, Generic, TypeVar

from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.lazy import Lazy
from tui.domain.markets import MarketState
from tui.domain.quotes import Quote
from tui.domain.trades import Trade
from tui.state.dirty import DirtySets, Topic
from tui.state.rings import Ring
from tui.state.series import Series
from tui.wire.errors import WireError

if TYPE_CHECKING:
    from tui.domain.events import (
        BookChanged,
        BrokersChanged,
        CandlesChanged,
        InstrumentsReported,
        MarketStatesReported,
        MinutesChanged,
        QuoteChanged,
        TradesPrinted,
    )

T = TypeVar("T")

TRADES_KEPT = 5000
CANDLES_KEPT = 1000
MINUTES_KEPT = 1440


class Latest(Generic[T]):
    """The newest value of one feed for each security, and which of them came before the link was lost."""

    __slots__ = ("current", "previous", "received_at", "unreadable")

    def __init__(self) -> None:
        self.current: dict[SecurityId, Lazy[T]] = {}
        """Received on the connection that stands; written directly on the hot path."""
        self.previous: dict[SecurityId, Lazy[T]] = {}
        self.received_at: dict[SecurityId, float] = {}
        self.unreadable = 0

    def get(self, security: SecurityId) -> T | None:
        """Return the decoded value, however old; one that cannot be read is dropped and counted."""
        for values in (self.current, self.previous):
            lazy = values.get(security)
            if lazy is not None:
                try:
                    return lazy.decode()
                except WireError:
                    self.unreadable += 1
                    del values[security]
        return None

    def keys(self) -> Set[SecurityId]:
        """Return the securities a value is known of."""
        return self.current.keys() | self.previous.keys()

    def expire(self) -> None:
        """Make everything stale until a push refreshes it."""
        self.previous.update(self.current)
        self.current.clear()

    def expire_where(self, gone: Callable[[SecurityId], bool]) -> None:
        """Make the values of some securities stale until a push refreshes them."""
        for security in [security for security in self.current if gone(security)]:
            self.previous[security] = self.current.pop(security)


class MarketBoard:
    """Everything known of securities."""

    def __init__(self, dirty: DirtySets) -> None:
        self.instruments: dict[SecurityId, Instrument] = {}
        self.states: dict[SecurityId, MarketState] = {}
        self.quotes: Latest[Quote] = Latest()
        self.books: Latest[Book] = Latest()
        self.brokers: Latest[BrokerQueue] = Latest()
        self._trades: dict[SecurityId, Ring[Trade]] = {}
        self._candles: dict[tuple[SecurityId, CandleType, Rehab], Series[Candle]] = {}
        self._minutes: dict[SecurityId, Series[MinutePoint]] = {}
        self._dirty_quotes = dirty.of(Topic.QUOTE)
        self._dirty_books = dirty.of(Topic.BOOK)
        self._dirty_brokers = dirty.of(Topic.BROKERS)
        self._dirty_trades = dirty.of(Topic.TRADES)
        self._dirty_candles = dirty.of(Topic.CANDLES)
        self._dirty_minutes = dirty.of(Topic.MINUTES)
        self._dirty_instruments = dirty.of(Topic.INSTRUMENTS)
        self._dirty_states = dirty.of(Topic.MARKET_STATE)
        self.latest: Mapping[Topic, Latest[Quote] | Latest[Book] | Latest[BrokerQueue]] = {
            Topic.QUOTE: self.quotes,
            Topic.BOOK: self.books,
            Topic.BROKERS: self.brokers,
        }

    # ---- latest wins: one dict set and one set add each

    def quote_changed(self, event: QuoteChanged, now: float | None) -> None:
        """Keep the newest quote, undecoded."""
        key = event.id
        self.quotes.current[key] = event.quote
        self._dirty_quotes.add(key)
        if now is not None:
            self.quotes.received_at[key] = now

    def book_changed(self, event: BookChanged, now: float | None) -> None:
        """Keep the newest book, undecoded."""
        key = event.id
        self.books.current[key] = event.book
        self._dirty_books.add(key)
        if now is not None:
            self.books.received_at[key] = now

    def brokers_changed(self, event: BrokersChanged, now: float | None) -> None:
        """Keep the newest broker queue, undecoded."""
        key = event.id
        self.brokers.current[key] = event.brokers
        self._dirty_brokers.add(key)
        if now is not None:
            self.brokers.received_at[key] = now

    # ---- series

    def trades_printed(self, event: TradesPrinted, now: float | None) -> None:
        """Add prints once each, in the order of their sequence numbers, also when some come late."""
        del now
        ring = self._trades.setdefault(event.id, Ring(TRADES_KEPT))
        last = ring[-1].sequence if ring else None
        fresh = sorted(event.trades, key=lambda trade: trade.sequence)
        if last is None or not fresh or fresh[0].sequence > last:
            ring.extend(fresh)
        else:
            _merge_late(ring, fresh)
        self._dirty_trades.add(event.id)

    def candles_changed(self, event: CandlesChanged, now: float | None) -> None:
        """Replace bars with a known time, add the others."""
        del now
        key = (event.id, event.type, event.rehab)
        self._candles.setdefault(key, Series(CANDLES_KEPT)).merge(event.candles)
        self._dirty_candles.add(event.id)

    def minutes_changed(self, event: MinutesChanged, now: float | None) -> None:
        """Replace points with a known time, add the others."""
        del now
        self._minutes.setdefault(event.id, Series(MINUTES_KEPT)).merge(event.points)
        self._dirty_minutes.add(event.id)

    # ---- reports

    def instruments_reported(self, event: InstrumentsReported, now: float | None) -> None:
        """Learn or refresh static facts."""
        del now
        self.instruments.update((one.id, one) for one in event.instruments)
        self._dirty_instruments.add(None)

    def market_states_reported(self, event: MarketStatesReported, now: float | None) -> None:
        """Learn phases; only changed ones count as changed."""
        del now
        for security, state in event.states:
            if self.states.get(security) is not state:
                self.states[security] = state
                self._dirty_states.add(security)

    # ---- reading

    def trades(self, security: SecurityId) -> Ring[Trade]:
        """Return the prints of a security, oldest first; an empty ring if there are none."""
        return self._trades.get(security) or Ring(TRADES_KEPT)

    def candles(self, security: SecurityId, candle_type: CandleType, rehab: Rehab) -> tuple[Candle, ...]:
        """Return the bars known, oldest first."""
        series = self._candles.get((security, candle_type, rehab))
        return () if series is None else series.view()

    def minutes(self, security: SecurityId) -> tuple[MinutePoint, ...]:
        """Return the points of the intraday line, oldest first."""
        series = self._minutes.get(security)
        return () if series is None else series.view()

    def mark_seen(self) -> None:
        """Note that all prints added so far could be drawn."""
        for security in self._dirty_trades:
            self._trades[security].mark_seen()  # type: ignore[index]

    def expire(self) -> None:
        """Make all quotes, books and broker queues stale: the link is gone."""
        for latest in self.latest.values():
            latest.expire()
        self.mark_all_dirty()

    def expire_where(self, gone: Callable[[SecurityId], bool]) -> None:
        """Make quotes, books and broker queues of some securities stale."""
        for latest in self.latest.values():
            latest.expire_where(gone)
        self.mark_all_dirty()

    def mark_all_dirty(self) -> None:
        """Have every quote, book and broker queue drawn again: whether they can be trusted changed."""
        self._dirty_quotes.update(self.quotes.keys())
        self._dirty_books.update(self.books.keys())
        self._dirty_brokers.update(self.brokers.keys())


def _merge_late(ring: Ring[Trade], trades: list[Trade]) -> None:
    known = {trade.sequence: trade for trade in ring}
    added = [trade for trade in trades if trade.sequence not in known]
    if added and ring and added[0].sequence > ring[-1].sequence:
        ring.extend(added)
    elif added:
        ring.rewrite(sorted([*ring, *added], key=lambda trade: trade.sequence))
