"""Clocks: whole milliseconds, and never backwards."""

from __future__ import annotations

import time

import pytest

from tests.sim.traders import SECONDS
from tui.sim.clock import SteppedClock, WallClock, whole_ms


def test_the_wall_clock_does_not_follow_a_clock_that_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = WallClock()
    seen = []
    for now in (1000.0004, 1000.0016, 990.0, 1000.5):
        monkeypatch.setattr(time, "time", lambda now=now: now)
        seen.append(clock.now())
    assert seen == [1000.0, 1000.002, 1000.002, 1000.5]


def test_a_stepped_clock_moves_by_hand_only() -> None:
    clock = SteppedClock(SECONDS)
    assert (clock.now(), clock.now()) == (SECONDS, SECONDS)
    assert clock.advance(0.05) == clock.now() == SECONDS + 0.05
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)


@pytest.mark.parametrize(
    ("moment", "whole"), [(SECONDS + 0.1239, SECONDS + 0.123), (SECONDS + 0.9999, SECONDS + 0.999)]
)
def test_what_is_finer_than_a_millisecond_is_cut(moment: float, whole: float) -> None:
    assert whole_ms(moment) == whole


def test_whole_milliseconds_stay_what_they_are() -> None:
    for ms in range(1000):
        assert whole_ms(SECONDS + ms / 1000) == SECONDS + ms / 1000
