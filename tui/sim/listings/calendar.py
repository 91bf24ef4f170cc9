"""Trading days and phases. The simulated markets are open whatever the clock says; the days are real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tui.domain.markets import Market, MarketState, SecurityType, zone_of
from tui.domain.sessions import CalendarMarket, DayKind, TradingDay


def _days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(word) for word in text.split())


# Public holidays that fall on weekdays, 2024 to 2027; 2027 as far as it follows from the rules.
_HK_CLOSED = _days(
    """
    2024-01-01 2024-02-12 2024-02-13 2024-03-29 2024-04-01 2024-04-04 2024-05-01 2024-05-15 2024-06-10
    2024-07-01 2024-09-06 2024-09-18 2024-10-01 2024-10-11 2024-12-25 2024-12-26
    2025-01-01 2025-01-29 2025-01-30 2025-01-31 2025-04-04 2025-04-18 2025-04-21 2025-05-01 2025-05-05
    2025-07-01 2025-10-01 2025-10-07 2025-10-29 2025-12-25 2025-12-26
    2026-01-01 2026-02-17 2026-02-18 2026-02-19 2026-04-03 2026-04-06 2026-04-07 2026-05-01 2026-05-25
    2026-06-19 2026-07-01 2026-10-01 2026-10-19 2026-12-25
    2027-01-01 2027-02-08 2027-02-09 2027-03-26 2027-03-29 2027-04-05 2027-05-13 2027-06-09
    2027-07-01 2027-09-16 2027-10-01 2027-10-08 2027-12-27
    """
)
_HK_MORNING_ONLY = _days(
    """
    2024-02-09 2024-12-24 2024-12-31 2025-01-28 2025-12-24 2025-12-31
    2026-02-16 2026-12-24 2026-12-31 2027-02-05 2027-12-24 2027-12-31
    """
)
_US_CLOSED = _days(
    """
    2024-01-01 2024-01-15 2024-02-19 2024-03-29 2024-05-27 2024-06-19 2024-07-04 2024-09-02 2024-11-28
    2024-12-25
    2025-01-01 2025-01-09 2025-01-20 2025-02-17 2025-04-18 2025-05-26 2025-06-19 2025-07-04 2025-09-01
    2025-11-27 2025-12-25
    2026-01-01 2026-01-19 2026-02-16 2026-04-03 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-11-26
    2026-12-25
    2027-01-01 2027-01-18 2027-02-15 2027-03-26 2027-05-31 2027-06-18 2027-07-05 2027-09-06 2027-11-25
    2027-12-24
    """
)
_CN_CLOSED = _days(
    """
    2024-01-01 2024-02-09 2024-02-12 2024-02-13 2024-02-14 2024-02-15 2024-02-16 2024-04-04 2024-04-05
    2024-05-01 2024-05-02 2024-05-03 2024-06-10 2024-09-16 2024-09-17 2024-10-01 2024-10-02 2024-10-03
    2024-10-04 2024-10-07
    2025-01-01 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-03 2025-02-04 2025-04-04 2025-05-01
    2025-05-02 2025-05-05 2025-06-02 2025-10-01 2025-10-02 2025-10-03 2025-10-06 2025-10-07 2025-10-08
    2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-23 2026-04-06
    2026-05-01 2026-05-04 2026-05-05 2026-06-19 2026-09-25 2026-10-01 2026-10-02 2026-10-05 2026-10-06
    2026-10-07
    2027-01-01 2027-02-05 2027-02-08 2027-02-09 2027-02-10 2027-02-11 2027-02-12 2027-04-05 2027-05-03
    2027-05-04 2027-05-05 2027-06-09 2027-09-15 2027-10-01 2027-10-04 2027-10-05 2027-10-06 2027-10-07
    """
)
_NO_DAYS: frozenset[date] = frozenset()
_CLOSED: dict[CalendarMarket, frozenset[date]] = {
    CalendarMarket.HK: _HK_CLOSED,
    CalendarMarket.US: _US_CLOSED,
    CalendarMarket.CN: _CN_CLOSED,
    # Stock Connect needs both sides open.
    CalendarMarket.NORTHBOUND: _HK_CLOSED | _CN_CLOSED,
    CalendarMarket.SOUTHBOUND: _HK_CLOSED | _CN_CLOSED,
}
_MORNING_ONLY: dict[CalendarMarket, frozenset[date]] = {CalendarMarket.HK: _HK_MORNING_ONLY}
_CALENDARS = {
    Market.HK: CalendarMarket.HK,
    Market.US: CalendarMarket.US,
    Market.SH: CalendarMarket.CN,
    Market.SZ: CalendarMarket.CN,
}
_ONE_DAY = timedelta(days=1)
_LUNCH = time(12, 30)
# Minutes since local midnight between which the real markets are open.
_SESSIONS = {
    Market.HK: ((570, 720), (780, 960)),
    Market.US: ((570, 960),),
    Market.SH: ((570, 690), (780, 900)),
    Market.SZ: ((570, 690), (780, 900)),
}
_FUTURE_SESSIONS = ((555, 720), (780, 990))
_US_FUTURE_SESSIONS = ((0, 1020), (1080, 1440))


@dataclass(frozen=True, slots=True)
class Phases:
    """The phase of every market at one moment."""

    hk: MarketState
    us: MarketState
    sh: MarketState
    sz: MarketState
    hk_future: MarketState
    us_future: MarketState


def calendar_of(market: Market) -> CalendarMarket:
    """Return whose calendar the securities of a market keep."""
    return _CALENDARS.get(market, CalendarMarket.UNKNOWN)


def is_known(market: CalendarMarket) -> bool:
    """Whether there is a calendar of a market."""
    return market in _CLOSED


def is_trading_day(market: CalendarMarket, day: date) -> bool:
    """Whether a market opens on a day: weekdays that are no public holiday of the years listed here."""
    return day.weekday() < 5 and day not in _CLOSED.get(market, _NO_DAYS)


def trading_days(market: CalendarMarket, begin: date, end: date) -> tuple[TradingDay, ...]:
    """Return the days on which a market opens, both ends included."""
    mornings = _MORNING_ONLY.get(market, _NO_DAYS)
    days = (begin + timedelta(days=offset) for offset in range((end - begin).days + 1))
    return tuple(
        TradingDay(day, DayKind.MORNING if day in mornings else DayKind.WHOLE)
        for day in days
        if is_trading_day(market, day)
    )


def days_before(market: CalendarMarket, day: date) -> Iterator[date]:
    """Yield the trading days before a day, latest first, without end."""
    while True:
        day -= _ONE_DAY
        if is_trading_day(market, day):
            yield day


def days_after(market: CalendarMarket, day: date) -> Iterator[date]:
    """Yield the trading days after a day, earliest first, without end."""
    while True:
        day += _ONE_DAY
        if is_trading_day(market, day):
            yield day


def open_minutes(market: Market, security_type: SecurityType, day: date) -> list[int]:
    """Return the ends of the minutes in which the real market is open, counted from local midnight."""
    sessions = _sessions(market, security_type, day)
    return [minute for begin, end in sessions for minute in range(begin + 1, end + 1)]


def minutes_open(market: Market, security_type: SecurityType, day: date) -> int:
    """Return how many minutes the real market is open on a trading day."""
    return sum(end - begin for begin, end in _sessions(market, security_type, day))


def _sessions(market: Market, security_type: SecurityType, day: date) -> tuple[tuple[int, int], ...]:
    sessions = _SESSIONS[market]
    if security_type is SecurityType.FUTURE:
        sessions = _US_FUTURE_SESSIONS if market is Market.US else _FUTURE_SESSIONS
    return sessions[:1] if day in _MORNING_ONLY.get(calendar_of(market), _NO_DAYS) else sessions


def market_state(market: Market, security_type: SecurityType, now: float) -> MarketState:
    """Return the phase of a kind of security: always one in which orders match."""
    if security_type is SecurityType.FUTURE:
        return MarketState.FUTURE_OPEN if market is Market.US else MarketState.FUTURE_DAY_OPEN
    if market is Market.US:
        return MarketState.AFTERNOON
    local = datetime.fromtimestamp(now, zone_of(market)).time()
    return MarketState.MORNING if local < _LUNCH else MarketState.AFTERNOON


def phases(now: float) -> Phases:
    """Return the phases of all markets."""
    stock = SecurityType.STOCK
    return Phases(
        hk=market_state(Market.HK, stock, now),
        us=market_state(Market.US, stock, now),
        sh=market_state(Market.SH, stock, now),
        sz=market_state(Market.SZ, stock, now),
        hk_future=market_state(Market.HK, SecurityType.FUTURE, now),
        us_future=market_state(Market.US, SecurityType.FUTURE, now),
    )
