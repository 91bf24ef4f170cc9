"""Profit and loss of a holding at a live price, and what an order would do to cash and position."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Position
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.orders import Side


@dataclass(frozen=True, slots=True)
class PositionValue:
    """A holding at one price; None where price or cost is not known."""

    price: Decimal | None
    cost: Decimal | None
    """Per share, on the average basis where the broker gives it, else diluted."""
    market_value: Decimal | None
    pl: Decimal | None
    pl_percent: Decimal | None
    """Percent of the cost: 5 means 5 %."""


def multiplier_of(instrument: Instrument | None) -> Decimal:
    """Return how much money one point of price is worth for one unit of quantity."""
    if instrument is not None and instrument.type in (SecurityType.FUTURE, SecurityType.OPTION):
        return Decimal(max(instrument.lot, 1))
    return Decimal(1)


def cost_of(position: Position) -> Decimal | None:
    """Return the cost a share: average, else diluted, else the old field paper accounts still fill."""
    for cost in (position.average_cost, position.diluted_cost, position.cost):
        if cost is not None:
            return cost
    return None


def value_position(
    position: Position, last: Decimal | None = None, multiplier: Decimal = Decimal(1)
) -> PositionValue:
    """Value a holding at the live price, or at the broker's own when there is none."""
    price = position.price if last is None else last
    cost = cost_of(position)
    if price is None:
        return PositionValue(None, cost, position.market_value, position.pl, None)
    market_value = price * position.qty * multiplier
    if cost is None:
        return PositionValue(price, None, market_value, position.pl, None)
    invested = cost * position.qty * multiplier
    pl = market_value - invested
    return PositionValue(price, cost, market_value, pl, pl / abs(invested) * 100 if invested else None)


def order_value(qty: Decimal, price: Decimal, multiplier: Decimal = Decimal(1)) -> Decimal:
    """Return what an order is worth at a price, before fees."""
    return qty * price * multiplier


def position_after(held: Decimal, side: Side, qty: Decimal) -> Decimal:
    """Return the holding after an order is filled; negative means short."""
    return held + qty if side.buys else held - qty
