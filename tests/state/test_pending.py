from __future__ import annotations

import pytest

from tests.domain.makers import PAPER, REAL, TENCENT, D, order
from tui.domain.accounts import Env
from tui.domain.events import IntentChanged, OrderChanged, OrdersReported
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderType, Side
from tui.state.dirty import Topic
from tui.state.pending import PendingOrder
from tui.state.store import Store

TAG = "ft:" + "B" * 26
OTHER_TAG = "ft:" + "C" * 26
INTENT = OrderIntent(TAG, Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, D(300), D("419.8"))
ACCEPTED = Outcome(OutcomeKind.ACCEPTED, "A1")
REJECTED = Outcome(OutcomeKind.REJECTED, text="not enough buying power")
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, text="no answer within 12 s")
OURS = order(remark=f"{TAG} scalp")


@pytest.fixture
def store() -> Store:
    made = Store()
    made.apply(IntentChanged(INTENT, None))
    return made


def test_an_intent_shows_at_once(store: Store) -> None:
    assert store.pending(PAPER) == (PendingOrder(INTENT, None),)
    assert store.pending(REAL) == ()
    assert store.drain() == {(Topic.ORDERS, PAPER)}


@pytest.mark.parametrize("outcome", [None, ACCEPTED, UNKNOWN, REJECTED])
def test_the_tag_in_a_broker_order_matches_it_whatever_the_outcome(
    store: Store, outcome: Outcome | None
) -> None:
    if outcome is not None:
        store.apply(IntentChanged(INTENT, outcome))
    store.apply(OrderChanged(OURS))
    assert store.pending(PAPER) == ()


@pytest.mark.parametrize("outcome", [ACCEPTED, UNKNOWN, REJECTED])
def test_an_outcome_after_the_match_brings_nothing_back(store: Store, outcome: Outcome) -> None:
    store.apply(OrdersReported(PAPER, Env.PAPER, (OURS,)))
    store.apply(IntentChanged(INTENT, outcome))
    assert store.pending(PAPER) == ()


def test_an_accepted_order_waits_for_its_row_and_is_matched_by_id_without_a_remark(store: Store) -> None:
    store.apply(IntentChanged(INTENT, ACCEPTED))
    assert store.pending(PAPER) == (PendingOrder(INTENT, ACCEPTED),)
    store.apply(OrderChanged(order(order_id="A2")))
    store.apply(OrderChanged(order(order_id="A1", acc_id=REAL, env=Env.REAL)))
    assert len(store.pending(PAPER)) == 1
    store.apply(OrderChanged(order(order_id="A1")))
    assert store.pending(PAPER) == ()


def test_an_order_pushed_without_a_remark_before_the_reply_is_matched_by_the_reply(store: Store) -> None:
    store.apply(OrderChanged(order(order_id="A1")))
    assert len(store.pending(PAPER)) == 1
    store.apply(IntentChanged(INTENT, ACCEPTED))
    assert store.pending(PAPER) == ()


def test_a_rejected_order_stays_with_its_cause_until_dismissed(store: Store) -> None:
    store.apply(IntentChanged(INTENT, REJECTED))
    assert store.pending(PAPER) == (PendingOrder(INTENT, REJECTED),)
    store.drain()
    assert store.dismiss(TAG)
    assert store.pending(PAPER) == ()
    assert store.drain() == {(Topic.ORDERS, PAPER)}
    assert not store.dismiss(TAG)
    store.apply(IntentChanged(INTENT, REJECTED))
    assert store.pending(PAPER) == ()


@pytest.mark.parametrize("outcome", [None, ACCEPTED, UNKNOWN])
def test_an_order_that_may_be_live_cannot_be_dismissed(store: Store, outcome: Outcome | None) -> None:
    store.apply(IntentChanged(INTENT, outcome))
    assert not store.dismiss(TAG)
    assert len(store.pending(PAPER)) == 1


def test_an_order_looked_for_in_vain_can_be_dismissed_and_still_shows_up_as_an_order(store: Store) -> None:
    store.apply(IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN, text="not found", searched=True)))
    assert store.dismiss(TAG)
    assert store.pending(PAPER) == ()
    store.apply(OrderChanged(OURS))
    assert [one.order_id for one in store.orders(PAPER)] == ["A1"]


@pytest.mark.parametrize(("first", "late"), [(UNKNOWN, None), (ACCEPTED, UNKNOWN), (REJECTED, UNKNOWN)])
def test_a_less_certain_outcome_does_not_replace_a_certain_one(
    store: Store, first: Outcome, late: Outcome | None
) -> None:
    store.apply(IntentChanged(INTENT, first))
    store.apply(IntentChanged(INTENT, late))
    assert [one.outcome for one in store.pending(PAPER)] == [first]


def test_orders_of_others_match_nothing(store: Store) -> None:
    store.apply(OrderChanged(order(remark="my own words")))
    store.apply(OrderChanged(order(order_id="A2", remark=OTHER_TAG)))
    assert len(store.pending(PAPER)) == 1
