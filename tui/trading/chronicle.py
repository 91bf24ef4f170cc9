"""Writes what the broker tells of orders and fills into the journal, without ever waiting for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tui.domain.events import FillReported, OrderChanged
from tui.domain.journal import EntryKind
from tui.domain.orders import Order
from tui.trading.entries import LISTED, PUSHED, fill_entry, order_entry
from tui.trading.records import Records


class Chronicle:
    """Every push is a PUSH; a STATE follows when it, or a read, changed what an order is held for."""

    def __init__(self, journal: Records, now: Callable[[], datetime]) -> None:
        self._journal = journal
        self._now = now
        self._held: dict[tuple[int, str], tuple[object, ...]] = {}

    def pushed(self, event: OrderChanged | FillReported) -> None:
        """Write what was pushed."""
        if isinstance(event, FillReported):
            self._journal.note(fill_entry(event.fill, self._now(), PUSHED))
        else:
            self._journal.note(order_entry(EntryKind.PUSH, event.order, self._now(), PUSHED))

    def holds(self, order: Order, source: str = LISTED) -> None:
        """Write what an order is held for, if that is new."""
        key = (order.acc_id, order.order_id)
        state = (order.env, order.status, order.filled_qty, order.qty, order.price)
        if self._held.get(key) != state:
            self._held[key] = state
            self._journal.note(order_entry(EntryKind.STATE, order, self._now(), source))
