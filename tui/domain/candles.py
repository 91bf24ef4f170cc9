"""Candles and the intraday line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.domain.numbered import NumberedEnum


class CandleType(NumberedEnum):
    """Length of a bar (numbers of KLType; subscriptions number them differently)."""

    UNKNOWN = 0
    K_1M = 1
    K_DAY = 2
    K_WEEK = 3
    K_MONTH = 4
    K_YEAR = 5
    K_5M = 6
    K_15M = 7
    K_30M = 8
    K_60M = 9
    K_3M = 10
    K_QUARTER = 11
    K_10M = 12
    K_120M = 13
    K_180M = 14
    K_240M = 15

    @property
    def minutes(self) -> int | None:
        """Minutes a bar, None for a day and longer."""
        return _MINUTES.get(self)


_MINUTES = {
    CandleType.K_1M: 1,
    CandleType.K_3M: 3,
    CandleType.K_5M: 5,
    CandleType.K_10M: 10,
    CandleType.K_15M: 15,
    CandleType.K_30M: 30,
    CandleType.K_60M: 60,
    CandleType.K_120M: 120,
    CandleType.K_180M: 180,
    CandleType.K_240M: 240,
}


class Rehab(NumberedEnum):
    """Adjustment of past prices for corporate actions (numbers of RehabType)."""

    UNKNOWN = -1
    NONE = 0
    FORWARD = 1
    BACKWARD = 2


@dataclass(frozen=True, slots=True)
class Candle:
    """One bar. Minute bars are stamped with their end, longer ones with their first moment's date."""

    at: datetime
    """Aware, in the exchange's zone; midnight for a day and longer."""
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    close: Decimal | None
    prev_close: Decimal | None
    volume: int | Decimal
    turnover: Decimal
    change_percent: Decimal | None = None
    turnover_rate: Decimal | None = None
    """Fraction here (0.006 means 0.6 %), unlike in quotes."""
    blank: bool = False
    """True when nothing traded in the slot."""


@dataclass(frozen=True, slots=True)
class MinutePoint:
    """One point of the intraday line."""

    at: datetime
    minute: int
    """Minutes since local midnight."""
    price: Decimal | None
    prev_close: Decimal | None
    average_price: Decimal | None
    volume: int | Decimal
    turnover: Decimal
    blank: bool = False
