"""What changed while there was no link: what was known before, compared with what is read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tui.domain.decimals import quantity_text
from tui.domain.events import (
    Difference,
    DifferenceKind,
    Event,
    OrderChanged,
    OrdersReported,
    PositionsReported,
)
from tui.domain.ids import SecurityId
from tui.domain.orders import Order, OrderStatus

MOST_LISTED = 50
"""Differences told one by one; a longer list helps nobody."""


@dataclass(slots=True)
class _Known:
    """An account as it was told last."""

    orders: dict[str, Order] | None = None
    positions: dict[SecurityId, Decimal] | None = None


@dataclass(slots=True)
class Away:
    """Follows every event of a session; between `begin` and `end` differences are collected."""

    _known: dict[int, _Known] = field(default_factory=dict)
    _since: float | None = None
    _syncing: bool = False
    _found: list[Difference] = field(default_factory=list)

    @property
    def since(self) -> float | None:
        """Since when the link that was live last is lost; None before the first and while one stands."""
        return self._since

    def lost(self, now: float) -> None:
        """A link that was live is over."""
        self._since = now

    def begin(self) -> None:
        """A new link is being read."""
        self._syncing = self._since is not None

    def end(self) -> tuple[Difference, ...]:
        """Everything was read: return what was different, the newest knowledge is kept."""
        self._syncing, self._since = False, None
        found, self._found = self._found, []
        more = len(found) - MOST_LISTED
        if more > 0:
            last = found[MOST_LISTED]
            found = [*found[:MOST_LISTED], Difference(last.kind, f"and {more} more differences")]
        return tuple(found)

    def note(self, difference: Difference) -> None:
        """Add a difference that others have found, while a new link is being read."""
        if self._syncing:
            self._found.append(difference)

    def follow(self, event: Event) -> None:
        """Take note of an event."""
        match event:
            case OrderChanged(order):
                orders = self._of(order.acc_id).orders
                if orders is not None:
                    if self._syncing:
                        self._compare(orders.get(order.order_id), order)
                    orders[order.order_id] = order
            case OrdersReported():
                self._orders_reported(event)
            case PositionsReported():
                self._positions_reported(event)
            case _:
                pass

    def _of(self, acc_id: int) -> _Known:
        return self._known.setdefault(acc_id, _Known())

    def _orders_reported(self, report: OrdersReported) -> None:
        known = self._of(report.acc_id)
        before, known.orders = known.orders, {order.order_id: order for order in report.orders}
        if not self._syncing or before is None:
            return
        for order in report.orders:
            self._compare(before.get(order.order_id), order)
        for order_id, order in before.items():
            if order_id not in known.orders and not order.status.terminal:
                text = f"{_name(order)}: OpenD does not list it any more"
                self.note(Difference(DifferenceKind.ORDER_GONE, text, report.acc_id))

    def _positions_reported(self, report: PositionsReported) -> None:
        held: dict[SecurityId, Decimal] = {}
        for position in report.positions:
            held[position.id] = held.get(position.id, Decimal(0)) + position.qty
        known = self._of(report.acc_id)
        before, known.positions = known.positions, held
        if not self._syncing or before is None:
            return
        for security in sorted(before.keys() | held.keys()):
            was, now = before.get(security, Decimal(0)), held.get(security, Decimal(0))
            if was != now:
                text = f"position {security}: {quantity_text(was)} -> {quantity_text(now)}"
                self.note(Difference(DifferenceKind.POSITION_CHANGED, text, report.acc_id))

    def _compare(self, before: Order | None, after: Order) -> None:
        found = difference_of(before, after)
        if found is not None:
            self.note(found)


def difference_of(before: Order | None, after: Order) -> Difference | None:
    """Return what became of an order, None when nothing did."""
    if before is None:
        text = f"{_name(after)}: new, {_state(after)}"
        return Difference(DifferenceKind.ORDER_NEW, text, after.acc_id)
    if after.filled_qty > before.filled_qty:
        text = f"{_name(after)}: {_state(before)} -> {_state(after)}"
        return Difference(DifferenceKind.ORDER_FILLED, text, after.acc_id)
    if after.status.terminal and not before.status.terminal:
        text = f"{_name(after)}: {_state(before)} -> {_state(after)}"
        return Difference(DifferenceKind.ORDER_ENDED, text, after.acc_id)
    if (before.status, _terms(before)) != (after.status, _terms(after)):
        text = f"{_name(after)}: {_state(before)} {_terms(before)} -> {_state(after)} {_terms(after)}"
        return Difference(DifferenceKind.ORDER_CHANGED, text, after.acc_id)
    return None


def _name(order: Order) -> str:
    return f"order {order.order_id} {order.side.name} {quantity_text(order.qty)} {order.id}"


def _terms(order: Order) -> str:
    price = "" if order.price is None else f" @ {quantity_text(order.price)}"
    # That of a trailing order follows the market all the time.
    trigger = order.trigger_price if order.type.needs_trigger else None
    waits = "" if trigger is None else f" trigger {quantity_text(trigger)}"
    return f"{quantity_text(order.qty)}{price}{waits}"


def _state(order: Order) -> str:
    if order.status is OrderStatus.UNKNOWN:
        return "of unknown status"
    word = order.status.name.lower().replace("_", " ")
    return f"{word} ({quantity_text(order.filled_qty)} filled)" if order.filled_qty else word
