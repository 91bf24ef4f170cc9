"""Trading days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tui.domain.numbered import NumberedEnum


class CalendarMarket(NumberedEnum):
    """Whose calendar (numbers of TradeDateMarket)."""

    UNKNOWN = 0
    HK = 1
    US = 2
    CN = 3
    NORTHBOUND = 4
    SOUTHBOUND = 5
    JP_FUTURE = 6
    SG_FUTURE = 7
    SG = 8
    MY = 9
    JP = 10


class DayKind(NumberedEnum):
    """Whole or half day (numbers of TradeDateType)."""

    UNKNOWN = -1
    WHOLE = 0
    MORNING = 1
    AFTERNOON = 2


@dataclass(frozen=True, slots=True)
class TradingDay:
    """One day on which the market opens."""

    day: date
    kind: DayKind
