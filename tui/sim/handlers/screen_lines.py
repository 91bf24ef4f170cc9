"""Indicators and patterns as a screen names them, computed from the candles of a security."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.domain.candles import CandleType
from tui.domain.screen_fields import IndicatorField, PatternField, Position
from tui.domain.screens import IndicatorFilter, PatternFilter
from tui.sim.handlers import indicators
from tui.sim.handlers.indicators import Bars, Line
from tui.sim.refusal import RefusalError

CANDLES = (CandleType.K_60M, CandleType.K_DAY, CandleType.K_WEEK, CandleType.K_MONTH)
MOST_PERIODS = 12
_SMOOTHING = 3
"""Lengths of an exponential mean until its start no longer matters."""
_MOST_LENGTH = 300
_LENGTHS = (5, 10, 20, 30, 60, 120, 250)
_I, _P = IndicatorField, PatternField

_FIXED = {_I[f"MA{length}"]: (_I.MA, length) for length in _LENGTHS} | {
    _I[f"EMA{length}"]: (_I.EMA, length) for length in _LENGTHS
}
"""Indicators whose name tells their length."""
_PLACES = {
    _I.KDJ_K: 0, _I.KDJ_D: 1, _I.KDJ_J: 2, _I.MACD_DIFF: 0, _I.MACD_DEA: 1, _I.MACD: 2,
    _I.BOLL_UPPER: 0, _I.BOLL_MIDDLE: 1, _I.BOLL_LOWER: 2,
}  # fmt: skip
"""Which of its three lines an indicator is."""
_KDJ, _MACD, _BOLL = (9, 3, 3), (12, 26, 9), (20, 2)
_RSI_LENGTH, _RSI_SHORT = 12, 6
_DEFAULTS: dict[IndicatorField, tuple[int, ...]] = {
    **dict.fromkeys((_I.KDJ_K, _I.KDJ_D, _I.KDJ_J), _KDJ),
    **dict.fromkeys((_I.MACD_DIFF, _I.MACD_DEA, _I.MACD), _MACD),
    **dict.fromkeys((_I.BOLL_UPPER, _I.BOLL_MIDDLE, _I.BOLL_LOWER), _BOLL),
}
_COUNTS = {_I.MA: 1, _I.EMA: 1, _I.RSI: 1}
"""How many parameters; 3 for KDJ and MACD, 2 for BOLL."""
_ALIGNED = (5, 10, 20, 30, 60)
_RSI_MIDDLE, _KDJ_LOW, _KDJ_HIGH = 50.0, 30.0, 70.0


def parameters_of(field: IndicatorField, given: tuple[int, ...]) -> tuple[int, ...]:
    """Return the parameters that a reply tells: those given, else the usual ones of KDJ, MACD and BOLL."""
    if field in _FIXED or field in (_I.PRICE, _I.VALUE):
        return ()
    return given or _DEFAULTS.get(field, ())


def check_line(field: IndicatorField, given: tuple[int, ...]) -> None:
    """Refuse an indicator that cannot be computed as asked."""
    if field is _I.UNKNOWN:
        raise RefusalError("Unknown indicator.")
    if field in _FIXED or field in (_I.PRICE, _I.VALUE) or (not given and field not in (_I.MA, _I.EMA)):
        return
    count = _COUNTS.get(field, len(_DEFAULTS.get(field, ())))
    if len(given) != count:
        raise RefusalError(f"The indicator {field.name} takes {count} parameters, not {len(given)}.")
    if not all(1 <= number <= _MOST_LENGTH for number in given):
        raise RefusalError(f"Parameters of {field.name} lie between 1 and {_MOST_LENGTH}.")


def check_bars(candle: CandleType, periods: int | None) -> None:
    """Refuse bars that screens are not made of."""
    if candle not in CANDLES:
        names = ", ".join(one.name for one in CANDLES)
        raise RefusalError(f"Screens know the candles {names}, not {candle.name}.")
    if periods is not None and not 0 <= periods <= MOST_PERIODS:
        raise RefusalError(f"Consecutive periods lie between 1 and {MOST_PERIODS}.")


def bars_needed(field: IndicatorField, given: tuple[int, ...]) -> int:
    """Return how many bars make the last value of an indicator sound."""
    if field in _FIXED:
        kind, length = _FIXED[field]
        return length if kind is _I.MA else length * _SMOOTHING
    numbers = given or _DEFAULTS.get(field, (_RSI_LENGTH,))
    if field in (_I.MA, _I.BOLL_UPPER, _I.BOLL_MIDDLE, _I.BOLL_LOWER):
        return numbers[0]
    return 1 if field in (_I.PRICE, _I.VALUE) else sum(numbers) * _SMOOTHING


def line(field: IndicatorField, given: tuple[int, ...], bars: Bars, value: float | None = None) -> Line:
    """Return an indicator, a value a bar; `value` is what VALUE stands for."""
    if field is _I.PRICE:
        return list(bars.closes)
    if field is _I.VALUE:
        return [value] * len(bars.closes)
    kind, numbers = _kind_of(field, given)
    if kind is _I.MA:
        return indicators.simple_average(bars.closes, numbers[0])
    if kind is _I.EMA:
        return indicators.weighted_average(bars.closes, numbers[0])
    if kind is _I.RSI:
        return indicators.relative_strength(bars.closes, numbers[0] if numbers else _RSI_LENGTH)
    return _triple(kind, numbers or _DEFAULTS[kind], bars)[_PLACES[kind]]


def _kind_of(field: IndicatorField, given: tuple[int, ...]) -> tuple[IndicatorField, tuple[int, ...]]:
    """Resolve MA20 into MA and 20."""
    if field not in _FIXED:
        return field, given
    kind, length = _FIXED[field]
    return kind, (length,)


def _triple(kind: IndicatorField, numbers: tuple[int, ...], bars: Bars) -> tuple[Line, Line, Line]:
    if kind.name.startswith("KDJ"):
        return indicators.stochastic(bars, numbers[0], numbers[1], numbers[2])
    if kind.name.startswith("MACD"):
        return indicators.convergence(bars.closes, numbers[0], numbers[1], numbers[2])
    return indicators.bands(bars.closes, numbers[0], float(numbers[1]))


# ---- two lines against each other


def stands(filter_: IndicatorFilter, first: Line, second: Line) -> bool:
    """Whether the last bars stand as asked; not when one of them is not known."""
    periods = max(filter_.periods or 1, 1)
    needed = periods + (filter_.position in (Position.CROSS_UP, Position.CROSS_DOWN))
    pairs = _known(first, second, needed)
    if pairs is None:
        return False
    gaps = [one - other for one, other in pairs]
    if filter_.position is Position.MORE:
        return all(gap > 0 for gap in gaps)
    if filter_.position is Position.LESS:
        return all(gap < 0 for gap in gaps)
    sign = 1 if filter_.position is Position.CROSS_UP else -1
    return all(_crosses(gaps[place], gaps[place + 1], sign) for place in range(periods))


def _known(first: Line, second: Line, count: int) -> list[tuple[float, float]] | None:
    """The last pairs, None when there are too few or one of them is not known."""
    pairs = [
        (one, other)
        for one, other in zip(first[-count:], second[-count:], strict=True)
        if one is not None and other is not None
    ]
    return pairs if len(pairs) == count else None


def _crosses(before: float, after: float, sign: int) -> bool:
    return before * sign <= 0 < after * sign


# ---- patterns


def check_pattern(filter_: PatternFilter) -> None:
    """Refuse a pattern that is not computed here."""
    check_bars(filter_.candle, filter_.periods)
    if filter_.field not in _PATTERNS:
        raise RefusalError(f"The pattern {filter_.field.name} is not computed by this simulator.")


PATTERN_BARS = 60 * _SMOOTHING + MOST_PERIODS
"""Bars that any pattern can be told from."""


def shows(filter_: PatternFilter, bars: Bars) -> bool:
    """Whether each of the last bars completes the pattern."""
    periods = max(filter_.periods or 1, 1)
    return all(_PATTERNS[filter_.field](_without(bars, missing)) for missing in range(periods))


def _without(bars: Bars, missing: int) -> Bars:
    """The bars as they stood some bars ago."""
    return bars if not missing else Bars(*(values[:-missing] for values in bars))


def _aligned(bars: Bars, average: Callable[[Sequence[float], int], Line], sign: int) -> bool:
    """Two bars in a row with every shorter mean beyond the longer one, and a close beyond the last."""
    if len(bars.closes) < _ALIGNED[-1] + 1:
        return False
    lines = [average(bars.closes, length)[-2:] for length in _ALIGNED]
    rows = [[value for value in row if value is not None] for row in zip(*lines, strict=True)]
    if any(len(row) < len(_ALIGNED) for row in rows):
        return False
    sorted_ = all(row == sorted(row, reverse=sign > 0) and len(set(row)) == len(row) for row in rows)
    return sorted_ and (bars.closes[-1] - bars.closes[-2]) * sign > 0


def _crossed(first: Line, second: Line, sign: int) -> bool:
    pairs = _known(first, second, 2)
    return pairs is not None and _crosses(pairs[0][0] - pairs[0][1], pairs[1][0] - pairs[1][1], sign)


def _rsi_cross(bars: Bars, sign: int) -> bool:
    """The short strength crosses the long one, on the far side of the middle."""
    short = indicators.relative_strength(bars.closes, _RSI_SHORT)
    long = indicators.relative_strength(bars.closes, _RSI_LENGTH)
    return _crossed(short, long, sign) and ((long[-1] or 0.0) - _RSI_MIDDLE) * sign < 0


def _kdj_cross(bars: Bars, sign: int) -> bool:
    k, d, _ = indicators.stochastic(bars, *_KDJ)
    edge = _KDJ_LOW if sign > 0 else _KDJ_HIGH
    return _crossed(k, d, sign) and ((d[-1] or 0.0) - edge) * sign <= 0


def _macd_cross(bars: Bars, sign: int) -> bool:
    diff, dea, _ = indicators.convergence(bars.closes, *_MACD)
    return _crossed(diff, dea, sign) and (dea[-1] or 0.0) * sign < 0


def _band_cross(bars: Bars, place: int, sign: int) -> bool:
    return _crossed(list(bars.closes), indicators.bands(bars.closes, _BOLL[0], _BOLL[1])[place], sign)


_PATTERNS: dict[PatternField, Callable[[Bars], bool]] = {
    _P.MA_ALIGNMENT_LONG: lambda bars: _aligned(bars, indicators.simple_average, 1),
    _P.MA_ALIGNMENT_SHORT: lambda bars: _aligned(bars, indicators.simple_average, -1),
    _P.EMA_ALIGNMENT_LONG: lambda bars: _aligned(bars, indicators.weighted_average, 1),
    _P.EMA_ALIGNMENT_SHORT: lambda bars: _aligned(bars, indicators.weighted_average, -1),
    _P.RSI_GOLD_CROSS_LOW: lambda bars: _rsi_cross(bars, 1),
    _P.RSI_DEATH_CROSS_HIGH: lambda bars: _rsi_cross(bars, -1),
    _P.KDJ_GOLD_CROSS_LOW: lambda bars: _kdj_cross(bars, 1),
    _P.KDJ_DEATH_CROSS_HIGH: lambda bars: _kdj_cross(bars, -1),
    _P.MACD_GOLD_CROSS_LOW: lambda bars: _macd_cross(bars, 1),
    _P.MACD_DEATH_CROSS_HIGH: lambda bars: _macd_cross(bars, -1),
    _P.BOLL_BREAK_UPPER: lambda bars: _band_cross(bars, 0, 1),
    _P.BOLL_LOWER: lambda bars: _band_cross(bars, 2, -1),
    _P.BOLL_CROSS_MIDDLE_UP: lambda bars: _band_cross(bars, 1, 1),
    _P.BOLL_CROSS_MIDDLE_DOWN: lambda bars: _band_cross(bars, 1, -1),
}
"""What completes each pattern at the last bar; divergences are left out."""
