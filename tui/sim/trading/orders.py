"""The life of one order: pure steps from one reported state to the next.

WAITING_SUBMIT, SUBMITTING, SUBMITTED, FILLED_PART, FILLED_ALL; on the way out CANCELLING_ALL/PART and
CANCELLED_ALL/PART, DISABLED, FAILED, DELETED. A step that is not allowed in a state changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from math import inf

from tui.domain.orders import Order, OrderStatus, OrderType, Side, Trail
from tui.sim.trading.conditions import BECOMES, Condition
from tui.sim.trading.contract import Contract

_LEAVING = frozenset({OrderStatus.CANCELLING_ALL, OrderStatus.CANCELLING_PART})
_DELETABLE = frozenset({OrderStatus.CANCELLED_ALL, OrderStatus.FAILED, OrderStatus.SUBMIT_FAILED})
_AVERAGE_STEP = Decimal("0.000001")


class Stage(Enum):
    """Where an order stands between the broker and the exchange."""

    QUEUED = auto()
    """Accepted by the broker, reply sent, nothing done yet."""
    HELD = auto()
    """A conditional order that waits for its trigger; it holds back neither money nor shares."""
    PARKED = auto()
    """Too far from the market for the exchange: kept by the broker until it is nearer."""
    SENDING = auto()
    """On its way to the exchange."""
    RESTING = auto()
    """In the exchange's book."""
    OFFERED = auto()
    """A combined order that the broker tries to fill in every step."""
    DISABLED = auto()
    """Withdrawn from the exchange and kept by the broker."""
    DONE = auto()


@dataclass(slots=True)
class LiveLeg:
    """One security of a combined order, and how it stands."""

    contract: Contract
    side: Side
    ratio: int
    opens: bool = True
    filled: Decimal = Decimal(0)
    value: Decimal = Decimal(0)
    """Money its fills stand for."""
    charged: Decimal = Decimal(0)


@dataclass(slots=True)
class LiveOrder:
    """An order as reported, with what the broker alone knows."""

    order: Order
    contract: Contract
    opens: bool
    """Whether it opens a position and so needs money."""
    limit: Decimal
    """Worst price it may trade at; for market orders the end of the sweep."""
    stage: Stage = Stage.QUEUED
    paid: Decimal = Decimal(0)
    """Sum of price times quantity over its fills."""
    cancel_wanted: bool = False
    key: str = ""
    """The exchange's name of it while it rests; a new one each time it is sent."""
    sent: int = 0
    """How often it was sent to the exchange."""
    filled_before: Decimal = Decimal(0)
    """Filled quantity when it was sent last: the exchange counts from there."""
    condition: Condition | None = None
    """What it waits for; None once that has come, and for orders without condition."""
    charged: Decimal = Decimal(0)
    """Fees taken for it so far."""
    ends_at: float = inf
    """Unix second at which it is withdrawn."""
    legs: tuple[LiveLeg, ...] = ()
    """Of a combined order."""
    needed: Decimal = Decimal(0)
    """Money a combined order holds back."""

    @property
    def sent_as(self) -> OrderType:
        """The type the exchange sees: a conditional order becomes a plain one."""
        return BECOMES.get(self.order.type, self.order.type)


def triggered(order: Order, price: Decimal | None, now: datetime) -> Order:
    """The market has reached its trigger; a trailing order has a limit price only now."""
    return order if order.status.terminal else replace(order, price=price, updated_at=now)


def submitting(order: Order, now: datetime, why_not_yet: str = "") -> Order:
    """The broker hands it to the exchange, or will when the market is nearer."""
    return _moved(order, OrderStatus.SUBMITTING, now, why_not_yet)


def submitted(order: Order, now: datetime) -> Order:
    """The exchange has it."""
    return _moved(order, OrderStatus.FILLED_PART if order.filled_qty else OrderStatus.SUBMITTED, now, "")


def filled(order: Order, qty: Decimal, paid: Decimal, now: datetime) -> Order:
    """An execution of qty came in; `paid` is price times quantity over all fills with this one."""
    total = order.filled_qty + qty
    if qty <= 0 or total > order.qty:
        raise ValueError(f"a fill of {qty} does not fit into {order.filled_qty} of {order.qty}")
    if total == order.qty:
        status = OrderStatus.FILLED_ALL
    elif order.status in _LEAVING:
        status = OrderStatus.CANCELLING_PART
    else:
        status = OrderStatus.FILLED_PART
    return replace(
        order, status=status, filled_qty=total, avg_fill_price=_average(paid, total), updated_at=now
    )


def cancelling(order: Order, now: datetime) -> Order:
    """The user wants it back."""
    return _moved(order, OrderStatus.CANCELLING_PART if order.filled_qty else OrderStatus.CANCELLING_ALL, now)


def cancelled(order: Order, now: datetime, error: str = "") -> Order:
    """It is out of the market for good."""
    status = OrderStatus.CANCELLED_PART if order.filled_qty else OrderStatus.CANCELLED_ALL
    return _moved(order, status, now, error)


def failed(order: Order, now: datetime, error: str) -> Order:
    """The exchange did not take it."""
    return _moved(order, OrderStatus.FAILED, now, error)


def amended(
    order: Order,
    qty: Decimal,
    price: Decimal | None,
    now: datetime,
    trigger: Decimal | None = None,
    trail: Trail | None = None,
) -> Order:
    """It has a new total quantity, price and trigger; reduced to what is filled, it is done."""
    if order.status.terminal:
        return order
    status = OrderStatus.FILLED_ALL if qty == order.filled_qty else order.status
    return replace(
        order, qty=qty, price=price, status=status, trigger_price=trigger, trail=trail, updated_at=now
    )


def disabled(order: Order, now: datetime) -> Order:
    """It is out of the market and may come back."""
    return _moved(order, OrderStatus.DISABLED, now)


def enabled(order: Order, now: datetime) -> Order:
    """It goes to the market again, at the end of the queue."""
    if order.status is not OrderStatus.DISABLED:
        return order
    return replace(order, status=OrderStatus.WAITING_SUBMIT, updated_at=now)


def deleted(order: Order, now: datetime) -> Order:
    """It is hidden; only an order that ended without a fill can be."""
    if order.status not in _DELETABLE:
        return order
    return replace(order, status=OrderStatus.DELETED, updated_at=now)


def _average(paid: Decimal, qty: Decimal) -> Decimal:
    exact = paid / qty
    exponent = exact.as_tuple().exponent
    return exact.quantize(_AVERAGE_STEP) if isinstance(exponent, int) and exponent < -6 else exact


def _moved(order: Order, status: OrderStatus, now: datetime, error: str | None = None) -> Order:
    if order.status.terminal:
        return order
    return replace(order, status=status, updated_at=now, error=order.error if error is None else error)
