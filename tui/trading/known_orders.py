"""What the store knows of the orders of accounts, as a withdrawal needs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.orders import Order, OrderStatus
from tui.domain.safety import Unresolved
from tui.state.pending import PendingOrder
from tui.state.store import Store
from tui.trading.cancels import Room

Read = Callable[[int, bool], Awaitable[Sequence[Order] | None]]
"""Reads the orders of an account into the store, asking the broker when the second is true."""


class KnownOrders:
    """The `Broker` of withdrawals, on a store that pushes and reads keep up to date."""

    def __init__(self, store: Store, read: Read, room: Callable[[int], tuple[int, float]]) -> None:
        self._store = store
        self._read = read
        self._room = room

    def orders(self, acc_id: int) -> Sequence[Order]:
        """Return the orders known now; those that were accepted and have no row yet have an id, too."""
        known = self._store.orders(acc_id)
        accepted = [
            replace(_row(one.intent), order_id=one.outcome.order_id)
            for one in self._store.pending(acc_id)
            if one.outcome is not None and one.outcome.order_id
        ]
        return (*known, *accepted) if accepted else known

    def on_their_way(self, acc_id: int) -> Sequence[Order]:
        """Return our orders that may be at the broker and have no id from there yet."""
        return [_row(one.intent) for one in self._store.pending(acc_id) if _may_be_there(one)]

    def unresolved(self, acc_id: int) -> Sequence[Unresolved]:
        """Return orders that the journal holds for unresolved and the store does not know."""
        pending = {one.intent.tag for one in self._store.pending(acc_id)}
        return [
            one for one in self._store.safety.unresolved if one.acc_id == acc_id and one.tag not in pending
        ]

    async def read(self, acc_id: int, *, fresh: bool) -> Sequence[Order] | None:
        """Have the list read into the store and return it."""
        return await self._read(acc_id, fresh)

    def room(self, acc_id: int) -> Room:
        """Return what OpenD's limits let pass."""
        return Room(*self._room(acc_id))


def _may_be_there(one: PendingOrder) -> bool:
    outcome = one.outcome
    if outcome is None:
        return True
    return outcome.kind is not OutcomeKind.REJECTED and not outcome.searched and not outcome.order_id


def _row(intent: OrderIntent) -> Order:
    """Show an order of ours that the broker has not shown yet as one of unknown status."""
    return Order(
        "", intent.acc_id, intent.env, intent.id, "", intent.side, intent.type, OrderStatus.UNKNOWN,
        intent.qty, intent.price, remark=intent.remark,
    )  # fmt: skip
