"""Indicators of closes, highs and lows, oldest first; None until there are enough bars. Pure numbers."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

Line = list[float | None]


class Bars(NamedTuple):
    """What indicators are made of."""

    closes: Sequence[float]
    highs: Sequence[float]
    lows: Sequence[float]


def simple_average(values: Sequence[float], length: int) -> Line:
    """Return the mean of the last `length` values."""
    found: Line = []
    total = 0.0
    for place, value in enumerate(values):
        total += value
        if place >= length:
            total -= values[place - length]
        found.append(total / length if place >= length - 1 else None)
    return found


def weighted_average(values: Sequence[float], length: int) -> Line:
    """Return the exponential mean, which starts at the first value and counts from `length` values on."""
    found: Line = []
    average = values[0] if values else 0.0
    share = 2 / (length + 1)
    for place, value in enumerate(values):
        average += (value - average) * share
        found.append(average if place >= length - 1 else None)
    return found


def relative_strength(closes: Sequence[float], length: int) -> Line:
    """Return the RSI: the smoothed rises as a percentage of all moves."""
    found: Line = [None] if closes else []
    rises = falls = 0.0
    for place in range(1, len(closes)):
        move = closes[place] - closes[place - 1]
        weight = 1 / min(place, length)
        rises += (max(move, 0.0) - rises) * weight
        falls += (max(-move, 0.0) - falls) * weight
        whole = rises + falls
        found.append((100 * rises / whole if whole else 50.0) if place >= length else None)
    return found


def stochastic(bars: Bars, length: int, slow: int, slower: int) -> tuple[Line, Line, Line]:
    """Return K, D and J of the KDJ."""
    lines: tuple[Line, Line, Line] = ([], [], [])
    k = d = 50.0
    for place, close in enumerate(bars.closes):
        first = max(place - length + 1, 0)
        high, low = max(bars.highs[first : place + 1]), min(bars.lows[first : place + 1])
        raw = (close - low) / (high - low) * 100 if high > low else 50.0
        k += (raw - k) / slow
        d += (k - d) / slower
        for line, value in zip(lines, (k, d, 3 * k - 2 * d), strict=True):
            line.append(value if place >= length - 1 else None)
    return lines


def convergence(closes: Sequence[float], short: int, long: int, signal: int) -> tuple[Line, Line, Line]:
    """Return DIFF, DEA and MACD (twice their distance)."""
    fast, slow = weighted_average(closes, short), weighted_average(closes, long)
    start = max(short, long) - 1
    known = [
        one - other for one, other in zip(fast, slow, strict=True) if one is not None and other is not None
    ]
    smooth = weighted_average(known, signal)
    blank: Line = [None] * min(start, len(closes))
    distance: Line = [
        None if dea is None else 2 * (diff - dea) for diff, dea in zip(known, smooth, strict=True)
    ]
    return blank + list(known), blank + smooth, blank + distance


def bands(closes: Sequence[float], length: int, width: float) -> tuple[Line, Line, Line]:
    """Return the upper, middle and lower Bollinger line."""
    middle = simple_average(closes, length)
    upper: Line = []
    lower: Line = []
    for place, mean in enumerate(middle):
        if mean is None:
            upper.append(None)
            lower.append(None)
            continue
        window = closes[place - length + 1 : place + 1]
        spread = width * sqrt(sum((value - mean) ** 2 for value in window) / length)
        upper.append(mean + spread)
        lower.append(mean - spread)
    return upper, middle, lower
