"""When exchanges take, match and give back orders, by exchange clock, as in force on 2026-11-21.

The hours are a first guess: the market state that OpenD reports comes before them, holidays are not in
them, and an early close only where it is announced. A phase that ends after 24:00 belongs to the day it
begins on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tui.domain.markets import MarketState
from tui.domain.orders import OrderType, TradeSession

_S = MarketState
_RTH, _ETH = TradeSession.RTH, TradeSession.ETH
_AUCTION_ONLY = frozenset({OrderType.AUCTION, OrderType.AUCTION_LIMIT})
_OPENING = frozenset({OrderType.AUCTION, OrderType.LIMIT})
MONDAY_TO_FRIDAY = frozenset(range(5))
SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a trading day. Times are minutes from midnight at the exchange."""

    name: str
    begin: int
    end: int
    acts: str
    """What is taken: e enter, a amend, c cancel; m when orders match, at once or when it ends."""
    state: MarketState
    """What OpenD calls it."""
    also: frozenset[MarketState] = frozenset()
    """What else OpenD may call it."""
    types: frozenset[OrderType] = frozenset()
    """The only order types taken; empty is any."""
    session: TradeSession = TradeSession.NONE
    """The session an order must be for to trade in it; US only."""
    days: frozenset[int] = MONDAY_TO_FRIDAY
    """Weekdays it begins on, Monday is 0."""

    @property
    def auction(self) -> bool:
        """Whether it is part of an auction, which takes some order types only."""
        return bool(self.types)

    @property
    def matching(self) -> bool:
        """Whether an order of any type may fill in it, at once or at its end."""
        return "m" in self.acts and not self.types


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The phases of one exchange, in order."""

    place: str
    """Whose time it is, for texts."""
    zone: str
    phases: tuple[Phase, ...]
    half_days: frozenset[date] = frozenset()
    half_day_end: int = 0
    """Minute at which an early close ends continuous trading."""


def _at(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _phase(
    name: str,
    hours: str,
    acts: str,
    *states: MarketState,
    types: frozenset[OrderType] = frozenset(),
    session: TradeSession = TradeSession.NONE,
    days: frozenset[int] = MONDAY_TO_FRIDAY,
) -> Phase:
    begin, end = hours.split("-")
    return Phase(name, _at(begin), _at(end), acts, states[0], frozenset(states[1:]), types, session, days)


_HK_POS = (
    _phase("opening auction", "09:00-09:15", "eac", _S.AUCTION, types=_AUCTION_ONLY),
    _phase("opening auction", "09:15-09:20", "e", _S.AUCTION, types=_AUCTION_ONLY),
    _phase("opening match", "09:20-09:22", "em", _S.WAITING_OPEN, _S.AUCTION, types=_AUCTION_ONLY),
    _phase("before the open", "09:22-09:30", "", _S.WAITING_OPEN, _S.AUCTION),
)
_HK_CAS = (
    _phase("closing reference", "16:00-16:01", "", _S.CLOSING_AUCTION_HK),
    _phase("closing auction", "16:01-16:06", "eac", _S.CLOSING_AUCTION_HK, types=_AUCTION_ONLY),
    _phase("closing auction", "16:06-16:08", "e", _S.CLOSING_AUCTION_HK, types=_AUCTION_ONLY),
    _phase("closing match", "16:08-16:10", "em", _S.CLOSING_AUCTION_HK, types=_AUCTION_ONLY),
)
_HK_DAY = (
    _phase("morning", "09:30-12:00", "eacm", _S.MORNING),
    _phase("lunch", "12:00-12:30", "", _S.REST),
    _phase("lunch", "12:30-13:00", "c", _S.REST),
    _phase("afternoon", "13:00-16:00", "eacm", _S.AFTERNOON),
)
_HK_HALF_DAYS = frozenset({date(2026, 12, 24), date(2026, 12, 31)})
_US_HALF_DAYS = frozenset({date(2026, 11, 27), date(2026, 12, 24)})
_HK = ("Hong Kong", "Asia/Hong_Kong")
_NEW_YORK = ("New York", "America/New_York")

PLANS: dict[str, DayPlan] = {
    "hk.stock": DayPlan(*_HK, (*_HK_POS, *_HK_DAY, *_HK_CAS), _HK_HALF_DAYS, _at("12:00")),
    "hk.option": DayPlan(
        *_HK,
        (
            _phase("morning", "09:30-12:00", "eacm", _S.MORNING, _S.FUTURE_DAY_OPEN),
            _phase("lunch", "12:00-13:00", "", _S.REST, _S.FUTURE_DAY_BREAK),
            _phase("afternoon", "13:00-16:00", "eacm", _S.AFTERNOON, _S.FUTURE_DAY_OPEN, _S.FUTURE_AFTERNOON),
        ),
        _HK_HALF_DAYS,
        _at("12:00"),
    ),
    "hk.future": DayPlan(
        *_HK,
        (
            _phase("pre-opening", "08:45-09:15", "eac", _S.FUTURE_DAY_WAIT, _S.AUCTION, types=_OPENING),
            _phase("day session", "09:15-12:00", "eacm", _S.FUTURE_DAY_OPEN, _S.MORNING),
            _phase("break", "12:00-12:30", "", _S.FUTURE_DAY_BREAK, _S.REST),
            _phase(
                "pre-opening", "12:30-13:00", "eac", _S.AUCTION, _S.FUTURE_DAY_BREAK, _S.REST, types=_OPENING
            ),
            _phase(
                "day session", "13:00-16:30", "eacm", _S.FUTURE_AFTERNOON, _S.FUTURE_DAY_OPEN, _S.AFTERNOON
            ),
            _phase("after-hours session", "17:15-27:00", "eacm", _S.NIGHT_OPEN, _S.NIGHT),
        ),
        _HK_HALF_DAYS,
        _at("12:00"),
    ),
    "us.stock": DayPlan(
        *_NEW_YORK,
        (
            _phase("pre-market", "04:00-09:30", "eacm", _S.PRE_MARKET, session=_ETH),
            _phase("regular hours", "09:30-16:00", "eacm", _S.AFTERNOON, _S.MORNING, session=_RTH),
            _phase("after-hours", "16:00-20:00", "eacm", _S.AFTER_HOURS, session=_ETH),
            _phase(
                "overnight",
                "20:00-28:00",
                "eacm",
                _S.OVERNIGHT,
                _S.OVERNIGHT_BEGIN,
                session=TradeSession.OVERNIGHT,
                days=SUNDAY_TO_THURSDAY,
            ),
        ),
        _US_HALF_DAYS,
        _at("13:00"),
    ),
    "us.option": DayPlan(
        *_NEW_YORK,
        (_phase("regular hours", "09:30-16:00", "eacm", _S.AFTERNOON, _S.MORNING, session=_RTH),),
        _US_HALF_DAYS,
        _at("13:00"),
    ),
    "us.future": DayPlan(
        "Chicago",
        "America/Chicago",
        (
            _phase(
                "Globex", "17:00-40:00", "eacm", _S.FUTURE_OPEN, _S.FUTURE_BREAK_OVER, days=SUNDAY_TO_THURSDAY
            ),
        ),
    ),
    "cn.stock": DayPlan(
        "Shanghai",
        "Asia/Shanghai",
        (
            _phase("before the opening call", "09:10-09:15", "ec", _S.WAITING_OPEN, _S.CLOSED, _S.NONE),
            _phase("opening call", "09:15-09:20", "ecm", _S.AUCTION),
            _phase("opening call", "09:20-09:25", "em", _S.AUCTION),
            _phase("before the open", "09:25-09:30", "ec", _S.WAITING_OPEN, _S.AUCTION),
            _phase("morning", "09:30-11:30", "ecm", _S.MORNING),
            _phase("lunch", "11:30-12:55", "", _S.REST),
            _phase("lunch, before the open", "12:55-13:00", "ec", _S.REST),
            _phase("afternoon", "13:00-14:57", "ecm", _S.AFTERNOON),
            _phase("closing call", "14:57-15:00", "em", _S.CLOSE_AUCTION, _S.AFTERNOON),
        ),
    ),
    "sg.stock": DayPlan(
        "Singapore",
        "Asia/Singapore",
        (
            _phase("pre-open", "08:30-08:59", "eac", _S.AUCTION, _S.WAITING_OPEN),
            _phase("opening match", "08:59-09:00", "", _S.WAITING_OPEN, _S.AUCTION),
            _phase("morning", "09:00-12:00", "eacm", _S.MORNING),
            _phase("mid-day break", "12:00-13:00", "eac", _S.REST),
            _phase("afternoon", "13:00-17:00", "eacm", _S.AFTERNOON),
            _phase("pre-close", "17:00-17:05", "eacm", _S.CLOSE_AUCTION),
            _phase("closing match", "17:05-17:06", "", _S.CLOSE_AUCTION),
            _phase("trade at close", "17:06-17:16", "eacm", _S.TRADE_AT_LAST, _S.CLOSE_AUCTION),
        ),
    ),
    "jp.stock": DayPlan(
        "Tokyo",
        "Asia/Tokyo",
        (
            _phase("before the open", "08:00-09:00", "eac", _S.WAITING_OPEN, _S.AUCTION),
            _phase("morning", "09:00-11:30", "eacm", _S.MORNING),
            _phase("lunch", "11:30-12:05", "", _S.REST),
            _phase("lunch, before the open", "12:05-12:30", "eac", _S.REST),
            _phase("afternoon", "12:30-15:25", "eacm", _S.AFTERNOON),
            _phase("closing auction", "15:25-15:30", "eacm", _S.CLOSE_AUCTION, _S.AFTERNOON),
        ),
    ),
    "my.stock": DayPlan(
        "Kuala Lumpur",
        "Asia/Kuala_Lumpur",
        (
            _phase("pre-opening", "08:30-09:00", "eac", _S.WAITING_OPEN, _S.AUCTION),
            _phase("morning", "09:00-12:30", "eacm", _S.MORNING),
            _phase("lunch", "12:30-14:00", "", _S.REST),
            _phase("pre-opening", "14:00-14:30", "eac", _S.AUCTION, _S.REST),
            _phase("afternoon", "14:30-16:45", "eacm", _S.AFTERNOON),
            _phase("pre-close", "16:45-16:50", "eacm", _S.CLOSE_AUCTION),
            _phase("trading at last", "16:50-17:00", "eacm", _S.TRADE_AT_LAST, _S.CLOSE_AUCTION),
        ),
    ),
}
"""By market and kind; of the others only the state that OpenD reports is known."""
