"""The days on which options end, by the rules of their exchanges, counted from a day of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tui.domain.options import ExpiryCycle
from tui.domain.sessions import CalendarMarket
from tui.sim.listings.calendar import is_trading_day

_DAY = timedelta(days=1)
_HK_MONTHS, _HK_QUARTERS, _HK_WEEKS = 3, 3, 3
_US_MONTHS, _US_QUARTERS, _US_WEEKS, _US_JANUARIES = 4, 4, 5, 2
_US_DAILY_DAYS = 10
_FRIDAY = 4
_BY_WEEKDAY = (
    ExpiryCycle.WEEK_MONDAY,
    ExpiryCycle.WEEK_TUESDAY,
    ExpiryCycle.WEEK_WEDNESDAY,
    ExpiryCycle.WEEK_THURSDAY,
    ExpiryCycle.WEEK_FRIDAY,
)

Expiries = dict[date, ExpiryCycle]
"""Expiry days in order, with the series each belongs to."""


def hk_expiries(today: date) -> Expiries:
    """The spot month and the two after it, three quarter months, and the weeks in between.

    A month ends on the last trading day but one, a week on its last trading day.
    """
    found = _months(today, hk_month_end, _HK_MONTHS, _HK_QUARTERS)
    weeks = (_last_trading_day(CalendarMarket.HK, friday) for friday in _fridays(today, _HK_WEEKS))
    return _joined(found, ((day, ExpiryCycle.WEEK) for day in weeks if day >= today))


def us_expiries(today: date, *, daily: bool) -> Expiries:
    """Four months, four quarter months, two Januaries, five weeks; every day of two weeks where it is daily.

    A month ends on its third Friday, a week on Friday; the trading day before where that is a holiday.
    """
    found = _months(today, us_month_end, _US_MONTHS, _US_QUARTERS)
    for year in range(today.year + 1, today.year + 1 + _US_JANUARIES):
        found[us_month_end(year, 1)] = ExpiryCycle.MONTH
    weeks = [_last_trading_day(CalendarMarket.US, friday) for friday in _fridays(today, _US_WEEKS)]
    short = [(day, ExpiryCycle.WEEK) for day in weeks if day >= today]
    if daily:
        days = (today + _DAY * offset for offset in range(_US_DAILY_DAYS * 7 // 5))
        short += [(day, _BY_WEEKDAY[day.weekday()]) for day in days if is_trading_day(CalendarMarket.US, day)]
    return _joined(found, iter(short))


def _months(today: date, month_end: Callable[[int, int], date], months: int, quarters: int) -> Expiries:
    found: Expiries = {}
    near, far = months, quarters
    year, month = today.year, today.month
    while near or far:
        end = month_end(year, month)
        if end >= today:
            if near:
                near -= 1
                found[end] = ExpiryCycle.MONTH
            elif month % 3 == 0:
                far -= 1
                found[end] = ExpiryCycle.MONTH
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def _joined(months: Expiries, short: Iterator[tuple[date, ExpiryCycle]]) -> Expiries:
    """A day on which a month ends is no week's."""
    every = dict(months)
    for day, cycle in short:
        every.setdefault(day, cycle)
    return dict(sorted(every.items()))


def hk_month_end(year: int, month: int) -> date:
    """Return the last day of a Hong Kong month: the last trading day but one."""
    first_after = date(year + month // 12, month % 12 + 1, 1)
    return _last_trading_day(
        CalendarMarket.HK, _last_trading_day(CalendarMarket.HK, first_after - _DAY) - _DAY
    )


def us_month_end(year: int, month: int) -> date:
    """Return the last day of a US month: its third Friday, or the trading day before."""
    first = date(year, month, 1)
    third_friday = first + _DAY * ((_FRIDAY - first.weekday()) % 7 + 14)
    return _last_trading_day(CalendarMarket.US, third_friday)


def _fridays(today: date, count: int) -> Iterator[date]:
    first = today + _DAY * ((_FRIDAY - today.weekday()) % 7)
    return (first + _DAY * 7 * week for week in range(count))


def _last_trading_day(market: CalendarMarket, day: date) -> date:
    while not is_trading_day(market, day):
        day -= _DAY
    return day
