"""The simulated exchange: every market of the universe behind one clock that only the caller moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from heapq import heapify, heappush, heapreplace
from itertools import count, cycle

from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market as Venue
from tui.domain.markets import MarketState, SecurityStatus, SecurityType
from tui.domain.orders import OrderType
from tui.domain.quotes import Quote, Snapshot
from tui.domain.sessions import CalendarMarket, TradingDay
from tui.domain.trades import Trade
from tui.sim.listings import calendar
from tui.sim.listings.boards import Boards
from tui.sim.listings.brokers import USER_BROKERS
from tui.sim.listings.calendar import Phases
from tui.sim.listings.futures import FutureBoard
from tui.sim.listings.options import OptionBoard
from tui.sim.listings.universe import Listing, Universe
from tui.sim.listings.warrants import WarrantBoard
from tui.sim.market import candle_views, views
from tui.sim.market.endings import ending_at
from tui.sim.market.market import Market
from tui.sim.market.matching import VISIBLE_LEVELS, Outcome
from tui.sim.market.opening import open_market
from tui.sim.market.reports import Changes, SubmitResult, UserFill, UserOrder, Working
from tui.sim.market.unopened import unopened

CATCH_UP_S = 30.0
"""A caller that slept longer than this loses what would have happened before."""
DOZE_S = 60.0
"""An option nobody has looked at for so long is let alone."""
_SEQUENCES_A_SECOND = 1000
DepthOf = Callable[[Listing], int]
"""How many levels of the book of a security the user may see."""


class _Resting:
    """A user order in a book, and what has been filled of it so far."""

    __slots__ = ("filled", "market", "number")

    def __init__(self, market: Market, number: int, filled: int) -> None:
        self.market = market
        self.number = number
        self.filled = filled


class Exchange:
    """Order books, prints, quotes, bars and broker queues that come from the same events.

    Times are unix seconds (UTC). `advance` runs the order flow; `submit`, `cancel` and `amend` act on the
    book as it stands, so call `advance(now)` first. Readers answer as of the last of these calls and raise
    KeyError for codes outside the universe.
    """

    def __init__(
        self,
        universe: Universe,
        *,
        seed: int,
        rate: float,
        start: float,
        language: str = "en",
        catch_up_s: float = CATCH_UP_S,
        depth_of: DepthOf = lambda _: VISIBLE_LEVELS,
    ) -> None:
        self.options = OptionBoard(universe, start)
        self.warrants = WarrantBoard(universe, start)
        self.futures = FutureBoard(universe, start)
        self._boards = Boards([self.options], [self.warrants, self.futures])
        self.universe = universe.with_series(self._boards)
        self.language = language
        self._seed = seed
        self._rate = rate
        self._catch_up_s = catch_up_s
        self._depth_of = depth_of
        self._now = start
        self._markets: dict[SecurityId, Market] = {}
        # Prints are numbered by venue, and go on rising from run to run.
        first = int(start) * _SEQUENCES_A_SECOND
        self._sequences = {venue: count(first) for venue in Venue}
        for listing in universe:
            self._markets[listing.id] = open_market(
                listing,
                self._markets,
                seed=seed,
                start=start,
                sequence=self._sequences[listing.id.market],
                language=language,
            )
            self._markets[listing.id].book.show(depth_of(listing))
        # The place in the universe decides between events of the same time, so that runs repeat exactly.
        self._order = list(self._markets.values())
        self._places = {security_id: place for place, security_id in enumerate(self._markets)}
        self._due = [(start + market.pause(rate), place) for place, market in enumerate(self._order)]
        heapify(self._due)
        self._touched: set[int] = set()
        self._opened: list[Market] = []  # options
        self._doze_at = start + DOZE_S
        self._resting: dict[str, _Resting] = {}
        self._brokers = cycle(USER_BROKERS)

    # ---- events

    def advance(self, now: float) -> Changes:
        """Run everything due up to now, in time order, and report what changed since the last call."""
        self._skip(now)
        due, order, touched, rate = self._due, self._order, self._touched, self._rate
        while due and due[0][0] <= now:
            at, place = due[0]
            market = order[place]
            market.step(at, rate)
            touched.add(place)
            heapreplace(due, (at + market.pause(rate), place))
        self._now = max(self._now, now)
        if self._now >= self._doze_at:
            self._doze()
        changes = Changes()
        for place in sorted(touched):
            order[place].drain(changes)
        touched.clear()
        self._account(changes.fills)
        return changes

    def submit(self, order: UserOrder, now: float) -> SubmitResult:
        """Match an order; a limit rest stays in the book. Lots and collars are the caller's to check."""
        if order.id not in self.universe:
            return _refused(f"unknown code {order.id}")
        market = self.market(order.id)
        if order.key in self._resting:
            return _refused(f"order {order.key} exists already")
        if order.type not in (OrderType.LIMIT, OrderType.MARKET):
            return _refused(f"order type {order.type.name} is not supported")
        error = _cause(market, order.qty, order.price, priced=order.type is OrderType.LIMIT)
        if error:
            return _refused(error)
        self._now = max(self._now, now)
        index = None
        if order.type is OrderType.LIMIT and order.price is not None:
            index = market.steps.index(order.price)
        broker = next(self._brokers) if market.listing.has_brokers else None
        outcome, fills = market.submit(order, index, broker, self._now)
        return self._report(order.key, market, 0, outcome, fills)

    def cancel(self, key: str, now: float) -> int:
        """Withdraw a resting order; return the quantity withdrawn, 0 when it no longer rests."""
        resting = self._resting.pop(key, None)
        if resting is None:
            return 0
        self._now = max(self._now, now)
        self._touch(resting.market)
        return resting.market.cancel(resting.number, self._now)

    def amend(self, key: str, qty: int, price: Decimal, now: float) -> SubmitResult:
        """Change a resting order to this total quantity (filled part included) and price.

        Less quantity at the same price keeps the place in the queue; anything else goes to its end.
        """
        resting = self._resting.get(key)
        if resting is None:
            return _refused(f"order {key} is not working")
        market, filled = resting.market, resting.filled
        if qty <= filled:
            return _refused(f"quantity {qty} is not above the {filled} already filled")
        error = _cause(market, qty, price, priced=True)
        if error:
            return _refused(error)
        self._now = max(self._now, now)
        outcome, fills = market.amend(resting.number, market.steps.index(price), qty - filled, self._now)
        return self._report(key, market, filled, outcome, fills)

    def _report(
        self, key: str, market: Market, filled: int, outcome: Outcome, fills: list[UserFill]
    ) -> SubmitResult:
        """Keep the books of user orders after one came to the market."""
        self._touch(market)
        self._account(fill for fill in fills if fill.key != key)
        order = outcome.order
        if order is None:
            self._resting.pop(key, None)
        else:
            filled += sum(fill.qty for fill in fills if fill.key == key)
            self._resting[key] = _Resting(market, order.number, filled)
        return SubmitResult(
            accepted=True,
            fills=tuple(fills),
            resting=outcome.resting,
            price=None if order is None else market.steps.price(order.index),
            cancelled=outcome.cancelled,
        )

    def _account(self, fills: Iterable[UserFill]) -> None:
        """Note fills of resting user orders."""
        for fill in fills:
            if fill.remaining:
                self._resting[fill.key].filled += fill.qty
            else:
                del self._resting[fill.key]

    def _touch(self, market: Market) -> None:
        self._touched.add(self._places[market.listing.id])

    def _skip(self, now: float) -> None:
        """Move everything due to a later time when the caller comes back after a long sleep."""
        lost = now - self._now - self._catch_up_s
        if lost > 0:
            self._due = [(at + lost, place) for at, place in self._due]

    # ---- orders

    def working(self, key: str) -> Working | None:
        """Return a resting user order, None when it no longer rests."""
        resting = self._resting.get(key)
        if resting is None:
            return None
        market = resting.market
        order = market.book.orders[resting.number]
        return Working(
            key=key,
            id=market.listing.id,
            buys=order.buys,
            price=market.steps.price(order.index),
            qty=resting.filled + order.qty,
            filled=resting.filled,
            remaining=order.qty,
        )

    # ---- readers

    @property
    def now(self) -> float:
        """The time of the last call."""
        return self._now

    def market(self, security_id: SecurityId) -> Market:
        """The market itself. That of a contract of a series is opened when somebody first asks for it."""
        market = self._markets.get(security_id) or self._open(security_id)
        market.asked_at = self._now
        if market.asleep:
            self._wake(market)
        return market

    def is_open(self, security_id: SecurityId) -> bool:
        """Whether there is a market yet."""
        return security_id in self._markets

    def _open(self, security_id: SecurityId) -> Market:
        """Open a market as if its flow had run all day along with what it follows."""
        listing = self.universe[security_id]
        market = open_market(
            listing,
            self._markets,
            seed=self._seed,
            start=self._now,
            sequence=self._sequences[security_id.market],
            language=self.language,
        )
        market.book.show(self._depth_of(listing))
        place = len(self._order)
        self._markets[security_id] = market
        self._order.append(market)
        if listing.option is not None:
            self._opened.append(market)
        self._places[security_id] = place
        heappush(self._due, (self._now + market.pause(self._rate), place))
        return market

    def _doze(self) -> None:
        """Let option markets sleep that nobody has looked at for a while; users' orders keep one awake."""
        self._doze_at = self._now + DOZE_S
        wanted = {resting.market.listing.id for resting in self._resting.values()}
        for market in self._opened:
            idle = market.asked_at + DOZE_S < self._now and market.listing.id not in wanted
            market.asleep = market.asleep or (idle and market.status is SecurityStatus.NORMAL)

    def _wake(self, market: Market) -> None:
        market.wake(self._now)
        self._touch(market)
        place = self._places[market.listing.id]
        # One stream a market: the event it slept for is taken back.
        self._due[:] = [entry for entry in self._due if entry[1] != place]
        self._due.append((self._now + market.pause(self._rate), place))
        heapify(self._due)

    def status(self, security_id: SecurityId) -> SecurityStatus:
        """Whether a security is still traded."""
        market = self._markets.get(security_id)
        if market is not None:
            return market.status
        over = self._now >= ending_at(self.universe[security_id])
        return SecurityStatus.EXPIRED if over else SecurityStatus.NORMAL

    def listings(self, market: Venue | None = None, kind: SecurityType | None = None) -> tuple[Listing, ...]:
        """What is listed on the day of the run, of a market, a kind, or both; options are too many."""
        return self.universe.of(market, kind) + self._boards.of(market, kind)

    def instrument(self, security_id: SecurityId) -> Instrument:
        """Static facts, in the language of the run."""
        return self.universe[security_id].instrument(self.language)

    def quote(self, security_id: SecurityId) -> Quote:
        """The live quote."""
        return views.quote(self.market(security_id))

    def snapshot(self, security_id: SecurityId) -> Snapshot:
        """The full picture. An option nobody has opened is shown at its theoretical prices."""
        market = self._markets.get(security_id)
        if market is None:
            listing = self.universe[security_id]
            if listing.type is SecurityType.OPTION:
                assert listing.follows is not None, f"{security_id} has no market and follows nobody"
                return unopened(listing, self._markets[listing.follows.id], self._now, self.language)
            return views.snapshot(self.market(security_id))
        return views.snapshot(self.market(security_id) if market.asleep else market)

    def book(self, security_id: SecurityId, levels: int = VISIBLE_LEVELS, *, orders: bool = False) -> Book:
        """The best levels of both sides, with their single orders if wanted; both are empty for an index."""
        return views.book(self.market(security_id), levels, orders=orders)

    def brokers(self, security_id: SecurityId, *, orders: bool = False) -> BrokerQueue:
        """The broker queue; the whole one with its single orders if wanted; empty for what has none."""
        return views.brokers(self.market(security_id), orders=orders)

    def trades(self, security_id: SecurityId, limit: int = 1000) -> tuple[Trade, ...]:
        """The latest prints, oldest first."""
        trades = self.market(security_id).trades
        return tuple(trades)[max(len(trades) - limit, 0) :]

    def candles(
        self, security_id: SecurityId, candle_type: CandleType, limit: int, rehab: Rehab = Rehab.NONE
    ) -> tuple[Candle, ...]:
        """The latest bars, the growing one included, oldest first; as traded unless told otherwise."""
        return candle_views.candles(self.market(security_id), candle_type, limit, rehab)

    def outlines(self, security_id: SecurityId, candle_type: CandleType, limit: int) -> tuple[Candle, ...]:
        """The same, adjusted forwards and without turnovers of past days, which take long to be drawn."""
        market = self.market(security_id)
        return candle_views.candles(market, candle_type, limit, Rehab.FORWARD, told=False)

    def history(
        self,
        security_id: SecurityId,
        candle_type: CandleType,
        begin: datetime,
        end: datetime,
        limit: int | None = None,
        rehab: Rehab = Rehab.NONE,
    ) -> tuple[Candle, ...]:
        """Bars whose stamp lies between two aware moments, both included, oldest first; at most `limit`."""
        return candle_views.history(self.market(security_id), candle_type, begin, end, limit, rehab)

    def minutes(self, security_id: SecurityId, limit: int | None = None) -> tuple[MinutePoint, ...]:
        """The intraday line of today, or its last points."""
        return views.minutes(self.market(security_id), limit)

    def last(self, security_id: SecurityId) -> Decimal:
        """Price of the last print, or the previous close before there is one."""
        market = self.market(security_id)
        return market.steps.price(market.today.last)

    def market_state(self, security_id: SecurityId) -> MarketState:
        """The phase a security is in: always one in which orders match."""
        listing = self.universe[security_id]
        return calendar.market_state(listing.id.market, listing.type, self._now)

    def phases(self) -> Phases:
        """The phases of all markets, for the global state."""
        return calendar.phases(self._now)

    def trading_days(self, market: CalendarMarket, begin: date, end: date) -> Sequence[TradingDay]:
        """Days on which a market opens, both ends included."""
        return calendar.trading_days(market, begin, end)


def _refused(error: str) -> SubmitResult:
    return SubmitResult(accepted=False, error=error)


def _cause(market: Market, qty: int, price: Decimal | None, *, priced: bool) -> str:
    """Why the exchange cannot take such an order, "" when it can."""
    listing = market.listing
    if not listing.tradable:
        return f"{listing.id} cannot be traded"
    if qty <= 0:
        return f"quantity {qty} is not above zero"
    if priced and price is None:
        return "a limit order needs a price"
    if priced and price is not None and not market.steps.ladder.is_on_tick(price):
        return f"price {price} is not on the tick ladder of {listing.id}"
    return ""
