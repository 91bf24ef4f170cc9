"""Candles for readers: as traded, or adjusted for corporate actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tui.domain.candles import Candle, CandleType, Rehab
from tui.sim.market.adjusting import FINE
from tui.sim.market.candles import Bar, Day, Today, candle, merge_days, merge_minutes
from tui.sim.market.history import DAYS
from tui.sim.market.market import Market

_MOST_DAYS = {
    CandleType.K_DAY: 1,
    CandleType.K_WEEK: 7,
    CandleType.K_MONTH: 31,
    CandleType.K_QUARTER: 92,
    CandleType.K_YEAR: 366,
}
_Choice = Callable[[list[Bar]], list[Bar]]
"""Picks the bars that were asked for out of those at hand."""


def candles(
    market: Market, candle_type: CandleType, count: int, rehab: Rehab = Rehab.NONE, *, told: bool = True
) -> tuple[Candle, ...]:
    """Return the latest bars, the growing one included, oldest first; unless told, without turnovers."""
    if count <= 0:
        return ()
    # One bar more than asked for: the oldest of a cut series may be a part of one.
    length = candle_type.minutes
    if length is None:
        most = _MOST_DAYS[candle_type]
        bars = _days(market, count if most == 1 else (count + 1) * most, told=told)
    else:
        bars = _short_bars(market.today, length, (count + 1) * length)
        if len(bars) < count:
            bars = _past_bars(market, length) + bars
    return _candles(market, bars, candle_type, rehab, lambda bars: bars[-count:])


def history(
    market: Market,
    candle_type: CandleType,
    begin: datetime,
    end: datetime,
    limit: int | None,
    rehab: Rehab = Rehab.NONE,
) -> tuple[Candle, ...]:
    """Return the bars stamped between two moments, both included, oldest first; the first ones of many."""
    length = candle_type.minutes
    if length is None:
        # The oldest period may be cut, so there must be one before the first that is asked for.
        days = (market.moment(market.at).date() - begin.date()).days + 1
        bars = _days(market, max(days, 1) + _MOST_DAYS[candle_type])
    else:
        bars = _past_bars(market, length) + _short_bars(market.today, length)
    first, last = begin.timestamp(), end.timestamp()
    return _candles(
        market,
        bars,
        candle_type,
        rehab,
        lambda bars: [bar for bar in bars if first <= bar.at <= last][:limit],
    )


def past_days(market: Market, count: int) -> tuple[Candle, ...]:
    """Return the last days before today, forward-adjusted, some without their turnover: quick to make."""
    bars = market.history.untold(count)
    return _candles(market, bars, CandleType.K_DAY, Rehab.FORWARD, lambda bars: bars)


def _short_bars(today: Today, length: int, minutes: int | None = None) -> list[Bar]:
    """Bars of today, made of its last minutes or of all."""
    return merge_minutes(Day(today.midnight, today.minutes[-minutes:] if minutes else today.minutes), length)


def _past_bars(market: Market, length: int) -> list[Bar]:
    return [
        bar for day in market.history.recent() for bar in merge_minutes(day, length, close=day.minutes[-1].at)
    ]


def _days(market: Market, count: int, *, told: bool = True) -> list[Bar]:
    """The last days, today's included."""
    today = [] if market.today.day is None else [market.today.day]
    return market.history.days(min(count - len(today), DAYS), told=told) + today


def _candles(
    market: Market, bars: list[Bar], candle_type: CandleType, rehab: Rehab, choice: _Choice
) -> tuple[Candle, ...]:
    """Adjust days or minutes, join days to longer bars, and return those chosen."""
    adjuster, steps = market.history.adjuster, market.steps
    if adjuster.changes(bars, rehab):
        bars, steps = adjuster.adjusted(bars, steps, rehab), FINE
    issued = market.listing.issued if candle_type.minutes is None else None
    if candle_type.minutes is None and candle_type is not CandleType.K_DAY:
        bars = merge_days(bars, candle_type, market.zone)
    return tuple(candle(bar, steps, market.zone, issued) for bar in choice(bars))
