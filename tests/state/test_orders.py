from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import PAPER, REAL, T0, TENCENT, D, order
from tui.domain.accounts import Env
from tui.domain.events import Event, FillReported, FillsReported, IntentChanged, OrderChanged, OrdersReported
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Fill, FillStatus, Order, OrderStatus, OrderType, Side
from tui.state.dirty import Topic
from tui.state.store import Store

S = OrderStatus
TAG = "ft:" + "A" * 26
INTENT = OrderIntent(TAG, Env.REAL, REAL, TENCENT, Side.BUY, OrderType.LIMIT, D(300), D("419.8"))
ACCEPTED = Outcome(OutcomeKind.ACCEPTED, "A1")


def real(
    status: OrderStatus, updated: float | None, filled: int = 0, order_id: str = "A1", remark: str = TAG
) -> Order:
    average = "419.8" if filled else None
    return order(
        status,
        updated=updated,
        filled=filled,
        average=average,
        order_id=order_id,
        acc_id=REAL,
        env=Env.REAL,
        remark=remark,
    )


def fill(fill_id: str = "F1", status: FillStatus = FillStatus.OK, qty: int = 100, acc_id: int = REAL) -> Fill:
    return Fill(fill_id, "A1", acc_id, Env.REAL, TENCENT, "TENCENT", Side.BUY, D(qty), D("419.8"), T0, status)


def after(*events: Event) -> Store:
    store = Store()
    for event in events:
        store.apply(event)
    return store


def listed(*orders: Order, acc_id: int = REAL) -> OrdersReported:
    return OrdersReported(acc_id, Env.REAL, orders)


LIFE: list[Event] = [
    IntentChanged(INTENT, None),
    IntentChanged(INTENT, ACCEPTED),
    OrderChanged(real(S.WAITING_SUBMIT, 0)),
    OrderChanged(real(S.SUBMITTING, 0)),
    OrderChanged(real(S.SUBMITTED, 1)),
    OrderChanged(real(S.SUBMITTED, 1)),
    OrderChanged(real(S.FILLED_PART, 2, filled=100)),
    FillReported(fill("F1")),
    OrderChanged(real(S.FILLED_ALL, 3, filled=300)),
    FillReported(fill("F2", qty=200)),
    FillReported(fill("F2", FillStatus.CHANGED, qty=200)),
]


@given(st.permutations(LIFE))
def test_the_same_events_end_in_the_same_state_whatever_comes_first(events: list[Event]) -> None:
    store = after(*events)
    assert store.orders(REAL) == (real(S.FILLED_ALL, 3, filled=300),)
    assert store.fills(REAL) == after(*LIFE).fills(REAL)
    assert store.pending(REAL) == ()
    assert list(store.flags) == []
    assert store.take_resync_wanted() == frozenset()


@given(st.permutations([event for event in LIFE if not isinstance(event, FillReported)]))
def test_paper_fills_add_up_whatever_comes_first(events: list[Event]) -> None:
    store = Store()
    for event in events:
        if isinstance(event, OrderChanged):
            store.apply(OrderChanged(replace(event.order, env=Env.PAPER)))
        else:
            store.apply(event)
    fills = store.fills(REAL)
    assert sum(one.qty for one in fills) == 300
    assert sum(one.qty * one.price for one in fills) == D("419.8") * 300


@given(st.integers(0, 2**32), st.integers(1, 6))
def test_repeats_change_nothing(seed: int, times: int) -> None:
    events = LIFE * times
    random.Random(seed).shuffle(events)
    assert after(*events).orders(REAL) == after(*LIFE).orders(REAL)
    assert after(*events).fills(REAL) == after(*LIFE).fills(REAL)


def test_an_order_belongs_to_the_account_of_its_push() -> None:
    store = after(OrderChanged(order(S.SUBMITTED)), OrderChanged(real(S.FILLED_ALL, 1, filled=300)))
    assert [one.status for one in store.orders(PAPER)] == [S.SUBMITTED]
    assert [one.status for one in store.orders(REAL)] == [S.FILLED_ALL]
    assert store.order(PAPER, "A1") != store.order(REAL, "A1")
    assert store.order(PAPER, "A2") is None
    assert store.order(77, "A1") is None
    assert store.drain() >= {(Topic.ORDERS, PAPER), (Topic.ORDERS, REAL)}


def test_orders_are_newest_first_and_working_ones_can_be_asked_for() -> None:
    old = replace(real(S.SUBMITTED, 1, order_id="A1"), created_at=T0)
    new = replace(real(S.CANCELLED_ALL, 1, order_id="A2"), created_at=T0.replace(minute=1))
    odd = replace(real(S.UNKNOWN, 1, order_id="A3"), created_at=None)
    store = after(listed(old, new, odd))
    assert store.orders(REAL) == (new, old, odd)
    assert store.orders(REAL) is store.orders(REAL)
    assert store.working_orders(REAL) == (old, odd)


# ---- complete reads


def test_an_order_missing_from_a_complete_read_is_gone() -> None:
    store = after(listed(real(S.SUBMITTED, 1), real(S.SUBMITTED, 1, order_id="A2")))
    store.apply(listed(real(S.SUBMITTED, 1)))
    assert [one.order_id for one in store.orders(REAL)] == ["A1"]
    assert store.take_resync_wanted() == frozenset()


def test_an_order_pushed_just_before_survives_one_read_that_does_not_know_it() -> None:
    store = after(listed(), OrderChanged(real(S.SUBMITTED, 1)), listed())
    assert [one.order_id for one in store.orders(REAL)] == ["A1"]
    assert store.take_resync_wanted() == {REAL}
    assert store.take_resync_wanted() == frozenset()
    store.apply(listed())
    assert store.orders(REAL) == ()


