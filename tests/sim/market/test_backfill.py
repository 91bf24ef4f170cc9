"""Drawn pasts amount to exactly what they must."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.ticks import LADDERS
from tui.sim.market.backfill import Shape, draw_shape, split_bar, walk
from tui.sim.market.candles import MINUTE_S, Bar
from tui.sim.market.steps import Steps

STEPS = Steps(LADDERS["hk.part_a"])
PREV = STEPS.index(Decimal("88.75"))


@given(st.integers(0, 10_000), st.integers(1, 200), st.integers(2, 400), st.floats(0.0, 0.05))
def test_a_walk_has_exactly_the_shape_it_was_given(
    seed: int, count: int, lots_a_minute: int, volatility: float
) -> None:
    random = Random(seed)
    shape = draw_shape(random, STEPS, PREV, volatility, count * lots_a_minute * 100)
    stamps = [MINUTE_S * (place + 1) for place in range(count)]
    bars = walk(random, STEPS, shape, stamps, PREV, step=100, worth=Decimal(1))
    assert [bar.at for bar in bars] == stamps
    assert (bars[0].open, bars[-1].close, bars[0].prev) == (shape.open, shape.close, PREV)
    assert (max(bar.high for bar in bars), min(bar.low for bar in bars)) == (shape.high, shape.low)
    assert sum(bar.volume for bar in bars) == shape.volume
    for bar in bars:
        assert shape.low <= bar.low <= min(bar.open, bar.close)
        assert max(bar.open, bar.close) <= bar.high <= shape.high
        assert bar.volume > 0
        assert bar.volume % 100 == 0
        assert STEPS.price(bar.low) <= bar.turnover / bar.volume <= STEPS.price(bar.high)


def test_the_same_seed_draws_the_same_past() -> None:
    drawn = [draw_shape(Random(seed), STEPS, PREV, 0.02, 1000) for seed in ("a", "a", "b")]
    assert drawn[0] == drawn[1] != drawn[2]


def test_too_little_volume_for_the_minutes_is_refused() -> None:
    with pytest.raises(ValueError, match="too little"):
        walk(Random(1), STEPS, Shape(100, 101, 99, 100, 200), [60, 120, 180], 100, step=100, worth=Decimal(1))


def test_the_worth_of_a_point_is_in_the_turnover() -> None:
    shape = Shape(100, 100, 100, 100, 4)
    (bar,) = walk(Random(1), STEPS, shape, [60], 100, step=1, worth=Decimal(50))
    assert bar.turnover == STEPS.price(100) * 4 * 50


@given(st.integers(0, 10_000), st.integers(4, 60))
def test_prints_of_a_bar_make_the_bar(seed: int, lots: int) -> None:
    random = Random(seed)
    bar = Bar(120, 50, 49)
    bar.high, bar.low, bar.close, bar.volume = 53, 48, 51, lots * 100
    prints = split_bar(random, bar, 60.0, 119.0, 100)
    places = [row.rung for row in prints]
    assert (places[0], places[-1], max(places), min(places)) == (50, 51, 53, 48)
    assert sum(row.volume for row in prints) == bar.volume
    assert all(row.volume > 0 and row.volume % 100 == 0 for row in prints)
    times = [row.at for row in prints]
    assert times == sorted(times)
    assert 60.0 <= times[0] <= times[-1] <= 119.0


def test_a_bar_of_few_lots_is_not_split() -> None:
    bar = Bar(120, 50, 49)
    bar.volume = 300
    assert split_bar(Random(1), bar, 60.0, 119.0, 100) == []
