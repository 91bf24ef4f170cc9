"""Real trading days, and phases that are always open."""

from __future__ import annotations

from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.sessions import CalendarMarket, DayKind
from tui.sim.listings.calendar import days_before, is_trading_day, market_state, open_minutes, trading_days


@pytest.mark.parametrize(
    ("market", "closed"),
    [
        (CalendarMarket.HK, "2026-02-17 2026-04-07 2026-05-25 2026-10-19 2025-10-29 2024-09-06 2026-11-21"),
        (CalendarMarket.US, "2026-11-26 2026-07-03 2025-01-09 2027-12-24 2026-11-22"),
        (CalendarMarket.CN, "2026-02-23 2026-10-07 2025-10-08 2026-09-25"),
        (CalendarMarket.NORTHBOUND, "2026-04-07 2026-10-07"),
    ],
)
def test_holidays_and_weekends_are_no_trading_days(market: CalendarMarket, closed: str) -> None:
    for text in closed.split():
        assert not is_trading_day(market, date.fromisoformat(text))


@pytest.mark.parametrize(
    ("market", "opened"),
    [
        (CalendarMarket.HK, "2026-11-20 2026-11-26 2026-10-05"),
        (CalendarMarket.US, "2026-02-17 2026-12-24"),
        (CalendarMarket.CN, "2026-12-25 2026-07-01"),
    ],
)
def test_other_weekdays_are(market: CalendarMarket, opened: str) -> None:
    assert all(is_trading_day(market, date.fromisoformat(text)) for text in opened.split())


def test_both_ends_count_and_half_days_are_told() -> None:
    days = trading_days(CalendarMarket.HK, date(2026, 12, 23), date(2027, 1, 4))
    assert [(day.day.isoformat(), day.kind) for day in days] == [
        ("2026-12-23", DayKind.WHOLE),
        ("2026-12-24", DayKind.MORNING),
        ("2026-12-28", DayKind.WHOLE),
        ("2026-12-29", DayKind.WHOLE),
        ("2026-12-30", DayKind.WHOLE),
        ("2026-12-31", DayKind.MORNING),
        ("2027-01-04", DayKind.WHOLE),
    ]
    assert trading_days(CalendarMarket.HK, date(2026, 12, 25), date(2026, 12, 27)) == ()
    assert trading_days(CalendarMarket.HK, date(2026, 12, 28), date(2026, 12, 23)) == ()


def test_days_before_go_back_over_holidays() -> None:
    days = islice(days_before(CalendarMarket.HK, date(2026, 2, 20)), 2)
    assert [day.isoformat() for day in days] == ["2026-02-16", "2026-02-13"]


@pytest.mark.parametrize(
    ("market", "kind", "day", "count", "first", "last"),
    [
        (Market.HK, SecurityType.STOCK, "2026-11-20", 330, 571, 960),
        (Market.HK, SecurityType.STOCK, "2026-12-24", 150, 571, 720),
        (Market.HK, SecurityType.FUTURE, "2026-11-20", 375, 556, 990),
        (Market.US, SecurityType.STOCK, "2026-11-20", 390, 571, 960),
        (Market.SH, SecurityType.ETF, "2026-11-20", 240, 571, 900),
    ],
)
def test_real_sessions_have_their_minutes(
    market: Market, kind: SecurityType, day: str, count: int, first: int, last: int
) -> None:
    minutes = open_minutes(market, kind, date.fromisoformat(day))
    assert (len(minutes), minutes[0], minutes[-1]) == (count, first, last)


@pytest.mark.parametrize(
    ("market", "kind", "local", "state"),
    [
        (Market.HK, SecurityType.STOCK, "12:29", MarketState.MORNING),
        (Market.HK, SecurityType.STOCK, "12:30", MarketState.AFTERNOON),
        (Market.SZ, SecurityType.STOCK, "03:00", MarketState.MORNING),
        (Market.HK, SecurityType.FUTURE, "23:00", MarketState.FUTURE_DAY_OPEN),
        (Market.US, SecurityType.ETF, "04:00", MarketState.AFTERNOON),
    ],
)
def test_the_phase_follows_the_local_clock(
    market: Market, kind: SecurityType, local: str, state: MarketState
) -> None:
    moment = datetime.fromisoformat(f"2026-11-22 {local}").replace(tzinfo=ZoneInfo("Asia/Hong_Kong"))
    assert market_state(market, kind, moment.timestamp()) is state
    assert state.continuous