def test_a_read_older_than_a_push_does_not_bring_an_ended_order_back() -> None:
    store = after(OrderChanged(real(S.FILLED_ALL, 3, filled=300)), listed(real(S.SUBMITTED, 1)))
    assert [one.status for one in store.orders(REAL)] == [S.FILLED_ALL]


def test_a_read_later_than_a_wrong_end_is_believed() -> None:
    store = after(OrderChanged(real(S.CANCELLED_ALL, 1)), OrderChanged(real(S.SUBMITTED, 4)))
    assert [one.status for one in store.orders(REAL)] == [S.CANCELLED_ALL]
    assert store.take_resync_wanted() == {REAL}
    store.apply(listed(real(S.SUBMITTED, 4)))
    assert [one.status for one in store.orders(REAL)] == [S.SUBMITTED]
    assert store.take_resync_wanted() == frozenset()


def test_a_read_of_one_account_leaves_the_others_alone() -> None:
    store = after(OrderChanged(order(S.SUBMITTED)), listed())
    assert len(store.orders(PAPER)) == 1


# ---- what cannot be


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        (real(S.FILLED_ALL, 1, 300), real(S.CANCELLED_ALL, 2), "CANCELLED_ALL after FILLED_ALL"),
        (real(S.CANCELLED_ALL, 1), real(S.SUBMITTED, 2), "SUBMITTED after CANCELLED_ALL"),
        (real(S.FILLED_PART, 1, 200), real(S.FILLED_PART, 2, 100), "filled quantity fell"),
        (real(S.SUBMITTED, 1), replace(real(S.SUBMITTED, 1), price=D(420)), "two different reports"),
    ],
)
def test_contradictions_are_flagged_and_the_account_is_asked_for_again(
    first: Order, second: Order, text: str
) -> None:
    store = after(OrderChanged(first), OrderChanged(second))
    assert [(flag.acc_id, flag.order_id) for flag in store.flags] == [(REAL, "A1")]
    assert text in store.flags[0].text
    assert store.take_resync_wanted() == {REAL}


# ---- fills


def test_a_bust_is_not_undone_by_a_late_repeat() -> None:
    store = after(FillReported(fill()), FillReported(fill(status=FillStatus.CANCELLED)), FillReported(fill()))
    assert [one.status for one in store.fills(REAL)] == [FillStatus.CANCELLED]


def test_a_read_adds_fills_and_drops_none() -> None:
    store = after(FillReported(fill("F1")), FillsReported(REAL, Env.REAL, (fill("F2"),)))
    assert {one.fill_id for one in store.fills(REAL)} == {"F1", "F2"}
    assert (Topic.FILLS, REAL) in store.drain()


def test_real_accounts_get_no_local_fills() -> None:
    assert after(OrderChanged(real(S.FILLED_ALL, 3, filled=300))).fills(REAL) == ()


def test_growth_of_a_paper_order_becomes_fills_at_the_price_of_the_new_part() -> None:
    store = after(
        OrderChanged(order(S.FILLED_PART, filled=100, average="420", updated=1)),
        OrderChanged(order(S.FILLED_PART, filled=100, average="420", updated=1)),
        OrderChanged(order(S.FILLED_ALL, filled=300, average="420.4", updated=2)),
    )
    assert [(one.fill_id, one.qty, one.price) for one in store.fills(PAPER)] == [
        ("local:A1:300", D(200), D("420.6")),
        ("local:A1:100", D(100), D(420)),
    ]
    assert {(one.order_id, one.env, one.side) for one in store.fills(PAPER)} == {("A1", Env.PAPER, Side.BUY)}


def test_a_paper_order_read_already_filled_has_its_fill() -> None:
    store = after(OrdersReported(PAPER, Env.PAPER, (order(S.FILLED_ALL, filled=300, average="419.8"),)))
    assert [(one.qty, one.price) for one in store.fills(PAPER)] == [(D(300), D("419.8"))]


def test_local_fills_go_with_their_order() -> None:
    store = after(OrdersReported(PAPER, Env.PAPER, (order(S.FILLED_ALL, filled=300),)))
    store.apply(OrdersReported(PAPER, Env.PAPER, ()))
    assert store.fills(PAPER) == ()


@pytest.mark.parametrize(
    ("price", "average", "expected"),
    [("419.8", None, "419.8"), (None, "420.4", "420.4"), ("419.8", "420", "420"), (None, None, None)],
)
def test_the_price_of_a_local_fill(price: str | None, average: str | None, expected: str | None) -> None:
    store = after(OrderChanged(order(S.FILLED_ALL, filled=300, price=price, average=average)))
    assert [one.price for one in store.fills(PAPER)] == ([] if expected is None else [Decimal(expected)])


def test_growth_without_any_price_waits_for_one() -> None:
    store = after(
        OrderChanged(order(S.FILLED_PART, filled=100, price=None, updated=1)),
        OrderChanged(order(S.FILLED_ALL, filled=300, price=None, average="420", updated=2)),
    )
    assert [(one.qty, one.price) for one in store.fills(PAPER)] == [(D(300), D(420))]


def test_averages_that_contradict_each_other_give_no_absurd_price() -> None:
    store = after(
        OrderChanged(order(S.FILLED_PART, filled=200, average="420", updated=1)),
        OrderChanged(order(S.FILLED_ALL, filled=300, average="100", updated=2)),
    )
    assert all(one.price > 0 for one in store.fills(PAPER))


def test_a_rounded_average_gives_a_rounded_price() -> None:
    store = after(
        OrderChanged(order(S.FILLED_PART, filled=100, average="420.001", updated=1)),
        OrderChanged(order(S.FILLED_ALL, filled=400, qty=400, average="420.123", updated=2)),
    )
    assert str(store.fills(PAPER)[0].price) == "420.1637"
