"""What brokers report of orders while nobody looks at their rows: fills and late refusals, as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from tui.app.ticket_text import order_words
from tui.domain.decimals import price_text, quantity_text
from tui.domain.intents import split_remark
from tui.domain.orders import Order, OrderStatus
from tui.state.dirty import Dirty, Topic
from tui.state.prices import tick_at
from tui.state.rows import Tone
from tui.state.store import Store

_REFUSED = frozenset({OrderStatus.SUBMIT_FAILED, OrderStatus.FAILED, OrderStatus.DISABLED})
_Key = tuple[int, str]


class OrderNews:
    """Tells of orders that fill or fail after they were seen, or that were ours from the first key on.

    What an account brings when it is first read is no news.
    """

    def __init__(
        self, store: Store, acc_ids: Callable[[], Iterable[int]], tell: Callable[[str, Tone], None]
    ) -> None:
        self._store = store
        self._acc_ids = acc_ids
        self._tell = tell
        self._seen: dict[_Key, tuple[Decimal, bool]] = {}
        self._ours: set[str] = set()

    def wants(self, changes: Dirty) -> bool:
        """Whether orders changed."""
        return any(topic is Topic.ORDERS for topic, _ in changes)

    def paint(self) -> None:
        """Compare the store's orders with what was seen before, and tell the difference."""
        for acc_id in self._acc_ids():
            self._ours |= {one.intent.tag for one in self._store.pending(acc_id)}
            for order in reversed(self._store.orders(acc_id)):
                self._look(order)

    def _look(self, order: Order) -> None:
        key, now = (order.acc_id, order.order_id), (order.filled_qty, order.status in _REFUSED)
        ours = split_remark(order.remark)[0] in self._ours
        before = self._seen.get(key, (Decimal(0), False) if ours else now)
        self._seen[key] = now
        if now[0] > before[0]:
            self._tell(self._filled(order, now[0] - before[0]), Tone.GOOD)
        elif now[1] and not before[1]:
            words = order_words(order, self._store.instruments.get(order.id))
            self._tell(f"order REFUSED: {words}: {order.error or 'no cause given'}", Tone.BAD)

    def _filled(self, order: Order, qty: Decimal) -> str:
        instrument = self._store.instruments.get(order.id)
        average = order.avg_fill_price
        at = "" if average is None else f", average {price_text(average, tick_at(instrument, average))}"
        all_of_it = order.status is OrderStatus.FILLED_ALL
        part = "" if all_of_it else f" ({quantity_text(order.filled_qty)} of {quantity_text(order.qty)})"
        return f"FILLED {quantity_text(qty)}{part}: {order_words(order, instrument)}{at}"
