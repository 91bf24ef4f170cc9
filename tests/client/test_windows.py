"""Sliding windows, with time as an argument."""

from __future__ import annotations

import pytest

from tui.client.windows import GAP_SLACK_S, SLACK_S, Window
from tui.domain.rate_limits import Limit

SPAN_S = 30 + SLACK_S


def filled(calls: int, *slots: float, gap_s: float = 0.0) -> Window:
    window = Window(Limit(calls, "test", min_gap_s=gap_s))
    for slot in slots:
        window.take(slot)
    return window


def test_calls_within_the_allowance_go_at_once() -> None:
    assert filled(3, 0.0, 1.0).slot_at(2.0) == 2.0


def test_the_call_beyond_waits_until_the_first_has_left_the_window() -> None:
    window = filled(3, 0.0, 1.0, 2.0)

    assert window.slot_at(3.0) == SPAN_S
    assert window.used_up_at(3.0)
    assert window.slot_at(SPAN_S) == SPAN_S
    assert not window.used_up_at(SPAN_S)


@pytest.mark.parametrize(
    ("ahead", "at"), [(0, SPAN_S), (1, 1 + SPAN_S), (2, 2 + SPAN_S), (3, 2 * SPAN_S), (7, 1 + 3 * SPAN_S)]
)
def test_the_wait_grows_with_the_queue(ahead: int, at: float) -> None:
    assert filled(3, 0.0, 1.0, 2.0).slot_at(3.0, ahead=ahead) == pytest.approx(at)


def test_a_reserve_leaves_calls_to_others() -> None:
    window = filled(3, 0.0, 1.0)

    assert window.slot_at(2.0, reserve=1) == SPAN_S
    assert window.slot_at(2.0) == 2.0


def test_what_was_taken_from_the_reserve_counts_for_all() -> None:
    assert filled(3, 0.0, 1.0, 2.0).slot_at(3.0, reserve=1) == 1 + SPAN_S


def test_the_least_gap_is_kept() -> None:
    window = filled(3, 5.0, gap_s=0.04)

    assert window.slot_at(5.0) == pytest.approx(5.04 + GAP_SLACK_S)
    assert not window.used_up_at(5.0)
    assert window.slot_at(6.0) == 6.0


def test_a_call_that_left_late_moves_the_next() -> None:
    window = filled(3, 5.0, gap_s=0.04)
    window.sent(5.2)

    assert window.early_s(5.21) == pytest.approx(0.03 + GAP_SLACK_S)
    assert window.early_s(5.3) < 0
