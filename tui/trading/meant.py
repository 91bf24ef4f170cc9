"""Which orders of an account a withdrawal means: those of the moment it was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.domain.orders import Order
from tui.domain.withdrawals import Scope
from tui.trading.handed import Handed


class Meant:
    """Tells an order that was there, or on its way, from one that came later.

    Our own orders are told by their turn. Of others no time can be trusted: one is newer when it first
    shows after a whole list was read. The kill switch means whatever comes.
    """

    def __init__(self, scope: Scope, known: Sequence[Order], handed: Handed) -> None:
        """To be made when it is asked for; `known` are the orders known then."""
        self._scope = scope
        self._handed = handed
        self._turn = handed.count
        self._elsewhere = {
            order.order_id for order in known if not order.status.terminal and not scope.covers(order)
        }
        """What did not fit then: it may be moved to where it does."""
        self._awaited: set[str] = set()
        """Tags of orders without a row that the run waits for."""
        self._is_read = False

    def takes(self, order: Order) -> bool:
        """Whether an order that is not followed yet is to be cancelled."""
        if not self._scope.covers(order):
            return False
        tag = self._handed.tag_of(order)
        if self._scope.lock or tag in self._awaited:
            return True
        if order.order_id in self._elsewhere or not self.is_older(tag):
            return False
        return not self._is_read or self._handed.turn_of(tag) is not None

    def awaits(self, order: Order) -> bool:
        """Whether an order of ours that has no row yet is to be cancelled when it shows."""
        return self._scope.covers(order) and self.is_older(self._handed.tag_of(order))

    def is_older(self, tag: str) -> bool:
        """Whether an order is meant as far as its turn says; those of other programs have none."""
        turn = self._handed.turn_of(tag)
        return self._scope.lock or turn is None or turn < self._turn

    def await_tags(self, tags: Iterable[str]) -> None:
        """Take these whenever they show."""
        self._awaited.update(tag for tag in tags if tag)

    def list_read(self) -> None:
        """Know that a whole list was read, and what it shows was asked about."""
        self._is_read = True
