"""Values that the tests of the pure layers share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tui.domain.accounts import Account, AccountType, Env, Funds, Position, PositionSide
from tui.domain.book import Book, Level
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, Market, SecurityType, TradeMarket
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.domain.quotes import Quote

D = Decimal
T0 = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TENCENT = SecurityId(Market.HK, "00700")
HSBC = SecurityId(Market.HK, "00005")
APPLE = SecurityId(Market.US, "AAPL")
PAPER = 1001
REAL = 2002


def at(seconds: float) -> datetime:
    """A moment of the test's day."""
    return T0 + timedelta(seconds=seconds)


def instrument(
    code: str = "HK.00700",
    kind: SecurityType = SecurityType.STOCK,
    lot: int = 100,
    name: str = "TENCENT",
) -> Instrument:
    """Static facts of a security."""
    return Instrument(SecurityId.parse(code), name, kind, lot)


def quote(
    last: str | None = "419.8",
    prev_close: str | None = "415.2",
    security: SecurityId = TENCENT,
    *,
    suspended: bool = False,
) -> Quote:
    """A quote with a last price."""
    price = None if last is None else D(last)
    return Quote(
        id=security,
        name="TENCENT",
        last=price,
        open=price,
        high=price,
        low=price,
        prev_close=None if prev_close is None else D(prev_close),
        volume=12_345_678,
        turnover=D("5182345678.5"),
        tick=D("0.2"),
        suspended=suspended,
        updated_at=T0,
    )


def book(bid: str = "419.8", ask: str = "420", security: SecurityId = TENCENT, levels: int = 1) -> Book:
    """A book; further levels lie one unit of price apart."""
    bids = tuple(Level(D(bid) - n, 1000 * (n + 1), 2 + n) for n in range(levels))
    asks = tuple(Level(D(ask) + n, 500 * (n + 1), 1 + n) for n in range(levels))
    return Book(security, "TENCENT", bids, asks)


def order(
    status: OrderStatus = OrderStatus.SUBMITTED,
    *,
    order_id: str = "A1",
    qty: int = 300,
    filled: int = 0,
    price: str | None = "419.8",
    average: str | None = None,
    updated: float | None = 0,
    acc_id: int = PAPER,
    env: Env = Env.PAPER,
    side: Side = Side.BUY,
    remark: str = "",
    security: SecurityId = TENCENT,
    type: OrderType = OrderType.LIMIT,
) -> Order:
    """An order; `updated` is in seconds of the test's day."""
    return Order(
        order_id=order_id,
        acc_id=acc_id,
        env=env,
        id=security,
        name="TENCENT",
        side=side,
        type=type,
        status=status,
        qty=D(qty),
        price=None if price is None else D(price),
        filled_qty=D(filled),
        avg_fill_price=None if average is None else D(average),
        remark=remark,
        created_at=T0,
        updated_at=None if updated is None else at(updated),
    )


def account(
    *markets: TradeMarket, acc_id: int = PAPER, env: Env = Env.PAPER, type: AccountType = AccountType.CASH
) -> Account:
    """An account that may trade these markets, Hong Kong without any."""
    return Account(acc_id, env, markets or (TradeMarket.HK,), type)


def funds(power: str = "1000000", currency: Currency = Currency.HKD) -> Funds:
    """Money, all of it free."""
    amount = D(power)
    return Funds(PAPER, Env.PAPER, currency, amount, amount, amount, D(0), D(0), D(0), amount)


def position(
    qty: str = "500",
    can_sell: str | None = None,
    *,
    cost: str | None = "400",
    price: str | None = "419.8",
    security: SecurityId = TENCENT,
) -> Position:
    """A holding."""
    return Position(
        acc_id=PAPER,
        env=Env.PAPER,
        position_id=1,
        id=security,
        name="TENCENT",
        side=PositionSide.LONG if D(qty) >= 0 else PositionSide.SHORT,
        qty=D(qty),
        can_sell_qty=D(qty if can_sell is None else can_sell),
        price=None if price is None else D(price),
        market_value=None,
        pl=None,
        average_cost=None if cost is None else D(cost),
    )
