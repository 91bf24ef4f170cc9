"""The market as a stranger sees it over TCP: replies and pushes of a minute and more agree with each other.

Nothing of the simulator is looked into: only what comes out of the socket is compared.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.sim.client import Client
from tests.sim.traders import SECONDS
from tui.domain.accounts import Env
from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.candles import Candle, CandleType, MinutePoint
from tui.domain.events import (
    BookChanged,
    BrokersChanged,
    CandlesChanged,
    FillReported,
    MinutesChanged,
    OrderChanged,
    QuoteChanged,
    TradesPrinted,
)
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, TradeMarket
from tui.domain.orders import Fill, ModifyOp, Order, OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.trades import Trade
from tui.sim.clock import SteppedClock
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.sim.trading.accounts import REAL_SECURITIES
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import (
    Feed,
    GetBook,
    GetBrokers,
    GetCandles,
    GetQuotes,
    GetSnapshots,
    GetTrades,
    Subscribe,
)
from tui.wire.messages.session import KeepAlive
from tui.wire.messages.trade import (
    GetFunds,
    GetOrders,
    GetPositions,
    Header,
    ModifyOrder,
    PlaceOrder,
    SubscribeAccounts,
    UnlockTrade,
)
from tui.wire.messages.trade_extras import GetOrderFees

CODES = tuple(map(SecurityId.parse, ("00700", "00939", "16138", "08083", "AAPL", "600519")))
WITH_BROKERS = CODES[:4]
HSBC = SecurityId.parse("00005")  # the accounts hold it
TRADED = (CODES[0], CODES[4])
START = SECONDS + 50
STEP_S, STEPS = 0.1, 750
MINUTE = timedelta(minutes=1)
REAL = Header(Env.REAL, REAL_SECURITIES, TradeMarket.HK)
FEEDS = (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.K_1M, Feed.MINUTES)


class View:
    """What one subscriber knows of one security, checked as it grows."""

    def __init__(self, quote: Quote, tape: tuple[Trade, ...], candle: Candle) -> None:
        self.first_candle = candle
        self.quote = quote
        self.tape: list[Trade] = list(tape)
        self.since = len(tape)
        self.volume, self.turnover = quote.volume, quote.turnover
        self.candles: dict[datetime, Candle] = {candle.at: candle}
        self.points: dict[datetime, MinutePoint] = {}

    @property
    def new(self) -> list[Trade]:
        """The prints since the subscription."""
        return self.tape[self.since :]

    def print(self, trades: tuple[Trade, ...]) -> None:
        """Take in a push of prints; only the first one may repeat what was pulled."""
        known = self.tape[-1].sequence
        fresh = [trade for trade in trades if trade.sequence > known]
        assert not self.new or len(fresh) == len(trades), "a print came twice"
        assert all(before.sequence < after.sequence for before, after in pairwise(trades))
        self.tape += fresh
        self.volume += sum(trade.volume for trade in fresh)
        self.turnover += sum(trade.turnover for trade in fresh)

    def check_quote(self) -> None:
        """Compare the quote with the prints."""
        quote = self.quote
        assert (quote.volume, quote.turnover) == (self.volume, self.turnover)
        assert quote.last == self.tape[-1].price

    def check_bars(self) -> None:
        """Compare the bars and the line with the prints."""
        for at, candle in self.candles.items():
            prints = [trade for trade in self.new if _bar_of(trade) == at]
            prices = [trade.price for trade in prints]
            volume = sum(trade.volume for trade in prints)
            if at == self.first_candle.at:
                assert candle.volume == self.first_candle.volume + volume
            else:
                shape = (candle.open, candle.high, candle.low, candle.close)
                assert shape == (prices[0], max(prices), min(prices), prices[-1])
                assert candle.volume == volume
                assert candle.turnover == sum(trade.turnover for trade in prints)
        for at, point in self.points.items():
            candle = self.candles[at]
            assert (point.price, point.volume) == (candle.close, candle.volume)
        assert set(self.points) <= set(self.candles)


def _bar_of(trade: Trade) -> datetime:
    assert trade.at is not None
    return trade.at.replace(second=0, microsecond=0) + MINUTE


def check_book(book: Book) -> None:
    """Sorted, not crossed, on the ladder, never empty at a level."""
    bids, asks = [level.price for level in book.bids], [level.price for level in book.asks]
    levels = 5 if book.id.market in (Market.SH, Market.SZ) else 10
    if book.id.market is Market.US:
        assert min(len(bids), len(asks)) >= levels  # the right shows the whole book
    else:
        assert len(bids) == len(asks) == levels
    assert bids == sorted(set(bids), reverse=True)
    assert asks == sorted(set(asks))
    assert bids[0] < asks[0]
    assert all(UNIVERSE[book.id].ladder.is_on_tick(price) for price in bids + asks)
    assert all(level.volume > 0 and level.orders for level in book.bids + book.asks)


def check_brokers(book: Book, queue: BrokerQueue) -> None:
    """Every row has a level within the book, in order, and no level has more rows than orders."""
    for levels, rows in ((book.bids, queue.bids), (book.asks, queue.asks)):
        assert rows
        assert [row.level for row in rows] == sorted(row.level for row in rows)
        for place, count in Counter(row.level for row in rows).items():
            assert 1 <= place <= len(levels)
            assert count <= (levels[place - 1].orders or 0)


class Stranger:
    """A client that subscribes, trades and compares."""

    def __init__(self, client: Client, server: SimServer, clock: SteppedClock) -> None:
        self.client, self.server, self.clock = client, server, clock
        self.views: dict[SecurityId, View] = {}
        self.books: dict[SecurityId, Book] = {}
        self.orders: dict[str, Order] = {}
        self.fills: list[Fill] = []

    async def subscribe(self) -> None:
        """Subscribe everything and note what there is at that moment."""
        await self.client.ask(Subscribe(CODES, FEEDS, subscribe=True, push=True))
        await self.client.ask(Subscribe(WITH_BROKERS, (Feed.BROKERS,), subscribe=True, push=True))
        await self.client.ask(UnlockTrade(unlock=True, password_md5="e10adc3949ba59abbe56e057f20f883e"))
        await self.client.ask(SubscribeAccounts((REAL_SECURITIES,)))
        for quote in await self.client.ask(GetQuotes(CODES)):
            tape = (await self.client.ask(GetTrades(quote.id, 1000))).trades
            candle = (await self.client.ask(GetCandles(quote.id, CandleType.K_1M, 1))).candles[-1]
            self.views[quote.id] = View(quote, tape, candle)

    async def step(self) -> None:
        """Let time pass, then take everything that was pushed: a heartbeat's answer comes behind it."""
        self.clock.advance(STEP_S)
        self.server.step()
        await self.client.ask(KeepAlive(0))
        pushes, self.client.pushes = self.client.pushes, []
        for event in pushes:
            match event:
                case BookChanged():
                    self.books[event.id] = event.book.decode()
                    check_book(self.books[event.id])
                case BrokersChanged():
                    check_brokers(self.books[event.id], event.brokers.decode())
                case TradesPrinted():
                    self.views[event.id].print(event.trades)
                case QuoteChanged():
                    self.views[event.id].quote = event.quote.decode()
                case CandlesChanged():
                    self.views[event.id].candles.update((bar.at, bar) for bar in event.candles)
                case MinutesChanged():
                    self.views[event.id].points.update((point.at, point) for point in event.points)
                case OrderChanged():
                    self.orders[event.order.order_id] = event.order
                case FillReported():
                    self.fills.append(event.fill)

    async def compare(self, id_: SecurityId) -> None:
        """Pull one security in several ways: while no time passes the answers are of one moment."""
        (snapshot,) = await self.client.ask(GetSnapshots((id_,)))
        book = await self.client.ask(GetBook(id_))
        check_book(book)
        assert (snapshot.bid, snapshot.ask) == (book.best_bid, book.best_ask)
        assert (snapshot.bid_volume, snapshot.ask_volume) == (book.bids[0].volume, book.asks[0].volume)
        if id_ not in TRADED:
            # An own order reaches the exchange at the end of a step; the next one pushes what it changed.
            assert (book.bids, book.asks) == (self.books[id_].bids, self.books[id_].asks)
            assert snapshot.quote == replace(self.views[id_].quote, extras=None)
        if id_ in WITH_BROKERS:
            check_brokers(book, await self.client.ask(GetBrokers(id_)))
        self.views[id_].check_quote()

    async def trade(self, turn: int) -> None:
        """Buy, sell, rest at the touch, amend and cancel, by turns; a refusal is an answer as well."""
        id_ = TRADED[turn // 4 % 2]
        book = self.books[id_]
        lot = Decimal(100)
        buys = turn % 4 in (0, 2)
        taking = turn % 4 < 2
        price = (book.asks if buys == taking else book.bids)[3 if taking else 0].price
        side = Side.BUY if buys else Side.SELL
        packet = self.client.packet
        working = [order for order in self.orders.values() if not order.status.terminal]
        with suppress(RefusedError):
            await self.client.ask(PlaceOrder(packet, REAL, id_, side, OrderType.LIMIT, lot, price))
            if working and turn % 3 == 0:
                await self._modify(ModifyOp.CANCEL, working[0])
            elif working and turn % 3 == 1:
                await self._modify(ModifyOp.AMEND, working[0], lot * 2)

    async def _modify(self, op: ModifyOp, order: Order, qty: Decimal | None = None) -> None:
        price = None if qty is None else order.price
        packet = self.client.packet
        await self.client.ask(ModifyOrder(packet, REAL, op, order.order_id, qty, price))

    async def wealth(self) -> tuple[dict[Currency, Decimal], dict[SecurityId, Decimal]]:
        """Cash by currency and quantities held."""
        funds = await self.client.ask(GetFunds(REAL))
        held = await self.client.ask(GetPositions(REAL))
        cash = {one.currency: one.cash for one in funds.cash_by_currency}
        return cash, {one.id: one.qty for one in held}


@pytest.mark.slow
async def test_everything_a_stranger_sees_agrees() -> None:
    clock = SteppedClock(START)
    config = SimConfig(port=0, seed=4, rate=5.0, limits=False)
    async with SimServer(config, clock, UNIVERSE.only((*CODES, HSBC))) as server:
        # Only the test lets time pass: no step may come between two answers.
        assert server._feed is not None
        server._feed.cancel()
        client = await Client.connect(server.port)
        stranger = Stranger(client, server, clock)
        await stranger.subscribe()
        cash, held = await stranger.wealth()
        for step in range(STEPS):
            await stranger.step()
            await stranger.compare(CODES[step % len(CODES)])
            if step % 15 == 0:
                await stranger.trade(step // 15)
            if step % 100 == 0 or step == STEPS - 1:
                for view in stranger.views.values():
                    view.check_bars()
        cash_then, held_then = await stranger.wealth()
        listed = await client.ask(GetOrders(REAL))
        fees = await client.ask(GetOrderFees(REAL, tuple(order.order_id for order in listed)))
        await client.close()

    for id_, view in stranger.views.items():
        assert len(view.new) > 50, id_
        assert len(view.candles) == 3, id_
    assert {order.order_id: order.filled_qty for order in listed} == {
        order.order_id: order.filled_qty for order in stranger.orders.values()
    }
    filled: defaultdict[str, Decimal] = defaultdict(Decimal)
    for fill in stranger.fills:
        signed = fill.qty if fill.side is Side.BUY else -fill.qty
        held[fill.id] += signed
        cash[Currency.USD if fill.id.market is Market.US else Currency.HKD] -= signed * fill.price
        filled[fill.order_id] += fill.qty
    for order, fee in zip(listed, fees, strict=True):
        assert (fee.order_id, bool(fee.total)) == (order.order_id, bool(order.filled_qty))
        cash[order.currency] -= fee.total or 0
    assert len(stranger.fills) > 20
    assert all(filled[order.order_id] == order.filled_qty for order in listed)
    assert held_then == {id_: qty for id_, qty in held.items() if qty}
    assert cash_then == cash
