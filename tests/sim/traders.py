"""Values that the tests of the trading side share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.book import Book, Level
from tui.domain.ids import SecurityId
from tui.domain.options import IndexOptionType
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Listing
from tui.sim.market.exchange import Exchange
from tui.sim.trading.accounts import ACCOUNTS, AccountSpec
from tui.sim.trading.contract import Contract

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SECONDS = NOW.timestamp()
TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)


def spec(acc_id: int) -> AccountSpec:
    """The account with this id."""
    return next(spec for spec in ACCOUNTS if spec.account.acc_id == acc_id)


def contract(code: str) -> Contract:
    """The terms of a code of the universe."""
    return Contract.of(UNIVERSE[SecurityId.parse(code)], "en")


def book(code: str, bid: str, ask: str, levels: int = 10) -> Book:
    """A book with one price a level on both sides of a spread."""
    ladder = contract(code).ladder
    bids = tuple(Level(ladder.down(Decimal(bid), n), 1000, 2) for n in range(levels))
    asks = tuple(Level(ladder.up(Decimal(ask), n), 1000, 2) for n in range(levels))
    return Book(SecurityId.parse(code), code, bids, asks)


def order(qty: int = 300, filled: int = 0, status: OrderStatus = OrderStatus.WAITING_SUBMIT) -> Order:
    """An order to buy 00700 at 480."""
    return Order(
        order_id="1",
        acc_id=1,
        env=Env.PAPER,
        id=SecurityId.parse("00700"),
        name="TENCENT",
        side=Side.BUY,
        type=OrderType.LIMIT,
        status=status,
        qty=Decimal(qty),
        price=Decimal(480),
        filled_qty=Decimal(filled),
    )


def option_pair(exchange: Exchange, code: str, days: int = 20) -> tuple[Listing, Listing]:
    """Two calls of one expiry around the price of their underlying, the lower strike first."""
    owner = SecurityId.parse(code)
    each = exchange.options.class_of(owner, IndexOptionType.NORMAL)
    assert each is not None
    day = next(day for day in exchange.options.expiries(each) if (day - TODAY).days >= days)
    calls = [call for call, _ in exchange.options.on(each, day)]
    last = exchange.last(owner)
    strikes = [Decimal(0) if call.option is None else call.option.strike or Decimal(0) for call in calls]
    place = next(place for place, strike in enumerate(strikes) if strike > last)
    return calls[place], calls[place + 1]
