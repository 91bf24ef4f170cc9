"""The months that futures are traded for, and the last day of each, by the rules of their exchanges."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tui.domain.sessions import CalendarMarket
from tui.sim.listings.calendar import days_before
from tui.sim.listings.expiries import hk_month_end, us_month_end

_OIL_DAY = 25
_OIL_DAYS_BEFORE = 3
_METAL_DAYS_BEFORE = 3


class Month(NamedTuple):
    """One contract month."""

    year: int
    month: int
    last_day: date

    @property
    def code(self) -> str:
        """As codes write it: 2611."""
        return f"{self.year % 100:02}{self.month:02}"


Months = Callable[[date], list[Month]]
"""Returns the months traded on a day, the nearest first; each still trades on that day."""


def index_months_hk(today: date) -> list[Month]:
    """This month, the next, and the two quarter months after them; ends on the last trading day but one."""
    source = _after(today, hk_month_end)
    months = [next(source), next(source)]
    quarters = (month for month in source if month.month % 3 == 0)
    return [*months, next(quarters), next(quarters)]


def index_months_us(today: date) -> list[Month]:
    """Three quarter months, which end on their third Friday."""
    source = _after(today, us_month_end)
    quarters = (month for month in source if month.month % 3 == 0)
    return [next(quarters) for _ in range(3)]


def oil_months(today: date) -> list[Month]:
    """Four months; each ends three trading days before the 25th of the month before it."""
    source = _after(today, _oil_end)
    return [next(source) for _ in range(4)]


def metal_months(today: date) -> list[Month]:
    """Three even months; each ends on the last trading day but two."""
    source = (month for month in _after(today, _metal_end) if month.month % 2 == 0)
    return [next(source) for _ in range(3)]


def _after(today: date, end_of: Callable[[int, int], date]) -> Iterator[Month]:
    """Yield the months that have not ended, without end."""
    year, month = today.year, today.month
    while True:
        last_day = end_of(year, month)
        if last_day >= today:
            yield Month(year, month, last_day)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _oil_end(year: int, month: int) -> date:
    before = date(year, month, 1) - timedelta(days=1)
    return _nth_before(before.replace(day=_OIL_DAY), _OIL_DAYS_BEFORE)


def _metal_end(year: int, month: int) -> date:
    return _nth_before(date(year + month // 12, month % 12 + 1, 1), _METAL_DAYS_BEFORE)


def _nth_before(day: date, count: int) -> date:
    days = days_before(CalendarMarket.US, day)
    for _ in range(count - 1):
        next(days)
    return next(days)
