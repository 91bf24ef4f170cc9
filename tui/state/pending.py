"""Our own orders between the key press and the first row the broker shows for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.domain.intents import OrderIntent, Outcome, OutcomeKind, split_remark
from tui.domain.orders import Order

if TYPE_CHECKING:
    from tui.domain.events import IntentChanged


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order of ours that no broker order is matched to; outcome None means it is on its way."""

    intent: OrderIntent
    outcome: Outcome | None

    @property
    def dismissable(self) -> bool:
        """Whether the row is there only to be read: rejected, or not found at the broker."""
        outcome = self.outcome
        return outcome is not None and (outcome.kind is OutcomeKind.REJECTED or outcome.searched)

    @property
    def may_be_live(self) -> bool:
        """Whether the broker may have it, although it has not shown it."""
        return not self.dismissable


_CERTAINTY = {None: 0, OutcomeKind.UNKNOWN: 1, OutcomeKind.REJECTED: 2, OutcomeKind.ACCEPTED: 2}


class PendingOrders:
    """Pending orders of all accounts, by tag.

    One leaves when a broker order carries its tag, or has the id it was accepted under; a rejected one, and
    one that was looked for in vain, when the trader dismisses it; another of unknown outcome stays.
    """

    def __init__(self) -> None:
        self._by_tag: dict[str, PendingOrder] = {}
        self._settled: set[str] = set()
        """Tags matched or dismissed: a late outcome must not bring them back."""

    def intent_changed(self, event: IntentChanged, orders: dict[str, Order]) -> None:
        """Note an intent or its outcome; `orders` are the broker's of that account."""
        tag, outcome = event.intent.tag, event.outcome
        if tag in self._settled:
            return
        if outcome is not None and outcome.order_id in orders:
            self._settle(tag)
            return
        known = self._by_tag.get(tag)
        if known is None or _certainty(outcome) >= _certainty(known.outcome):
            self._by_tag[tag] = PendingOrder(event.intent, outcome)

    def order_seen(self, order: Order) -> None:
        """Match a broker order to the intent it came from."""
        tag, _ = split_remark(order.remark)
        if tag:
            self._settle(tag)
        for pending in list(self._by_tag.values()):
            outcome = pending.outcome
            if (
                outcome is not None
                and outcome.order_id == order.order_id
                and pending.intent.acc_id == order.acc_id
            ):
                self._settle(pending.intent.tag)

    def dismiss(self, tag: str) -> PendingOrder | None:
        """Drop an order that may be dismissed and return it; anything else stays, and None is returned."""
        pending = self._by_tag.get(tag)
        if pending is None or not pending.dismissable:
            return None
        self._settle(tag)
        return pending

    def of(self, acc_id: int) -> tuple[PendingOrder, ...]:
        """Return those of one account, in the order they were made."""
        return tuple(one for one in self._by_tag.values() if one.intent.acc_id == acc_id)

    def _settle(self, tag: str) -> None:
        self._settled.add(tag)
        self._by_tag.pop(tag, None)


def _certainty(outcome: Outcome | None) -> int:
    return _CERTAINTY[None if outcome is None else outcome.kind]
