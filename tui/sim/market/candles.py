"""Bars on whole ladder steps: how prints grow them, how short ones make long ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tui.domain.candles import Candle, CandleType, MinutePoint
from tui.sim.market.steps import Steps

MINUTE_S = 60
_PERCENT = Decimal("0.001")
_FRACTION = Decimal("0.00001")
_AVERAGE = Decimal("0.001")


class Bar:
    """One bar. Prices are ladder places; `at` is unix seconds: a minute's end, a day's local midnight."""

    __slots__ = ("at", "close", "high", "low", "open", "prev", "turnover", "volume")

    def __init__(self, at: int, index: int, prev: int) -> None:
        self.at = at
        self.open = self.high = self.low = self.close = index
        self.prev = prev
        """Close of the bar before."""
        self.volume = 0
        self.turnover = Decimal(0)

    def add(self, index: int, volume: int, turnover: Decimal) -> None:
        """Take in one print."""
        if index > self.high:
            self.high = index
        elif index < self.low:
            self.low = index
        self.close = index
        self.volume += volume
        self.turnover += turnover

    def join(self, later: Bar) -> None:
        """Take in the bar that follows."""
        self.high = max(self.high, later.high)
        self.low = min(self.low, later.low)
        self.close = later.close
        self.volume += later.volume
        self.turnover += later.turnover

    def copy(self, at: int) -> Bar:
        """Return the same bar with another stamp."""
        bar = Bar(at, self.open, self.prev)
        bar.join(self)
        return bar


class Day(NamedTuple):
    """The minute bars of one local day."""

    midnight: int
    minutes: Sequence[Bar]


class Today:
    """The bars of the running day: minutes from prints, and the day itself."""

    __slots__ = ("day", "end", "midnight", "minutes", "prev_close", "touched")

    def __init__(self, midnight: int, end: int, prev_close: int) -> None:
        self.midnight = midnight
        self.end = end
        """The next local midnight."""
        self.prev_close = prev_close
        self.minutes: list[Bar] = []
        self.day: Bar | None = None
        """None until something trades."""
        self.touched: int | None = None
        """Place of the first minute changed since the flag was last cleared."""

    @property
    def last(self) -> int:
        """Place of the last price, or of the previous close."""
        return self.prev_close if self.day is None else self.day.close

    def record(self, at: float, index: int, volume: int, turnover: Decimal) -> None:
        """Take in one print."""
        stamp = (int(at) // MINUTE_S + 1) * MINUTE_S
        minutes = self.minutes
        if not minutes or minutes[-1].at != stamp:
            minutes.append(Bar(stamp, index, minutes[-1].close if minutes else self.prev_close))
        if self.touched is None:
            self.touched = len(minutes) - 1
        minutes[-1].add(index, volume, turnover)
        if self.day is None:
            self.day = Bar(self.midnight, index, self.prev_close)
        self.day.add(index, volume, turnover)

    def backfill(self, minutes: Iterable[Bar]) -> None:
        """Start with bars from before the run."""
        for bar in minutes:
            self.minutes.append(bar)
            if self.day is None:
                self.day = bar.copy(self.midnight)
            else:
                self.day.join(bar)


def merge_minutes(day: Day, length: int, *, close: int | None = None) -> list[Bar]:
    """Return the bars of `length` minutes of one day, counted from midnight; none is stamped past `close`."""
    seconds = length * MINUTE_S

    def stamp(bar: Bar) -> int:
        end = day.midnight + -(-(bar.at - day.midnight) // seconds) * seconds
        return end if close is None else min(end, close)

    return merge(day.minutes, stamp, restamp=True)


def merge_days(days: Iterable[Bar], candle_type: CandleType, zone: ZoneInfo) -> list[Bar]:
    """Return weeks, months, quarters or years; each is stamped with its first trading day."""
    period = period_key(candle_type)
    return merge(days, lambda bar: period(datetime.fromtimestamp(bar.at, zone).date()), restamp=False)


def period_key(candle_type: CandleType) -> Callable[[date], int]:
    """Return what the days of one bar of that length have in common."""
    return _PERIODS[candle_type]


def merge(bars: Iterable[Bar], key: Callable[[Bar], int], *, restamp: bool) -> list[Bar]:
    """Join neighbours of the same key; the key becomes the stamp, or the first bar's stamp stays."""
    merged: list[Bar] = []
    last: int | None = None
    for bar in bars:
        now = key(bar)
        if now == last:
            merged[-1].join(bar)
        else:
            merged.append(bar.copy(now if restamp else bar.at))
            last = now
    return merged


_PERIODS: dict[CandleType, Callable[[date], int]] = {
    CandleType.K_WEEK: lambda day: day.toordinal() - day.weekday(),
    CandleType.K_MONTH: lambda day: day.year * 12 + day.month,
    CandleType.K_QUARTER: lambda day: day.year * 4 + (day.month - 1) // 3,
    CandleType.K_YEAR: lambda day: day.year,
}


def candle(bar: Bar, steps: Steps, zone: ZoneInfo, issued: int | None = None) -> Candle:
    """Return the bar as a value; `issued` gives longer bars their turnover rate."""
    close, prev = steps.price(bar.close), steps.price(bar.prev)
    return Candle(
        at=datetime.fromtimestamp(bar.at, zone),
        open=steps.price(bar.open),
        high=steps.price(bar.high),
        low=steps.price(bar.low),
        close=close,
        prev_close=prev,
        volume=bar.volume,
        turnover=bar.turnover,
        change_percent=((close - prev) / prev * 100).quantize(_PERCENT),
        turnover_rate=None if issued is None else (Decimal(bar.volume) / issued).quantize(_FRACTION),
    )


def minute_points(
    today: Today, steps: Steps, zone: ZoneInfo, *, first: int, multiplier: int | None
) -> tuple[MinutePoint, ...]:
    """Return the intraday line from its `first` point on; no average price without a multiplier."""
    if today.day is None:
        return ()
    points = []
    volume, turnover = today.day.volume, today.day.turnover
    prev_close = steps.price(today.prev_close)
    for bar in reversed(today.minutes[first:]):
        average = None
        if multiplier is not None and volume:
            average = (turnover / (volume * multiplier)).quantize(_AVERAGE)
        points.append(
            MinutePoint(
                at=datetime.fromtimestamp(bar.at, zone),
                minute=(bar.at - today.midnight) // MINUTE_S,
                price=steps.price(bar.close),
                prev_close=prev_close,
                average_price=average,
                volume=bar.volume,
                turnover=bar.turnover,
            )
        )
        volume -= bar.volume
        turnover -= bar.turnover
    return tuple(reversed(points))
