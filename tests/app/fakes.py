"""An engine without a wire: a real store, fed with a made-up but consistent market."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from inspect import isawaitable
from time import monotonic
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tui.client.address import Address
from tui.domain.accounts import Account, Env, Firm, Funds, MaxQuantities, PaperKind, Position, PositionSide
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.events import (
    AccountsReported,
    BookChanged,
    BrokersChanged,
    Event,
    FundsReported,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    MarketStatesReported,
    NoticeKind,
    NoticeReceived,
    OrderChanged,
    OrdersReported,
    PositionsReported,
    QuoteChanged,
    SafetyChanged,
)
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.lazy import Lazy
from tui.domain.markets import Currency, Market, MarketState, SecurityStatus, SecurityType, TradeMarket
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.repeats import Repeat
from tui.domain.secret import Secret
from tui.domain.ticks import Ladder, ladder_for
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal
from tui.state.store import Store
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request

R = TypeVar("R")
HKT = ZoneInfo("Asia/Hong_Kong")
NOW = datetime(2026, 11, 20, 10, 3, 10, tzinfo=HKT)
"""A Friday morning in Hong Kong; the fakes never look at the wall clock."""

PAPER_HK, PAPER_US, REAL_HK = 1001, 1002, 9003

LISTINGS: tuple[tuple[str, str, SecurityType, int, str, str], ...] = (
    ("HK.00700", "騰訊控股", SecurityType.STOCK, 100, "412.8", "406.2"),
    ("HK.00005", "滙豐控股", SecurityType.STOCK, 400, "98.55", "99.1"),
    ("HK.09988", "阿里巴巴－Ｗ", SecurityType.STOCK, 100, "118.3", "118.3"),
    ("HK.01810", "小米集團－Ｗ", SecurityType.STOCK, 200, "41.65", "40.9"),
    ("HK.02800", "盈富基金", SecurityType.ETF, 500, "25.94", "25.72"),
    ("HK.28011", "騰訊摩通六乙購Ａ", SecurityType.WARRANT, 10000, "0.156", "0.142"),
    ("HK.800000", "恒生指數", SecurityType.INDEX, 1, "25611.03", "25402.17"),
    ("US.AAPL", "Apple", SecurityType.STOCK, 1, "228.71", "226.96"),
    ("US.NVDA", "NVIDIA", SecurityType.STOCK, 1, "187.34", "191.02"),
    ("US.SPY", "SPDR S&P 500 ETF", SecurityType.ETF, 1, "668.4", "667.9"),
    ("SH.600519", "贵州茅台", SecurityType.STOCK, 100, "1466.05", "1471.5"),
    ("SZ.300750", "宁德时代", SecurityType.STOCK, 100, "388.9", "380.15"),
)
IDS = tuple(SecurityId.parse(code) for code, *_ in LISTINGS)
TENCENT = IDS[0]
BROKERS = (
    (3435, "Goldman Sachs (Asia) Securities"),
    (8577, "HSBC Securities Brokers"),
    (5320, "J.P. Morgan Broking"),
    (6690, "Interactive Brokers"),
    (8305, "Futu Securities"),
    (6996, "China Investment Information"),
    (3170, "Citigroup Global Markets"),
    (229, "Morgan Stanley Hong Kong"),
    (2845, "Macquarie Capital"),
    (4191, "BOCI Securities"),
)


class FakeEngine:
    """Takes what a face asks for and notes it; the market moves when a test says so."""

    def __init__(self, *, orders: bool = True) -> None:
        self.store = Store()
        self.address = Address("127.0.0.1", 11111)
        self.watched: tuple[SecurityId, ...] = ()
        self.focused: SecurityId | None = None
        self.used_accounts: tuple[int, ...] = ()
        self.placed: list[OrderIntent] = []
        self.amended: list[AmendIntent] = []
        self.cancelled: list[CancelIntent] = []
        self.retries = 0
        self.asked_for_quotes = 0
        self.replies: dict[type, Any] = {}
        """What is answered to a kind of question: a value, an awaitable for one, or an error to raise."""
        self.asked: list[Request[Any]] = []
        self.waits: dict[type, float] = {}
        """Seconds that a kind of question is held back."""
        self.started = self.stopped = self.acted = self.caught_up = 0
        self.passwords: list[str] = []
        self.why_not_armed = self.why_not_unlocked = ""
        self.scopes: list[Scope] = []
        self.entries: tuple[Entry, ...] = ()
        self.desk: object | None = object()
        self.read_only = False
        self.most: MaxQuantities | None = None
        """How much can be traded, whatever is asked."""
        self.repeat: Repeat | None = None
        """The earlier order that every order repeats."""
        self.order_waits: dict[bool, float] = {}
        """Seconds that OpenD's limits hold back an order (False), or a change of one (True)."""
        self._orders = orders

    async def start(self) -> None:
        """Nothing to start."""
        self.started += 1

    async def stop(self) -> None:
        """Nothing to stop."""
        self.stopped += 1

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Note the watchlist."""
        self.watched = tuple(ids)

    def focus(self, security: SecurityId | None) -> None:
        """Note the focus and send book and brokers of it, as a subscription would."""
        self.focused = security
        if security is not None and self.store.link.phase is LinkPhase.LIVE and security in IDS:
            self.send_depth(security)

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Note the accounts and report what is in them."""
        self.used_accounts = tuple(acc_ids)
        for acc_id in acc_ids:
            self.apply(*account_reports(acc_id, orders=self._orders))

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Say what a test says."""
        return self.why_not_armed

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Arm for a minute."""
        self.change_safety(armed=(env, acc_id), armed_until=monotonic() + 60, disarmed_because="")
        return ""

    def disarm(self, why: str) -> None:
        """Disarm."""
        self.change_safety(armed=None, armed_until=None, disarmed_because=why)

    def catch_up(self) -> None:
        """Note it."""
        self.caught_up += 1

    def user_acted(self) -> None:
        """Note it."""
        self.acted += 1

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Take the password; a test says what becomes of it."""
        self.passwords.append(password.take())
        if not self.why_not_unlocked:
            self.change_safety(unlocked=self.store.safety.unlocked | {firm})
        return self.why_not_unlocked

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel what the store shows of it at once."""
        self.scopes.append(scope)
        orders = [
            one for _, acc_id in scope.accounts for one in self.store.orders(acc_id) if scope.covers(one)
        ]
        told = Withdrawal(tuple(OrderFate(one, Fate.CANCELLED) for one in orders), over=True)
        on_progress(told)
        return told

    async def release(self, word: str) -> str:
        """Let go at any word."""
        self.change_safety(locked="")
        return "" if word else "no word was typed"

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what a test put there."""
        return self.entries

    def change_safety(self, **change: Any) -> None:
        """Move the safety switches."""
        self.apply(SafetyChanged(replace(self.store.safety, **change)))

    async def place(self, intent: OrderIntent) -> Outcome:
        """Accept everything."""
        self.placed.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, f"P{len(self.placed)}")

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return what a test put there."""
        return self.repeat

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Accept everything."""
        self.amended.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, intent.order_id)

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Accept everything."""
        self.cancelled.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, intent.order_id)

    async def max_quantities(self, *_: object, **__: object) -> MaxQuantities | None:
        """As told; OpenD says nothing without."""
        return self.most

    async def ask(self, request: Request[R]) -> R:
        """Answer as told; a question nobody prepared for is refused."""
        self.asked.append(request)
        reply = self.replies.get(type(request), RefusedError(request.proto_id, "not prepared"))
        if isawaitable(reply):
            reply = await reply
        if isinstance(reply, Exception):
            raise reply
        answer: R = reply
        return answer

    def wait_s(self, request: Request[Any]) -> float:
        """As told, at once without."""
        return self.waits.get(type(request), 0.0)

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """As told, at once without."""
        return self.order_waits.get(amending, 0.0)

    def ask_for_quotes(self) -> None:
        """Note the wish."""
        self.asked_for_quotes += 1

    def retry_now(self) -> None:
        """Note the wish."""
        self.retries += 1

    # ---- what happens at the other end

    def apply(self, *events: Event) -> None:
        """Feed the store."""
        for event in events:
            self.store.apply(event)

    def go_live(self) -> None:
        """Connect: accounts, names, quotes and phases arrive."""
        self.apply(
            LinkChanged(LinkPhase.CONNECTING),
            LinkChanged(LinkPhase.SYNCING, server_version=1011),
            NoticeReceived(NoticeKind.LOGIN, "logged in", quote_login=True, trade_login=True),
            InstrumentsReported(tuple(instrument(security) for security in IDS)),
            AccountsReported(ACCOUNTS),
            LinkChanged(LinkPhase.LIVE),
        )
        self.apply(*(QuoteChanged(security, Lazy.of(quote(security))) for security in IDS))
        self.apply(MarketStatesReported(tuple((security, MarketState.MORNING) for security in IDS)))
        if self.focused is not None:
            self.focus(self.focused)

    def go_down(self, reason: str = "connection refused", retry_in_s: float | None = 4.0) -> None:
        """Lose the link."""
        self.apply(LinkChanged(LinkPhase.DOWN, reason, retry_in_s))

    def send_depth(self, security: SecurityId, *, shift: int = 0) -> None:
        """Push a book and, in Hong Kong, a broker queue; `shift` moves all prices by ticks."""
        if not instrument(security).type.tradable:
            return
        self.apply(BookChanged(security, Lazy.of(book(security, shift))))
        if security.market is Market.HK:
            self.apply(BrokersChanged(security, Lazy.of(brokers(security))))


