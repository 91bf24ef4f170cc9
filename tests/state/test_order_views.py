"""Views and the filter of the orders pane: what may be live is never filed under done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.makers import PAPER, REAL, TENCENT, D, instrument, order
from tui.domain.accounts import Env
from tui.domain.events import IntentChanged, OrderChanged, SafetyChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.domain.safety import Safety, Unresolved
from tui.state.order_views import View, order_titles, shown
from tui.state.rows import Tone
from tui.state.rows_orders import OrderRow, Stage, order_row, order_rows
from tui.state.store import Store

S = OrderStatus
TAG = "ft:" + "A" * 26
INTENT = OrderIntent(TAG, Env.PAPER, PAPER, TENCENT, Side.SELL, OrderType.LIMIT, D(300), D(420))


def rows() -> tuple[OrderRow, ...]:
    store = Store()
    store.apply(OrderChanged(order(S.SUBMITTED, order_id="W1")))
    store.apply(OrderChanged(order(S.CANCELLING_ALL, order_id="W2", side=Side.SELL)))
    store.apply(OrderChanged(order(S.TIMEOUT, order_id="U1")))
    store.apply(OrderChanged(order(S.UNKNOWN, order_id="U2")))
    store.apply(OrderChanged(order(S.FILLED_ALL, order_id="D1", filled=300)))
    store.apply(OrderChanged(replace(order(S.FAILED, order_id="D2"), error="no power")))
    return order_rows(store, [PAPER])


def keys(made: tuple[OrderRow, ...]) -> set[str]:
    return {row.key for row in made}


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (View.ALL, {"W1", "W2", "U1", "U2", "D1", "D2"}),
        (View.WORKING, {"W1", "W2", "U1", "U2"}),
        (View.UNKNOWN, {"U1", "U2"}),
        (View.DONE, {"D1", "D2"}),
    ],
)
def test_a_view_shows_its_orders_and_what_may_be_live_is_working(view: View, expected: set[str]) -> None:
    assert keys(shown(rows(), view, "")) == expected


def test_one_key_goes_round_all_views() -> None:
    seen = [View.ALL]
    while seen[-1].next is not View.ALL:
        seen.append(seen[-1].next)
    assert seen == list(View)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sell", {"W2"}),
        ("  CANCELLING  700 ", {"W2"}),
        ("filled", {"D1"}),
        ("power", {"D2"}),
        ("tencent buy work", {"W1"}),
        ("[/]", set()),
        ("419.8", {"W1", "W2", "U1", "U2", "D1", "D2"}),
    ],
)
def test_every_word_typed_must_occur(words: str, expected: set[str]) -> None:
    assert keys(shown(rows(), View.ALL, words)) == expected


@pytest.mark.parametrize(
    ("view", "words", "titles"),
    [
        (View.ALL, "", ("Orders 2 working 2 unknown 2 done", "Orders 2w 2? 2d")),
        (
            View.DONE,
            "",
            ("Orders (done only) 2 working 2 unknown 2 done", "Orders =done 2w 2? 2d"),
        ),
        (View.ALL, "sell", ("Orders 2 working 2 unknown 2 done /sell", "Orders 2w 2? 2d /sell")),
    ],
)
def test_the_title_counts_all_orders_whatever_is_shown(
    view: View, words: str, titles: tuple[str, ...]
) -> None:
    assert order_titles(rows(), view, words) == titles


def test_no_orders_have_no_counts() -> None:
    assert order_titles((), View.ALL, "") == ("Orders", "Orders")


@pytest.mark.parametrize("status", list(S))
def test_every_status_has_a_stage_and_only_terminal_ones_are_done(status: OrderStatus) -> None:
    stage = order_row(order(status), {TENCENT: instrument()}).stage
    assert (stage is Stage.DONE) is status.terminal


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [
        (None, Stage.WORKING),
        (Outcome(OutcomeKind.ACCEPTED, "A1"), Stage.WORKING),
        (Outcome(OutcomeKind.REJECTED), Stage.DONE),
        (Outcome(OutcomeKind.UNKNOWN), Stage.UNKNOWN),
        (Outcome(OutcomeKind.UNKNOWN, searched=True), Stage.UNKNOWN),
    ],
)
def test_ours_on_their_way_have_a_stage(outcome: Outcome | None, stage: Stage) -> None:
    store = Store()
    store.apply(IntentChanged(INTENT, outcome))
    assert [row.stage for row in order_rows(store, [PAPER])] == [stage]


def unresolved(acc_id: int = PAPER, tag: str = TAG) -> Safety:
    state = "looked once, again in 7 s"
    return Safety(unresolved=(Unresolved(Env.PAPER, acc_id, tag, "SELL 300 HK.00700 at 420.0", state),))


def test_an_order_of_unknown_outcome_says_how_far_the_search_is() -> None:
    store = Store()
    store.apply(IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN, text="no answer")))
    store.apply(SafetyChanged(unresolved()))
    (row,) = order_rows(store, [PAPER])
    assert (row.status.text, row.cause.text) == ("UNKNOWN", "looked once, again in 7 s")
    assert row.id == TENCENT


def test_an_order_of_an_earlier_run_stands_first_with_all_that_is_known() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.SUBMITTED, order_id="W1")))
    store.apply(SafetyChanged(unresolved()))
    row, working = order_rows(store, [PAPER])
    assert working.key == "W1"
    assert (row.status.text, row.status.tone, row.stage) == ("UNKNOWN", Tone.WARN, Stage.UNKNOWN)
    assert row.cause.text == "SELL 300 HK.00700 at 420.0: looked once, again in 7 s"
    assert (row.id, row.order_id, row.tag, row.working, row.dismissable) == (None, "", TAG, False, False)
    assert order_rows(store, [REAL]) == ()


def test_an_order_that_the_broker_is_in_doubt_of_has_one_row() -> None:
    store = Store()
    store.apply(OrderChanged(order(S.TIMEOUT, remark=TAG)))
    (doubted,) = unresolved().unresolved
    store.apply(SafetyChanged(Safety(unresolved=(replace(doubted, order_id="A1"),))))
    (row,) = order_rows(store, [PAPER])
    assert (row.key, row.stage, row.working) == ("A1", Stage.UNKNOWN, True)
