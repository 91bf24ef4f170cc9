"""Expiry days by the rules of the exchanges, against days that were read off a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tui.domain.options import ExpiryCycle
from tui.domain.sessions import CalendarMarket
from tui.sim.listings.calendar import is_trading_day
from tui.sim.listings.expiries import hk_expiries, us_expiries

MONTH, WEEK = ExpiryCycle.MONTH, ExpiryCycle.WEEK


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def test_hong_kong_months_end_one_trading_day_before_the_last() -> None:
    expiries = hk_expiries(date(2026, 11, 20))
    assert [day for day, cycle in expiries.items() if cycle is MONTH] == days(
        "2026-11-27", "2026-12-30", "2027-01-28", "2027-03-30", "2027-06-29", "2027-09-29"
    )
    assert [day for day, cycle in expiries.items() if cycle is WEEK] == days("2026-11-20", "2026-12-04")


def test_a_week_that_ends_with_a_holiday_ends_the_day_before() -> None:
    # 25 December 2026 is a Friday.
    assert hk_expiries(date(2026, 12, 21))[date(2026, 12, 24)] is WEEK


def test_a_month_that_has_ended_gives_way_to_the_next() -> None:
    assert min(hk_expiries(date(2026, 11, 30))) == date(2026, 12, 4)
    assert date(2026, 11, 27) in hk_expiries(date(2026, 11, 27))


def test_us_months_end_on_the_third_friday() -> None:
    expiries = us_expiries(date(2026, 11, 19), daily=False)
    assert [day for day, cycle in expiries.items() if cycle is MONTH][:5] == days(
        "2026-11-20", "2026-12-18", "2027-01-15", "2027-02-19", "2027-03-19"
    )
    # 18 June 2027 is a holiday.
    assert expiries[date(2027, 6, 17)] is MONTH
    assert expiries[date(2028, 1, 21)] is MONTH
    assert [day for day, cycle in expiries.items() if cycle is WEEK] == days(
        "2026-11-27", "2026-12-04", "2026-12-11"
    )


def test_daily_classes_end_every_trading_day_of_two_weeks() -> None:
    expiries = us_expiries(date(2026, 11, 19), daily=True)
    assert expiries[date(2026, 11, 19)] is ExpiryCycle.WEEK_THURSDAY
    assert expiries[date(2026, 11, 23)] is ExpiryCycle.WEEK_MONDAY
    assert date(2026, 11, 26) not in expiries  # Thanksgiving


@pytest.mark.parametrize("start", [date(2026, 1, 1) + timedelta(days=7 * week) for week in range(52)])
def test_whatever_the_day_expiries_are_trading_days_in_order(start: date) -> None:
    for market, expiries in (
        (CalendarMarket.HK, hk_expiries(start)),
        (CalendarMarket.US, us_expiries(start, daily=True)),
    ):
        assert list(expiries) == sorted(expiries)
        assert min(expiries) >= start
        assert all(is_trading_day(market, day) for day in expiries)
        assert sum(cycle is MONTH for cycle in expiries.values()) >= 6
