"""Orders and fills by account: pushes, replies and complete reads merged into one truth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.domain.accounts import Env
from tui.domain.order_fsm import completed, contradiction, is_tie, merge
from tui.domain.orders import Fill, FillStatus, Order
from tui.state.dirty import DirtySets, Topic
from tui.state.local_fills import LOCAL_PREFIX, Accounted, fill_of_growth
from tui.state.pending import PendingOrder, PendingOrders
from tui.state.position_age import PositionAge
from tui.state.rings import Ring

if TYPE_CHECKING:
    from tui.domain.events import FillReported, FillsReported, IntentChanged, OrderChanged, OrdersReported

FLAGS_KEPT = 100


@dataclass(frozen=True, slots=True)
class Flag:
    """Two reports of one order that cannot both be true; the account should be read again."""

    acc_id: int
    order_id: str
    text: str


@dataclass(slots=True)
class _Account:
    orders: dict[str, Order] = field(default_factory=dict)
    fills: dict[str, Fill] = field(default_factory=dict)
    pushed: set[str] = field(default_factory=set)
    """Orders first heard of by a push since the last complete read."""
    disputed: dict[str, Order] = field(default_factory=dict)
    """What the last complete read said of orders that we hold for something newer, by order."""
    accounted: dict[str, Accounted] = field(default_factory=dict)
    order_view: tuple[Order, ...] | None = None
    fill_view: tuple[Fill, ...] | None = None


class Blotter:
    """The day's orders and fills of every account.

    A complete read drops the orders it does not list, except those that a push brought since the read
    before: such a read may have been answered from a cache that did not know them yet. They survive one
    read and the account is asked for again. So it is with an order that a read holds for less than we do:
    the read may be older, but when the next one says the same, the broker is right. Fills are only ever
    added or corrected.
    """

    def __init__(self, dirty: DirtySets) -> None:
        self.pending = PendingOrders()
        self.flags: Ring[Flag] = Ring(FLAGS_KEPT)
        self.resync_wanted: set[int] = set()
        self.age = PositionAge()
        """Whether holdings are older than fills."""
        self._accounts: dict[int, _Account] = {}
        self._dirty_orders = dirty.of(Topic.ORDERS)
        self._dirty_fills = dirty.of(Topic.FILLS)

    # ---- writing

    def order_changed(self, event: OrderChanged, now: float | None) -> None:
        """Merge one pushed order; it never takes an ended order back to life."""
        del now
        order = event.order
        self.age.orders_told((order,))
        account = self._account(order.acc_id)
        known = account.orders.get(order.order_id)
        account.disputed.pop(order.order_id, None)
        if known is None:
            account.pushed.add(order.order_id)
        else:
            self._judge(known, order)
        self._put(account, order if known is None else merge(known, order))

    def orders_reported(self, event: OrdersReported, now: float | None) -> None:
        """Replace the list of one account; orders in both keep the newer report."""
        del now
        self.age.orders_told(event.orders)
        account = self._account(event.acc_id)
        listed = {order.order_id for order in event.orders}
        for order_id in [one for one in account.orders if one not in listed]:
            if order_id in account.pushed:
                self.resync_wanted.add(event.acc_id)
            else:
                self._forget(account, order_id)
        account.pushed.clear()
        for order in event.orders:
            known = account.orders.get(order.order_id)
            self._put(account, order if known is None else self._listed(account, known, order))
        account.order_view = None
        self._dirty_orders.add(event.acc_id)

    def fill_reported(self, event: FillReported, now: float | None) -> None:
        """Add or correct one fill."""
        del now
        self.age.fills_told((event.fill,))
        self._put_fills(event.fill.acc_id, (event.fill,))

    def fills_reported(self, event: FillsReported, now: float | None) -> None:
        """Add or correct the fills of one account."""
        del now
        self.age.fills_told(event.fills)
        self._put_fills(event.acc_id, event.fills)

    def intent_changed(self, event: IntentChanged, now: float | None) -> None:
        """Note one of our own orders on its way, or how it turned out."""
        del now
        acc_id = event.intent.acc_id
        self.pending.intent_changed(event, self._account(acc_id).orders)
        self._dirty_orders.add(acc_id)

    def dismiss(self, tag: str) -> bool:
        """Take a rejected order off the screen; whether there was one."""
        dropped = self.pending.dismiss(tag)
        if dropped is not None:
            self._dirty_orders.add(dropped.intent.acc_id)
        return dropped is not None

    # ---- reading

    def orders(self, acc_id: int) -> tuple[Order, ...]:
        """Return the account's orders, newest first; the same tuple until something changes."""
        account = self._accounts.get(acc_id)
        if account is None:
            return ()
        if account.order_view is None:
            account.order_view = tuple(sorted(account.orders.values(), key=_order_place, reverse=True))
        return account.order_view

    def order(self, acc_id: int, order_id: str) -> Order | None:
        """Return one order."""
        account = self._accounts.get(acc_id)
        return None if account is None else account.orders.get(order_id)

    def fills(self, acc_id: int) -> tuple[Fill, ...]:
        """Return the account's fills, newest first; the same tuple until something changes."""
        account = self._accounts.get(acc_id)
        if account is None:
            return ()
        if account.fill_view is None:
            account.fill_view = tuple(sorted(account.fills.values(), key=_fill_place, reverse=True))
        return account.fill_view

    def pending_of(self, acc_id: int) -> tuple[PendingOrder, ...]:
        """Return our orders of this account that no broker order is matched to."""
        return self.pending.of(acc_id)

    def acc_ids(self) -> Iterable[int]:
        """Return the accounts anything is known of."""
        return self._accounts.keys()

    # ---- inner

    def _account(self, acc_id: int) -> _Account:
        return self._accounts.setdefault(acc_id, _Account())

    def _judge(self, known: Order, report: Order) -> None:
        text = contradiction(known, report)
        if text is None and is_tie(known, report):
            text = "two different reports of the same moment"
        if text is not None:
            self.flags.append(Flag(report.acc_id, report.order_id, text))
            self.resync_wanted.add(report.acc_id)

    def _listed(self, account: _Account, known: Order, report: Order) -> Order:
        """Merge an order with what a complete read says; what two reads in a row insist on is the truth."""
        merged = merge(known, report, complete_read=True)
        disputed = account.disputed.pop(report.order_id, None)
        if _state(merged) == _state(report):
            return merged
        self.resync_wanted.add(report.acc_id)
        if disputed is None or _state(disputed) != _state(report):
            account.disputed[report.order_id] = report  # The read may be older than what we know.
            return merged
        text = f"held for {known.status.name}, the broker lists it as {report.status.name}, twice"
        self.flags.append(Flag(report.acc_id, report.order_id, text))
        return completed(report, known)

    def _put(self, account: _Account, order: Order) -> None:
        account.orders[order.order_id] = order
        account.order_view = None
        self._dirty_orders.add(order.acc_id)
        self.pending.order_seen(order)
        if order.env is Env.PAPER:
            self._derive_fill(account, order)

    def _derive_fill(self, account: _Account, order: Order) -> None:
        grown = fill_of_growth(order, account.accounted.get(order.order_id, Accounted()))
        if grown is not None:
            fill, account.accounted[order.order_id] = grown
            self._put_fills(order.acc_id, (fill,))

    def _put_fills(self, acc_id: int, fills: Iterable[Fill]) -> None:
        account = self._account(acc_id)
        for fill in fills:
            known = account.fills.get(fill.fill_id)
            if known is None or _FILL_RANK[fill.status] >= _FILL_RANK[known.status]:
                account.fills[fill.fill_id] = fill
        account.fill_view = None
        self._dirty_fills.add(acc_id)

    def _forget(self, account: _Account, order_id: str) -> None:
        del account.orders[order_id]
        account.disputed.pop(order_id, None)
        account.accounted.pop(order_id, None)
        local = [
            key
            for key, fill in account.fills.items()
            if fill.order_id == order_id and key.startswith(LOCAL_PREFIX)
        ]
        for key in local:
            del account.fills[key]
        account.fill_view = None


_FILL_RANK = {
    FillStatus.UNKNOWN: 0,
    FillStatus.OK: 0,
    FillStatus.PAYOUT: 0,
    FillStatus.CHANGED: 1,
    FillStatus.CANCELLED: 2,
}


def _state(order: Order) -> tuple[object, ...]:
    return order.status, order.filled_qty, order.qty, order.price


def _order_place(order: Order) -> tuple[float, str]:
    return (0.0 if order.created_at is None else order.created_at.timestamp()), order.order_id


def _fill_place(fill: Fill) -> tuple[float, str]:
    return (0.0 if fill.at is None else fill.at.timestamp()), fill.fill_id