ACCOUNTS = (
    Account(PAPER_HK, Env.PAPER, (TradeMarket.HK,), paper_kind=PaperKind.STOCK),
    Account(PAPER_US, Env.PAPER, (TradeMarket.US,), paper_kind=PaperKind.STOCK),
    Account(REAL_HK, Env.REAL, (TradeMarket.HK, TradeMarket.US)),
)


def instrument(security: SecurityId, *, name: str | None = None) -> Instrument:
    """Return the static facts of a listing, under another name if asked."""
    _, known_name, kind, lot, *_ = LISTINGS[IDS.index(security)]
    return Instrument(security, name or known_name, kind, lot)


def quote(security: SecurityId, last: str | None = None, *, name: str | None = None) -> Quote:
    """Return the quote of a listing, at another price or by another name if asked."""
    _, known_name, _, _, price, close = LISTINGS[IDS.index(security)]
    now, before = Decimal(last or price), Decimal(close)
    return Quote(
        id=security,
        name=name or known_name,
        last=now,
        open=before,
        high=max(now, before),
        low=min(now, before),
        prev_close=before,
        volume=12_345_600,
        turnover=Decimal("5081049000"),
        tick=_ladder(security).tick_up(now),
        status=SecurityStatus.NORMAL,
        updated_at=NOW,
    )


