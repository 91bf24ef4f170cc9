"""Clocks: whole milliseconds, and never backwards."""

from __future__ import annotations

import time

import pytest

from tests.sim.trading import SECONDS
from tui.sim.clock import SteppedClock, WallClock


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
