"""A made-up but consistent market: listings, quotes, books and brokers, and what the accounts hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tui.domain.accounts import Account, Env, Funds, PaperKind, Position, PositionSide
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.events import (
    Event,
    FundsReported,
    OrderChanged,
    OrdersReported,
    PositionsReported,
)
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, SecurityStatus, SecurityType, TradeMarket
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.domain.quotes import Quote
from tui.domain.ticks import Ladder, ladder_for

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