def book(security: SecurityId, shift: int = 0) -> Book:
    """Return ten levels a side around the last price."""
    ladder = _ladder(security)
    best = ladder.down(ladder.up(Decimal(LISTINGS[IDS.index(security)][4]), shift), 1)
    lot = LISTINGS[IDS.index(security)][3]
    bids = tuple(
        Level(ladder.down(best, n), lot * (17 + 23 * n) % 90_000 + lot, 10 - n + n % 3) for n in range(10)
    )
    asks = tuple(
        Level(ladder.up(best, n + 1), lot * (31 + 41 * n) % 90_000 + lot, 11 - n - n % 2) for n in range(10)
    )
    return Book(security, LISTINGS[IDS.index(security)][1], bids, asks, NOW, NOW)


def brokers(security: SecurityId) -> BrokerQueue:
    """Return a queue of forty a side, thinner with each level."""

    def side(offset: int) -> tuple[BrokerEntry, ...]:
        levels = [level for level in range(1, 11) for _ in range(max(8 - level + (level == 5) * 6, 1))][:40]
        return tuple(
            BrokerEntry(*BROKERS[(i * 3 + offset) % len(BROKERS)], level) for i, level in enumerate(levels)
        )

    return BrokerQueue(security, "", side(0), side(4))


def account_reports(acc_id: int, *, orders: bool) -> tuple[Event, ...]:
    """Return what an account holds: orders on both sides of the book, positions, money."""
    env = next(account.env for account in ACCOUNTS if account.acc_id == acc_id)
    hong_kong = acc_id != PAPER_US
    funds = Funds(
        acc_id,
        env,
        Currency.HKD if hong_kong else Currency.USD,
        power=Decimal(812_345),
        total_assets=Decimal(1_204_518),
        cash=Decimal(812_345),
        market_value=Decimal(392_173),
        frozen_cash=Decimal(41_220),
        debt=Decimal(0),
        withdrawable=Decimal(0),
    )
    mine = hong_kong and orders
    return (
        FundsReported(funds),
        OrdersReported(acc_id, env, tuple(_orders(acc_id, env)) if mine else ()),
        PositionsReported(acc_id, env, tuple(_positions(acc_id, env)) if mine else ()),
    )


