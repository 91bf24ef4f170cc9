"""Whether holdings were read after the last fill in them that was heard of: OpenD pushes no positions."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.orders import Fill, Order

_NONE = Decimal(0)


class PositionAge:
    """Puts fills and reads of positions in the order in which they were heard of.

    A read holds what was filled before it began, not what was filled before its answer came. A lost link
    makes all of it old: nobody heard what was filled meanwhile.
    """

    def __init__(self) -> None:
        self._count = 0
        """Of everything that makes holdings old, so far."""
        self._lost = 0
        self._filled: dict[tuple[int, SecurityId], int] = {}
        self._asked: dict[int, int] = {}
        self._read: dict[int, int] = {}
        self._most: dict[tuple[int, str], Decimal] = {}
        """The most that was ever said to be filled of an order; it stays when the order goes."""
        self._fills: dict[tuple[int, str], tuple[object, ...]] = {}

    def orders_told(self, orders: Iterable[Order]) -> None:
        """Hear of orders; what was filled counts also where another report of the order is held."""
        for order in orders:
            key = order.acc_id, order.order_id
            if order.filled_qty > self._most.get(key, _NONE):
                self._most[key] = order.filled_qty
                for security in {order.id, *(leg.id for leg in order.legs)}:
                    self._moved(order.acc_id, security)

    def fills_told(self, fills: Iterable[Fill]) -> None:
        """Hear of fills; one that is told again moves nothing, unless it was corrected."""
        for fill in fills:
            key, terms = (fill.acc_id, fill.fill_id), (fill.id, fill.side, fill.qty, fill.status)
            if self._fills.get(key) != terms:
                self._fills[key] = terms
                self._moved(fill.acc_id, fill.id)

    def link_lost(self) -> None:
        """Nothing is heard from now on, and no answer comes to what was asked."""
        self._count += 1
        self._lost = self._count
        self._asked.clear()

    def asked(self, acc_id: int) -> None:
        """A read of an account's positions begins."""
        self._asked[acc_id] = self._count

    def answered(self, acc_id: int) -> None:
        """A read is here; one that nobody was heard to ask for proves nothing."""
        if acc_id in self._asked:
            self._read[acc_id] = self._asked.pop(acc_id)

    def last_fill(self, acc_id: int, security: SecurityId) -> int:
        """Return a number that grows with every fill heard of in a holding."""
        return self._filled.get((acc_id, security), 0)

    def is_current(self, acc_id: int, security: SecurityId) -> bool:
        """Whether a holding was read after everything that is known to have moved it."""
        return self._read.get(acc_id, 0) >= max(self.last_fill(acc_id, security), self._lost)

    def _moved(self, acc_id: int, security: SecurityId) -> None:
        self._count += 1
        self._filled[acc_id, security] = self._count
