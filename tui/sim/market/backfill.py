"""The past of a price, drawn backwards from what is known: seeded walks that end where the run starts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import exp, sqrt
from random import Random
from typing import NamedTuple

from tui.sim.market.candles import Bar
from tui.sim.market.steps import Steps


class Shape(NamedTuple):
    """What a stretch of minutes must amount to; prices are ladder places."""

    open: int
    high: int
    low: int
    close: int
    volume: int


def draw_shape(random: Random, steps: Steps, prev_close: int, volatility: float, volume: int) -> Shape:
    """Draw a part of a day: a gap at the opening, a move, and extremes beyond both."""
    prev = float(steps.price(prev_close))
    opening = prev * exp(random.gauss(0.0, volatility * 0.4))
    close = opening * exp(random.gauss(0.0, volatility * 0.7))
    return reach(random, steps, opening, close, volatility, volume)


def reach(
    random: Random, steps: Steps, opening: float, close: float, volatility: float, volume: int
) -> Shape:
    """Draw the extremes of a stretch that opens and closes at given prices."""
    high = max(opening, close) * exp(abs(random.gauss(0.0, volatility * 0.3)))
    low = min(opening, close) * exp(-abs(random.gauss(0.0, volatility * 0.3)))
    return Shape(
        steps.nearest(opening), steps.nearest(high), steps.nearest(low), steps.nearest(close), volume
    )


def walk(
    random: Random,
    steps: Steps,
    shape: Shape,
    stamps: Sequence[int],
    prev_close: int,
    *,
    step: int,
    worth: Decimal,
) -> list[Bar]:
    """Return one bar a stamp that together have exactly this shape.

    Volumes are multiples of `step`; every bar gets at least one of them, so the shape's volume must
    suffice for that. `worth` is the money one unit of volume turns over for every point of price.
    """
    closes = _path(random, shape, len(stamps))
    volumes = _split(random, shape.volume, len(stamps), step)
    bars: list[Bar] = []
    prev = prev_close
    for stamp, close, volume in zip(stamps, closes, volumes, strict=True):
        opening = bars[-1].close if bars else shape.open
        bar = Bar(stamp, opening, prev)
        bar.high = min(max(opening, close) + int(random.random() * 2), shape.high)
        bar.low = max(min(opening, close) - int(random.random() * 2), shape.low)
        bar.close = prev = close
        bar.volume = volume
        bars.append(bar)
    max(bars, key=lambda bar: bar.high).high = shape.high
    min(bars, key=lambda bar: bar.low).low = shape.low
    for bar in bars:
        bar.turnover = steps.price((bar.high + bar.low) // 2) * bar.volume * worth
    return bars


def _path(random: Random, shape: Shape, count: int) -> list[int]:
    """Draw the closes: a bridge from the opening price to the closing one, inside the extremes."""
    shock = max((shape.high - shape.low) / sqrt(count) * 0.8, 0.6)
    place = float(shape.open)
    closes = []
    for left in range(count, 0, -1):
        place += (shape.close - place) / left + random.gauss(0.0, shock) * sqrt((left - 1) / left)
        place = min(max(place, shape.low), shape.high)
        closes.append(round(place))
    return closes


def _split(random: Random, total: int, count: int, step: int) -> list[int]:
    """Split a quantity at random into multiples of step, none of them empty."""
    spare = total // step - count
    if spare < 0:
        raise ValueError(f"{total} is too little for {count} bars of at least {step}")
    weights = [random.expovariate(1.0) for _ in range(count)]
    scale = spare / sum(weights)
    parts = [1 + int(weight * scale) for weight in weights]
    parts[-1] += total // step - sum(parts)
    return [part * step for part in parts]


def drawn_turnover(steps: Steps, shape: Shape, worth: Decimal) -> Decimal:
    """Return the turnover of a stretch whose minutes nobody will see."""
    average = (shape.open + shape.high + shape.low + shape.close) // 4
    return steps.price(average) * shape.volume * worth


class Print(NamedTuple):
    """One trade of the past."""

    at: float
    rung: int
    volume: int


def split_bar(random: Random, bar: Bar, begin: float, end: float, step: int) -> list[Print]:
    """Return prints between two moments that make this bar; none when it is too small to be split."""
    units = bar.volume // step
    if units < 4:
        return []
    count = min(4 + int(random.random() * 9), units)
    places = [random.randint(bar.low, bar.high) for _ in range(count)]
    extremes = [bar.high, bar.low]
    random.shuffle(extremes)
    places[0], places[-1] = bar.open, bar.close
    places[1], places[-2] = extremes
    times = sorted(begin + random.random() * (end - begin) for _ in range(count))
    volumes = _split(random, bar.volume, count, step)
    return [Print(*row) for row in zip(times, places, volumes, strict=True)]