def order(order_id: str, side: Side, price: str, qty: int, status: OrderStatus, filled: int = 0) -> Order:
    """Return an order in Tencent of the paper account."""
    return _order(PAPER_HK, Env.PAPER, order_id, side, price, qty, status, filled)


def order_changed(*args: object, **more: object) -> OrderChanged:
    """Return the push of such an order."""
    return OrderChanged(order(*args, **more))  # type: ignore[arg-type]


def _orders(acc_id: int, env: Env) -> list[Order]:
    return [
        _order(acc_id, env, "A3", Side.SELL, "413.6", 300, OrderStatus.SUBMITTED),
        _order(acc_id, env, "A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200),
        _order(acc_id, env, "A1", Side.BUY, "411.0", 100, OrderStatus.CANCELLED_ALL),
    ]


def _order(
    acc_id: int,
    env: Env,
    order_id: str,
    side: Side,
    price: str,
    qty: int,
    status: OrderStatus,
    filled: int = 0,
) -> Order:
    return Order(
        order_id=order_id,
        acc_id=acc_id,
        env=env,
        id=TENCENT,
        name="騰訊控股",
        side=side,
        type=OrderType.LIMIT,
        status=status,
        qty=Decimal(qty),
        price=Decimal(price),
        filled_qty=Decimal(filled),
        avg_fill_price=Decimal(price) if filled else None,
        created_at=NOW - timedelta(minutes=12),
        updated_at=NOW - timedelta(minutes=3),
        currency=Currency.HKD,
        market=TradeMarket.HK,
        number=int(order_id[1:]) if order_id[1:].isdigit() else 0,
    )


def _positions(acc_id: int, env: Env) -> list[Position]:
    return [
        Position(
            acc_id=acc_id,
            env=env,
            position_id=number,
            id=security,
            name=LISTINGS[IDS.index(security)][1],
            side=PositionSide.LONG,
            qty=Decimal(qty),
            can_sell_qty=Decimal(qty),
            price=Decimal(price),
            market_value=Decimal(qty) * Decimal(price),
            pl=Decimal(qty) * (Decimal(price) - Decimal(cost)),
            cost=Decimal(cost),
            pl_ratio=(Decimal(price) - Decimal(cost)) / Decimal(cost),
            currency=Currency.HKD,
            market=TradeMarket.HK,
        )
        for number, (security, qty, cost, price) in enumerate(
            ((IDS[0], 500, "398.4", "412.8"), (IDS[1], 1200, "101.2", "98.55"))
        )
    ]


def _ladder(security: SecurityId) -> Ladder:
    _, _, kind, *_ = LISTINGS[IDS.index(security)]
    ladder = ladder_for(security.market, kind, Decimal("0.01"))
    assert ladder is not None
    return ladder
