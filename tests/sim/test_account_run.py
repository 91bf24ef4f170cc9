"""A seeded 40 seconds at rate 5 with a user who trades: what is pushed and what is kept agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from random import Random

import pytest

from tests.sim.bench import SMALL, Bench, header
from tests.sim.traders import SECONDS
from tui.domain.accounts import Env
from tui.domain.book import Book
from tui.domain.brokers import BrokerQueue
from tui.domain.events import (
    BookChanged,
    BrokersChanged,
    NoticeReceived,
    OrderChanged,
    PushEvent,
    QuoteChanged,
    TradesPrinted,
)
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, currency_of
from tui.domain.orders import ModifyOp, OrderStatus, OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.trades import Trade
from tui.sim.trading.accounts import PAPER_FUTURES_HK, PAPER_HK, PAPER_US, REAL_SECURITIES
from tui.sim.trading.cashbook import FEES
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, Subscribe
from tui.wire.messages.trade import GetFunds, GetPositions

STEPS = 800
TENCENT, HSBC, AAPL, NVDA, MOUTAI, MINI = map(
    SecurityId.parse, ("00700", "00005", "AAPL", "NVDA", "600519", "MHImain")
)
TRADED = {
    PAPER_HK: (TENCENT, HSBC),
    PAPER_US: (AAPL, NVDA),
    PAPER_FUTURES_HK: (MINI,),
    REAL_SECURITIES: (TENCENT, AAPL, MOUTAI),
}
Money = dict[tuple[int, Currency], Decimal]
Shares = dict[tuple[int, SecurityId], Decimal]


class Trader:
    """Places, amends and cancels at random; what the broker refuses is left."""

    def __init__(self, bench: Bench, random: Random) -> None:
        self.bench, self.random = bench, random
        self.done: Counter[str] = Counter()

    def act(self) -> None:
        """Do one thing."""
        acc_id = self.random.choice(tuple(TRADED))
        books = self.bench.daemon.world.brokerage.books(header(acc_id).env, acc_id)
        working = [live.order for live in books.open_orders()]
        try:
            if working and self.random.random() < 0.4:
                order = self.random.choice(working)
                if self.random.random() < 0.5:
                    self.done["cancel"] += bool(self.bench.modify(acc_id, ModifyOp.CANCEL, order.order_id))
                else:
                    price = self.bench.away(self.random.randint(-3, 1), order.id)
                    self.done["amend"] += bool(
                        self.bench.modify(acc_id, ModifyOp.AMEND, order.order_id, price=price)
                    )
            else:
                self._place(acc_id)
        except RefusedError:
            self.done["refused"] += 1

    def _place(self, acc_id: int) -> None:
        id_ = self.random.choice(TRADED[acc_id])
        side = self.random.choice((Side.BUY, Side.SELL))
        qty = SMALL[id_].order_step * self.random.randint(1, 8)
        ticks = self.random.randint(-3, 4)
        price = self.bench.away(ticks if side is Side.BUY else -ticks, id_)
        market = self.random.random() < 0.2 and id_ is not MOUTAI
        kind = OrderType.MARKET if market else OrderType.LIMIT
        self.done["place"] += bool(self.bench.place(acc_id, side, qty, price, id_, kind))


def money_of(bench: Bench) -> Money:
    found: Money = {}
    for acc_id in TRADED:
        for cash in bench.ask(GetFunds(header(acc_id))).cash_by_currency:
            found[acc_id, cash.currency] = cash.cash
    return found


def shares_of(bench: Bench) -> Shares:
    found: Shares = defaultdict(Decimal)
    for acc_id in TRADED:
        for position in bench.ask(GetPositions(header(acc_id))):
            found[acc_id, position.id] = position.qty
    return found


def check_book(book: Book) -> None:
    ladder = SMALL[book.id].ladder
    bids, asks = [level.price for level in book.bids], [level.price for level in book.asks]
    assert bids == sorted(set(bids), reverse=True)
    assert asks == sorted(set(asks))
    assert bids[0] < asks[0]
    assert all(ladder.is_on_tick(price) for price in bids + asks)


def check_brokers(book: Book, brokers: BrokerQueue) -> None:
    for levels, entries in ((book.bids, brokers.bids), (book.asks, brokers.asks)):
        rows = Counter(entry.level for entry in entries)
        for place, level in enumerate(levels, start=1):
            if rows.get(place):
                assert level.orders is not None
                assert rows[place] <= level.orders
                if place < max(rows):
                    assert rows[place] == level.orders


class Watcher:
    """Checks every push, alone and against the ones before it."""

    def __init__(self) -> None:
        self.books: dict[SecurityId, Book] = {}
        self.statuses: dict[str, list[OrderStatus]] = defaultdict(list)
        self.seen: Counter[str] = Counter()
        self._trades: dict[SecurityId, Trade] = {}

    def check(self, events: list[PushEvent]) -> None:
        """Take the pushes of one step."""
        quotes: list[Quote] = []
        for event in events:
            self.seen[type(event).__name__] += 1
            match event:
                case BookChanged():
                    self.books[event.id] = event.book.decode()
                    check_book(self.books[event.id])
                case BrokersChanged():
                    check_brokers(self.books[event.id], event.brokers.decode())
                case TradesPrinted():
                    for trade in event.trades:
                        before = self._trades.get(event.id)
                        assert before is None or trade.sequence > before.sequence
                        self._trades[event.id] = trade
                case QuoteChanged():
                    quotes.append(event.quote.decode())
                case OrderChanged():
                    self.statuses[event.order.order_id].append(event.order.status)
        for quote in quotes:
            assert quote.last == self._trades[quote.id].price
            assert quote.low is not None
            assert quote.high is not None
            assert quote.low <= quote.last <= quote.high


@pytest.mark.slow
def test_forty_seconds_of_trading_keep_books_and_accounts_consistent() -> None:
    bench = Bench(seed=5, rate=5.0)
    bench.unlock()
    bench.follow(*TRADED)
    ids = tuple(dict.fromkeys(id_ for ids in TRADED.values() for id_ in ids))
    bench.ask(Subscribe(ids, (Feed.BOOK, Feed.TRADES, Feed.QUOTE), subscribe=True, push=True))
    bench.ask(Subscribe((TENCENT, HSBC), (Feed.BROKERS,), subscribe=True, push=True))
    trader, watcher = Trader(bench, Random(99)), Watcher()
    money, shares = money_of(bench), shares_of(bench)
    for step in range(STEPS):
        if step % 2 == 0:
            trader.act()
        bench.pushes.clear()
        bench.step()
        watcher.check(bench.pushes)
    for acc_id in TRADED:
        for order in bench.orders(acc_id).values():
            if not order.status.terminal and order.status is not OrderStatus.CANCELLING_ALL:
                bench.modify(acc_id, ModifyOp.CANCEL, order.order_id)
    bench.step(2)

    assert min(trader.done.values()) > 5, trader.done
    del watcher.seen[NoticeReceived.__name__]  # what the daemon says of itself, not of the market
    assert min(watcher.seen.values()) > 50, watcher.seen
    for statuses in watcher.statuses.values():
        assert not any(status.terminal for status in statuses[:-1]), statuses
    fills = 0
    for acc_id in TRADED:
        books = bench.daemon.world.brokerage.books(header(acc_id).env, acc_id)
        fills += len(books.fills)
        filled: Counter[str] = Counter()
        for fill in books.fills:
            signed = fill.qty if fill.side.buys else -fill.qty
            shares[acc_id, fill.id] += signed
            money[acc_id, currency_of(fill.id.market)] -= signed * fill.price * SMALL[fill.id].multiplier
            filled[fill.order_id] += int(fill.qty)
        assert filled == Counter({key: int(one.filled_qty) for key, one in bench.orders(acc_id).items()})
        for flow in books.cashbook.flows:
            assert flow.created_at is not None
            if flow.kind == FEES and flow.created_at.timestamp() >= SECONDS:
                money[acc_id, flow.currency] += flow.amount
    for holding in bench.daemon.world.brokerage.books(Env.PAPER, PAPER_FUTURES_HK).ledger.holdings:
        # Cash of a futures account moves when a position is closed: the open part is still outstanding.
        money[PAPER_FUTURES_HK, Currency.HKD] += holding.value(holding.average_cost)
    assert fills > 50
    assert {key: qty for key, qty in shares.items() if qty} == dict(shares_of(bench))
    assert {key: round(cash, 6) for key, cash in money.items()} == {
        key: round(cash, 6) for key, cash in money_of(bench).items()
    }
    for acc_id in TRADED:
        funds = bench.ask(GetFunds(header(acc_id)))
        assert (funds.frozen_cash, funds.debt) == (Decimal(0), Decimal(0))
