"""Whatever comes in whatever order, twice or not at all: the last complete read and the store agree.

The broker lives through a list of states. Of it the store hears some pushes, some of them twice, one
reply or none, and complete reads that may be older than what it knows; at the end comes one that is not.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import REAL, order
from tests.state.test_orders import INTENT, TAG, after, listed, real
from tui.domain.events import Event, IntentChanged, OrderChanged
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.order_fsm import REACHABLE
from tui.domain.orders import Order, OrderStatus
from tui.state.store import Store

S = OrderStatus
ACCEPTED = IntentChanged(INTENT, Outcome(OutcomeKind.ACCEPTED, order_id="A1"))
UNKNOWN = IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN, text="no answer"))
SENT = IntentChanged(INTENT, None)
REPLIES: dict[str, tuple[Event, ...]] = {
    "reply": (SENT, ACCEPTED),
    "no reply": (SENT, UNKNOWN),
    "found later": (SENT, UNKNOWN, ACCEPTED),
    "an earlier run": (),
}
FILLED = (real(S.SUBMITTING, 0), real(S.FILLED_PART, 1, filled=100), real(S.FILLED_ALL, 2, filled=300))
CANCELLED = (real(S.SUBMITTED, 0), real(S.FILLED_PART, 1, filled=100), real(S.CANCELLED_PART, 2, filled=100))
DOUBTED = (real(S.SUBMITTING, 0), real(S.TIMEOUT, 1), real(S.SUBMITTED, 2))
STRANGE = (real(S.SUBMITTED, 0), real(S.UNKNOWN, 1), real(S.FAILED, 2))
UNDATED = (real(S.SUBMITTING, None), real(S.SUBMITTED, None), real(S.FILLED_ALL, None, filled=300))
LIVES = {
    "filled": FILLED,
    "cancelled": CANCELLED,
    "in doubt": DOUBTED,
    "strange": STRANGE,
    "undated": UNDATED,
}


def pushes(life: Iterable[Order]) -> list[Event]:
    return [OrderChanged(one) for one in life]


def reads(life: Iterable[Order]) -> list[Event]:
    return [listed(one) for one in life]


def check(events: Sequence[Event], last: Order) -> None:
    """Apply the events and the read that ends them all: the order is what the broker says, and alone."""
    store = after(*events, listed(last))
    assert [(one.status, one.filled_qty) for one in store.orders(REAL)] == [(last.status, last.filled_qty)]
    assert store.pending(REAL) == ()
    assert [one.status for one in store.working_orders(REAL)] == [last.status] * (not last.status.terminal)


@pytest.mark.parametrize("reply", REPLIES)
@pytest.mark.parametrize("life", LIVES)
def test_all_orders_of_all_pushes_and_any_reply(life: str, reply: str) -> None:
    for events in itertools.permutations([*pushes(LIVES[life]), *REPLIES[reply]]):
        check(events, LIVES[life][-1])


@pytest.mark.parametrize("life", LIVES)
def test_all_orders_with_one_push_lost_and_the_others_twice(life: str) -> None:
    for lost in range(3):
        kept = [event for place, event in enumerate(pushes(LIVES[life])) if place != lost]
        for events in itertools.permutations([*kept, *kept, UNKNOWN]):
            check(events, LIVES[life][-1])


@pytest.mark.parametrize("life", LIVES)
def test_all_orders_of_pushes_and_reads_without_any_reply(life: str) -> None:
    states = LIVES[life]
    for events in itertools.permutations([*pushes(states), *reads(states[1:]), listed(), UNKNOWN]):
        check(events, states[-1])


@pytest.mark.parametrize("reply", ["reply", "found later"])
def test_all_orders_without_a_remark_are_matched_by_the_id_of_the_reply(reply: str) -> None:
    bare = [replace(one, remark="") for one in FILLED]
    for events in itertools.permutations([*pushes(bare), *REPLIES[reply]]):
        check(events, bare[-1])


@st.composite
def lives(draw: st.DrawFn) -> tuple[Order, ...]:
    """Draw a life that the table allows: later statuses at later times, fills that only grow."""
    status = draw(st.sampled_from([S.UNSUBMITTED, S.WAITING_SUBMIT, S.SUBMITTING, S.SUBMITTED]))
    states = [real(status, 0)]
    for at in range(1, draw(st.integers(1, 6))):
        status = draw(st.sampled_from([one for one in OrderStatus if one in REACHABLE[status]]))
        filled = min(int(states[-1].filled_qty) + draw(st.sampled_from([0, 50])), 300)
        states.append(real(status, at, filled=filled))
    return tuple(states)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Event], Order]:
    """Draw what is heard of such a life: lost, doubled and shuffled."""
    life = draw(lives())
    heard = draw(st.lists(st.sampled_from([*pushes(life), *reads(life), listed()]), max_size=12))
    reply = list(REPLIES[draw(st.sampled_from(sorted(REPLIES)))])
    return draw(st.permutations([*heard, *reply])), life[-1]


@given(histories())
def test_the_broker_is_right_in_the_end(history: tuple[list[Event], Order]) -> None:
    events, last = history
    store = after(*events)
    # A single read may be older than what is known; that the store asks again is part of the promise.
    for _ in range(2):
        store.apply(listed(last))
    assert [(one.status, one.filled_qty) for one in store.orders(REAL)] == [(last.status, last.filled_qty)]
    assert store.pending(REAL) == ()


@given(histories())
def test_a_list_that_was_not_believed_is_asked_for_again(history: tuple[list[Event], Order]) -> None:
    events, last = history
    store = after(*events)
    store.take_resync_wanted()
    store.apply(listed(last))
    agrees = [(one.status, one.filled_qty) for one in store.orders(REAL)] == [(last.status, last.filled_qty)]
    assert agrees or store.take_resync_wanted() == {REAL}


@pytest.mark.parametrize("number", [-1, 6, 7, 99])
def test_an_order_in_a_status_nobody_knows_is_live_until_the_broker_says_otherwise(number: int) -> None:
    assert not OrderStatus(number).terminal
    store: Store = after(OrderChanged(order(S.SUBMITTED, acc_id=REAL, remark=TAG)))
    store.apply(OrderChanged(order(OrderStatus(number), updated=1, acc_id=REAL, remark=TAG)))
    assert [one.status for one in store.working_orders(REAL)] == [S.UNKNOWN]
