"""What the accounts did before the simulator was started: how they came by what they hold. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

from tui.domain.markets import zone_of
from tui.domain.orders import Fill, Order, OrderStatus, OrderType, Side
from tui.sim.listings.calendar import calendar_of, days_before
from tui.sim.listings.universe import Listing, Universe
from tui.sim.trading import orders
from tui.sim.trading.books import AccountBooks
from tui.sim.trading.cashbook import FEES, TRADE
from tui.sim.trading.contract import Contract
from tui.sim.trading.fees import fee_total
from tui.sim.trading.numbering import Numbering

_BOUGHT_DAYS_AGO = 12
_CANCELLED_DAYS_AGO = 5
_MISSED_TICKS = 40
"""How far below the previous close the cancelled order stood."""


def write_past(
    books: AccountBooks, universe: Universe, language: str, numbering: Numbering, now: float
) -> None:
    """Book the starting holdings, each with the order and fill that bought it, and a cancelled order."""
    past: list[Order] = []
    fills: list[Fill] = []
    for age, start in enumerate(books.spec.holdings):
        listing = universe[start.id]
        contract = Contract.of(listing, language)
        cost = listing.ladder.nearest(listing.prev_close * start.cost_factor)
        missed = listing.ladder.down(listing.prev_close, _MISSED_TICKS)
        bought_at = _moment(listing, _BOUGHT_DAYS_AGO + age, now)
        missed_at = _moment(listing, _CANCELLED_DAYS_AGO + age, now)

        order = _order(books, contract, Decimal(start.qty), cost, bought_at, numbering)
        filled_at = bought_at + timedelta(seconds=42)
        past.append(orders.filled(order, order.qty, order.qty * cost, filled_at))
        fills.append(_fill(order, cost, filled_at, numbering))
        value = contract.value(order.qty, cost)
        fees = fee_total(order.env, contract, order.side, order.qty, value)
        books.cashbook.write(order, contract, TRADE, -value, filled_at)
        books.cashbook.write(order, contract, FEES, -fees, filled_at)
        order = _order(books, contract, Decimal(listing.order_step), missed, missed_at, numbering)
        past.append(orders.cancelled(order, missed_at + timedelta(minutes=25)))
        books.ledger.open_with(contract, Decimal(start.qty), cost, bought_at.date())
    books.past_orders = tuple(sorted(past, key=lambda order: str(order.created_at), reverse=True))
    books.past_fills = tuple(sorted(fills, key=lambda fill: str(fill.at), reverse=True))


def _moment(listing: Listing, days_ago: int, now: float) -> datetime:
    zone = zone_of(listing.id.market)
    days = days_before(calendar_of(listing.id.market), datetime.fromtimestamp(now, zone).date())
    day = next(days)
    for _ in range(days_ago - 1):
        day = next(days)
    return datetime.combine(day, time(10, 15, 3), zone)


def _order(
    books: AccountBooks, contract: Contract, qty: Decimal, price: Decimal, at: datetime, numbering: Numbering
) -> Order:
    name = numbering.next(at.timestamp())
    return Order(
        order_id=name.text,
        acc_id=books.account.acc_id,
        env=books.account.env,
        id=contract.id,
        name=contract.name,
        side=Side.BUY,
        type=OrderType.LIMIT,
        status=OrderStatus.SUBMITTED,
        qty=qty,
        price=price,
        created_at=at,
        updated_at=at,
        currency=contract.currency,
        market=contract.trade_market(books.account.env),
        number=name.number,
    )


def _fill(order: Order, price: Decimal, at: datetime, numbering: Numbering) -> Fill:
    name = numbering.next(at.timestamp())
    return Fill(
        fill_id=name.text,
        order_id=order.order_id,
        acc_id=order.acc_id,
        env=order.env,
        id=order.id,
        name=order.name,
        side=order.side,
        qty=order.qty,
        price=price,
        at=at,
        market=order.market,
        number=name.number,
    )
