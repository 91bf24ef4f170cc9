"""Indicators against values worked out by hand."""

from __future__ import annotations

import pytest

from tui.sim.handlers.indicators import (
    Bars,
    Line,
    bands,
    convergence,
    relative_strength,
    simple_average,
    stochastic,
    weighted_average,
)

RISING = [float(value) for value in range(1, 61)]
FALLING = RISING[::-1]


def last(line: Line) -> float:
    value = line[-1]
    assert value is not None
    return value


def test_a_simple_average_begins_when_there_are_enough() -> None:
    assert simple_average([1, 2, 3, 4, 6], 3) == [None, None, 2, 3, pytest.approx(13 / 3)]


def test_a_weighted_average_leans_to_the_latest() -> None:
    assert weighted_average([10, 10, 10, 14], 3) == [None, None, 10, 12]
    assert last(weighted_average(RISING, 5)) > last(simple_average(RISING, 10))


@pytest.mark.parametrize(("closes", "expected"), [(RISING, 100.0), (FALLING, 0.0), ([5.0] * 60, 50.0)])
def test_strength_ends_at_its_bounds(closes: list[float], expected: float) -> None:
    line = relative_strength(closes, 12)
    assert line[11] is None
    assert last(line) == pytest.approx(expected)


def test_strength_of_alternating_moves() -> None:
    # Up 2, down 1, over and over: two thirds of all moves are rises, smoothed around that.
    closes = [100.0]
    for _ in range(100):
        closes += [closes[-1] + 2, closes[-1] + 1]
    assert 55 < last(relative_strength(closes, 12)) < 78


def test_stochastic_of_a_rise_is_high_and_of_a_fall_low() -> None:
    for closes, high in ((RISING, True), (FALLING, False)):
        k, d, j = stochastic(Bars(closes, closes, closes), 9, 3, 3)
        assert k[7] is None
        assert (last(k) > 90) is high
        assert last(j) == pytest.approx(3 * last(k) - 2 * last(d))
        assert (last(k) >= last(d)) is high


def test_stochastic_of_no_range_stays_in_the_middle() -> None:
    flat = [5.0] * 20
    assert last(stochastic(Bars(flat, flat, flat), 9, 3, 3)[0]) == 50


def test_convergence_of_a_steady_rise_is_above_its_signal() -> None:
    diff, dea, macd = convergence([value**1.5 for value in RISING], 12, 26, 9)
    assert diff[24] is None
    assert diff[25] is not None
    assert dea[32] is None
    assert dea[33] is not None
    assert len(diff) == len(dea) == len(macd) == 60
    assert last(macd) == pytest.approx(2 * (last(diff) - last(dea)))
    assert last(diff) > last(dea) > 0


def test_bands_are_as_wide_as_the_prices_scatter() -> None:
    upper, middle, lower = bands([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0], 8, 2)
    assert (upper[-1], middle[-1], lower[-1]) == (9, 5, 1)
    assert upper[:-1] == [None] * 7


@pytest.mark.parametrize("closes", [[], [1.0]])
def test_too_few_bars_give_nothing(closes: list[float]) -> None:
    lines = [
        simple_average(closes, 5),
        relative_strength(closes, 5),
        *stochastic(Bars(closes, closes, closes), 9, 3, 3),
        *convergence(closes, 12, 26, 9),
        *bands(closes, 20, 2),
    ]
    assert all(line == [None] * len(closes) for line in lines)
