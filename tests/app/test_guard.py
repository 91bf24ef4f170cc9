"""A question is answered by a key of its own: not by one that came right behind another."""

from __future__ import annotations

import pytest

from tui.app.guard import KeyGuard
from tui.app.lone_keys import ALONE_S, LoneKeys


@pytest.mark.parametrize(
    ("before", "gap_s", "accepted"),
    [
        ("2", 0.0, False),
        ("2", ALONE_S * 0.9, False),
        ("2", ALONE_S * 1.1, True),
        ("", 0.001, False),
    ],
    ids=["of one read", "of a slow line", "of another finger", "of a key that is no answer"],
)
def test_a_key_right_behind_another_is_no_answer(before: str, gap_s: float, accepted: bool) -> None:
    guard = KeyGuard()
    guard.painted(1.0)
    assert guard.accepts(2.0, before)
    assert guard.accepts(2.0 + gap_s, "y") is accepted


def test_what_is_typed_may_come_as_fast_as_it_likes() -> None:
    guard = KeyGuard()
    guard.painted(1.0)
    assert [guard.accepts(2.0 + n / 1000) for n in range(20)] == [True] * 20


def test_keys_of_one_read_are_known_before_the_first_of_them_is_handled() -> None:
    lone = LoneKeys()
    lone.read([("y", 5.0), ("b", 5.0001), ("1", 5.0002)])
    assert [lone.was_read_alone(at) for at in (4.9, 5.0, 5.0001, 5.0002, 5.1)] == [
        True,
        False,
        False,
        False,
        True,
    ]


def test_a_key_that_repeats_itself_is_alone() -> None:
    lone = LoneKeys()
    lone.read([("y", 5.0), ("y", 5.0001)])
    lone.read([("y", 6.0)])
    lone.read([])
    assert lone.was_read_alone(5.0)
    assert lone.was_read_alone(6.0)
