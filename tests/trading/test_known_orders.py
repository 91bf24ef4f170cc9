"""What a withdrawal holds for possible: every order of ours that may be at the broker."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.trading.test_desk import INTENT, PAPER
from tui.domain.events import IntentChanged
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.orders import Order
from tui.state.store import Store
from tui.trading.known_orders import KnownOrders

K = OutcomeKind


async def nothing(acc_id: int, fresh: bool) -> Sequence[Order] | None:
    del acc_id, fresh
    return None


@pytest.mark.parametrize(
    ("outcome", "on_their_way", "ids"),
    [
        (None, 1, []),
        (Outcome(K.UNKNOWN), 1, []),
        (Outcome(K.UNKNOWN, searched=True), 0, []),
        (Outcome(K.REJECTED), 0, []),
        (Outcome(K.ACCEPTED, "A7"), 0, ["A7"]),
        (Outcome(K.ACCEPTED), 1, []),
    ],
    ids=["on its way", "unknown", "searched", "rejected", "accepted", "accepted without an id"],
)
def test_an_order_without_a_row_counts_as_what_it_may_be(
    outcome: Outcome | None, on_their_way: int, ids: list[str]
) -> None:
    store = Store()
    store.apply(IntentChanged(INTENT, outcome))
    known = KnownOrders(store, nothing, lambda _: (20, 0.0))
    assert len(known.on_their_way(PAPER.acc_id)) == on_their_way
    assert [order.order_id for order in known.orders(PAPER.acc_id)] == ids
