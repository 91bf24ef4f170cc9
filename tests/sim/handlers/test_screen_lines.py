"""How lines stand to each other, and which bars make a pattern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.domain.candles import CandleType
from tui.domain.screen_fields import IndicatorField, PatternField, Position
from tui.domain.screens import IndicatorFilter, PatternFilter
from tui.sim.handlers.indicators import Bars, Line
from tui.sim.handlers.screen_lines import (
    bars_needed,
    check_bars,
    check_line,
    check_pattern,
    line,
    parameters_of,
    shows,
    stands,
)
from tui.sim.refusal import RefusalError

F, P = IndicatorField, PatternField
ASKED = IndicatorFilter(F.MA5, Position.MORE, F.MA20, CandleType.K_DAY)


def bars(closes: list[float]) -> Bars:
    return Bars(closes, [value + 1 for value in closes], [value - 1 for value in closes])


RISE = bars([100 + place * 0.5 for place in range(200)])
FALL = bars([200 - place * 0.5 for place in range(200)])


@pytest.mark.parametrize(
    ("position", "first", "second", "periods", "expected"),
    [
        (Position.MORE, [1, 3], [2, 2], None, True),
        (Position.MORE, [1, 3], [2, 2], 2, False),
        (Position.MORE, [3, 3], [2, 2], 2, True),
        (Position.LESS, [3, 1], [2, 2], None, True),
        (Position.CROSS_UP, [1, 3], [2, 2], None, True),
        (Position.CROSS_UP, [2, 3], [2, 2], None, True),
        (Position.CROSS_UP, [3, 4], [2, 2], None, False),
        (Position.CROSS_DOWN, [3, 1], [2, 2], None, True),
        (Position.CROSS_DOWN, [1, 1], [2, 2], None, False),
        (Position.MORE, [None, None], [2, 2], None, False),
        (Position.CROSS_UP, [3], [2], None, False),
    ],
)
def test_positions(
    position: Position, first: Line, second: Line, periods: int | None, expected: bool
) -> None:
    assert stands(replace(ASKED, position=position, periods=periods), first, second) is expected


@pytest.mark.parametrize(
    ("up", "down"),
    [(P.MA_ALIGNMENT_LONG, P.MA_ALIGNMENT_SHORT), (P.EMA_ALIGNMENT_LONG, P.EMA_ALIGNMENT_SHORT)],
)
def test_means_line_up_in_a_trend(up: PatternField, down: PatternField) -> None:
    for pattern, trend, expected in (
        (up, RISE, True),
        (up, FALL, False),
        (down, FALL, True),
        (down, RISE, False),
    ):
        assert shows(PatternFilter(pattern, CandleType.K_DAY, periods=3), trend) is expected


def turned(trend: Bars, move: float, steps: int) -> Bars:
    """A trend that turns at its end."""
    closes = list(trend.closes)
    return bars(closes + [closes[-1] + move * (step + 1) for step in range(steps)])


@pytest.mark.parametrize(
    ("pattern", "trend", "move"),
    [
        (P.RSI_GOLD_CROSS_LOW, FALL, 0.7),
        (P.RSI_DEATH_CROSS_HIGH, RISE, -0.7),
        (P.KDJ_GOLD_CROSS_LOW, FALL, 0.4),
        (P.KDJ_DEATH_CROSS_HIGH, RISE, -0.4),
        (P.MACD_GOLD_CROSS_LOW, FALL, 2.0),
        (P.MACD_DEATH_CROSS_HIGH, RISE, -2.0),
        (P.BOLL_BREAK_UPPER, FALL, 3.0),
        (P.BOLL_LOWER, RISE, -3.0),
        (P.BOLL_CROSS_MIDDLE_UP, FALL, 2.0),
        (P.BOLL_CROSS_MIDDLE_DOWN, RISE, -2.0),
    ],
)
def test_a_turn_of_the_trend_completes_each_cross_once(
    pattern: PatternField, trend: Bars, move: float
) -> None:
    asked = PatternFilter(pattern, CandleType.K_DAY)
    assert not shows(asked, trend)
    completed = [steps for steps in range(1, 15) if shows(asked, turned(trend, move, steps))]
    assert len(completed) == 1


@pytest.mark.parametrize("pattern", sorted(set(P) - {P.UNKNOWN}))
def test_every_pattern_is_computed_or_refused_by_name(pattern: PatternField) -> None:
    asked = PatternFilter(pattern, CandleType.K_DAY)
    if pattern.name.endswith("DIVERGENCE"):
        with pytest.raises(RefusalError, match=pattern.name):
            check_pattern(asked)
    else:
        check_pattern(asked)
        assert shows(asked, bars([1.0])) is False


@pytest.mark.parametrize("field", sorted(set(F) - {F.UNKNOWN, F.VALUE, F.MA, F.EMA}))
def test_every_indicator_has_a_value_of_enough_bars(field: IndicatorField) -> None:
    check_line(field, ())
    enough = max(bars_needed(field, ()), 2)
    assert line(field, (), bars([float(place % 7 + 1) for place in range(enough)]))[-1] is not None


def test_parameters_change_an_indicator() -> None:
    assert line(F.MA, (20,), RISE) == line(F.MA20, (), RISE)
    assert line(F.EMA, (10,), RISE) == line(F.EMA10, (), RISE)
    assert line(F.RSI, (6,), FALL)[-1] == line(F.RSI, (), FALL)[-1] == 0
    assert line(F.BOLL_UPPER, (10, 1), RISE) != line(F.BOLL_UPPER, (), RISE)
    assert line(F.VALUE, (), bars([1.0, 2.0]), 7.0) == [7.0, 7.0]


def test_a_reply_tells_the_usual_parameters() -> None:
    assert parameters_of(F.KDJ_K, ()) == (9, 3, 3)
    assert parameters_of(F.MA, (7,)) == (7,)
    assert parameters_of(F.RSI, ()) == ()
    assert parameters_of(F.MA20, (5,)) == ()


@pytest.mark.parametrize(
    ("field", "given", "sentence"),
    [
        (F.UNKNOWN, (), "Unknown indicator"),
        (F.MA, (), "MA takes 1 parameters, not 0"),
        (F.MACD, (12, 26), "MACD takes 3"),
        (F.RSI, (0,), "between 1 and 300"),
        (F.EMA, (301,), "between 1 and 300"),
    ],
)
def test_indicators_that_are_refused(field: IndicatorField, given: tuple[int, ...], sentence: str) -> None:
    with pytest.raises(RefusalError, match=sentence):
        check_line(field, given)


@pytest.mark.parametrize(
    ("candle", "periods", "sentence"),
    [(CandleType.K_5M, None, "not K_5M"), (CandleType.K_DAY, 13, "between 1 and 12")],
)
def test_bars_that_are_refused(candle: CandleType, periods: int | None, sentence: str) -> None:
    with pytest.raises(RefusalError, match=sentence):
        check_bars(candle, periods)
