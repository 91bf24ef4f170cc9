from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import D, order
from tui.domain.order_fsm import RANK, REACHABLE, contradiction, is_newer, is_tie, may_follow, merge
from tui.domain.orders import Order, OrderStatus

S = OrderStatus
TERMINAL = [status for status in S if status.terminal]
LIVE = [status for status in S if not status.terminal]
STATUSES = [status for status in S if status is not S.UNKNOWN]


@st.composite
def reports(draw: st.DrawFn) -> list[Order]:
    """Any reports of one order, sensible or not, that differ in time, status or fills."""
    found = draw(
        st.lists(
            st.tuples(st.sampled_from(list(S)), st.one_of(st.none(), st.integers(0, 5)), st.integers(0, 3)),
            min_size=1,
            max_size=7,
            unique=True,
        )
    )
    return [order(status, updated=updated, filled=filled * 100) for status, updated, filled in found]


def merged(reports: list[Order]) -> Order:
    result = reports[0]
    for report in reports[1:]:
        result = merge(result, report)
    return result


@given(reports(), st.randoms(use_true_random=False))
def test_the_same_reports_end_in_the_same_order_whatever_comes_first(
    orders: list[Order], random: st.DataObject
) -> None:
    shuffled = [*orders, *orders[:2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merged(shuffled) == merged(orders)


def test_every_status_has_its_own_rank_and_place() -> None:
    assert len(set(RANK.values())) == len(S) == len(RANK)
    assert set(REACHABLE) == set(STATUSES)
    assert min(RANK[status] for status in TERMINAL) > max(RANK[status] for status in LIVE)


@pytest.mark.parametrize("ended", TERMINAL)
@pytest.mark.parametrize("live", [status for status in LIVE if status is not S.UNKNOWN])
def test_nothing_leads_from_an_ended_order_back_to_life(ended: OrderStatus, live: OrderStatus) -> None:
    assert not may_follow(ended, live)


@pytest.mark.parametrize("status", STATUSES)
def test_an_unknown_status_is_not_judged(status: OrderStatus) -> None:
    assert may_follow(status, S.UNKNOWN)
    assert may_follow(S.UNKNOWN, status)


@pytest.mark.parametrize(
    ("earlier", "later", "allowed"),
    [
        (S.WAITING_SUBMIT, S.FILLED_ALL, True),
        (S.SUBMITTING, S.CANCELLED_ALL, True),
        (S.TIMEOUT, S.SUBMITTED, True),
        (S.TIMEOUT, S.FAILED, True),
        (S.SUBMITTED, S.WAITING_SUBMIT, True),
        (S.CANCELLING_ALL, S.SUBMITTED, True),
        (S.CANCELLING_ALL, S.CANCELLED_PART, True),
        (S.CANCELLING_PART, S.FILLED_ALL, True),
        (S.DISABLED, S.SUBMITTED, True),
        (S.FILLED_ALL, S.FILL_CANCELLED, True),
        (S.CANCELLED_ALL, S.DELETED, True),
        (S.FILLED_PART, S.CANCELLED_ALL, False),
        (S.FILLED_PART, S.SUBMITTED, False),
        (S.FILLED_ALL, S.CANCELLED_ALL, False),
        (S.FILLED_ALL, S.DELETED, False),
        (S.CANCELLED_ALL, S.FILLED_ALL, False),
        (S.DELETED, S.CANCELLED_ALL, False),
    ],
)
def test_what_may_follow_what(earlier: OrderStatus, later: OrderStatus, allowed: bool) -> None:
    assert may_follow(earlier, later) is allowed


@pytest.mark.parametrize(
    ("known", "report"),
    [
        (order(S.FILLED_ALL, updated=2, filled=300), order(S.SUBMITTED, updated=1)),
        (order(S.FILLED_ALL, updated=None, filled=300), order(S.SUBMITTED, updated=None)),
        (order(S.CANCELLED_ALL, updated=1), order(S.SUBMITTED, updated=5)),
        (order(S.SUBMITTED, updated=1), order(S.SUBMITTING, updated=1)),
        (order(S.FILLED_PART, updated=1, filled=200), order(S.FILLED_PART, updated=1, filled=100)),
        (order(S.SUBMITTED, updated=3, price="420"), order(S.SUBMITTED, updated=2)),
    ],
)
def test_a_late_report_changes_nothing(known: Order, report: Order) -> None:
    assert not is_newer(report, known)
    assert merge(known, report) == known
    assert merge(report, known) == known


def test_a_complete_read_may_revive_an_order_a_push_may_not() -> None:
    ended, alive = order(S.CANCELLED_ALL, updated=1), order(S.SUBMITTED, updated=5)
    assert merge(ended, alive) == ended
    assert merge(ended, alive, complete_read=True) == alive
    assert merge(alive, replace(ended, updated_at=None), complete_read=True).status is S.CANCELLED_ALL


def test_fixed_facts_are_not_lost_to_a_report_without_them() -> None:
    known = order(S.SUBMITTED, updated=1, remark="ft:x")
    bare = replace(order(S.FILLED_ALL, updated=2, filled=300), name="", created_at=None)
    for result in (merge(known, bare), merge(bare, known)):
        assert result.status is S.FILLED_ALL
        assert (result.remark, result.name, result.created_at) == ("ft:x", "TENCENT", known.created_at)


@pytest.mark.parametrize(
    ("known", "report", "text"),
    [
        (order(S.FILLED_ALL, updated=1), order(S.CANCELLED_ALL, updated=2), "CANCELLED_ALL after FILLED_ALL"),
        (order(S.CANCELLED_ALL, updated=1), order(S.SUBMITTED, updated=2), "SUBMITTED after CANCELLED_ALL"),
        (order(S.SUBMITTED, updated=2), order(S.CANCELLED_ALL, updated=1), "SUBMITTED after CANCELLED_ALL"),
        (
            order(S.FILLED_PART, updated=1),
            order(S.CANCELLED_ALL, updated=2),
            "CANCELLED_ALL after FILLED_PART",
        ),
        (
            order(S.FILLED_PART, updated=1, filled=200),
            order(S.FILLED_PART, updated=2, filled=100),
            "filled quantity fell from 200 to 100",
        ),
    ],
)
def test_reports_that_cannot_both_be_true(known: Order, report: Order, text: str) -> None:
    assert contradiction(known, report) == text


@pytest.mark.parametrize(
    ("known", "report"),
    [
        (order(S.FILLED_ALL, updated=2, filled=300), order(S.SUBMITTED, updated=1)),
        (order(S.SUBMITTED, updated=None), order(S.FILLED_ALL, updated=None, filled=300)),
        (order(S.FILLED_ALL, updated=1, filled=300), order(S.FILL_CANCELLED, updated=2, filled=0)),
        (order(S.DISABLED, updated=1), order(S.WAITING_SUBMIT, updated=2)),
        (order(S.UNKNOWN, updated=1), order(S.SUBMITTED, updated=2)),
    ],
)
def test_reports_that_go_together(known: Order, report: Order) -> None:
    assert contradiction(known, report) is None
    assert contradiction(report, known) is None


def test_two_amendments_of_one_moment_are_a_tie() -> None:
    one = order(S.SUBMITTED, updated=1)
    assert is_tie(one, replace(one, price=D("421")))
    assert not is_tie(one, one)
    assert not is_tie(one, replace(one, remark="late remark"))
    assert not is_tie(one, order(S.SUBMITTED, updated=2, price="421"))
    assert merge(one, replace(one, price=D("421"))).price == D("421")
