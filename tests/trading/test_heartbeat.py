"""A stall is noticed whichever clock shows it."""

from __future__ import annotations

import pytest

from tui.trading.heartbeat import Heartbeat


@pytest.mark.parametrize(
    ("now", "wall", "says"),
    [
        (0.5, 0.5, ""),
        (5.0, 5.0, ""),
        (5.1, 5.1, "the program stood still for 5 s"),
        (90.0, 90.0, "the program stood still for 90 s"),
        # A clock that stops while the machine sleeps shows only on the wall.
        (0.5, 3600.5, "the machine slept for 3600 s"),
        (0.5, 4.0, ""),
        # The wall clock was put back: nothing was slept.
        (0.5, -3600.0, ""),
    ],
)
def test_a_beat_that_comes_late_says_so(now: float, wall: float, says: str) -> None:
    heart = Heartbeat()
    assert heart.beat(0.0, 0.0) == ""
    assert heart.beat(now, wall) == says


def test_a_stall_is_told_once() -> None:
    heart = Heartbeat()
    heart.beat(0.0)
    assert heart.beat(60.0)
    assert heart.beat(60.5) == ""


def test_it_is_late_before_the_late_beat_comes() -> None:
    heart = Heartbeat()
    assert not heart.is_late(1000.0)
    heart.beat(1000.0)
    assert not heart.is_late(1005.0)
    assert heart.is_late(1005.1)
