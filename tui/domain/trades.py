"""Trades on the tape."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.domain.numbered import NumberedEnum


class TradeDirection(NumberedEnum):
    """Who crossed the spread (numbers of TickerDirection)."""

    UNKNOWN = 0
    BUY = 1
    SELL = 2
    NEUTRAL = 3


class TradeKind(NumberedEnum):
    """How the trade came about (numbers of TickerType; the rarer ones read as UNKNOWN)."""

    UNKNOWN = 0
    AUTOMATCH = 1
    LATE = 2
    NON_AUTOMATCH = 3
    INTER_AUTOMATCH = 4
    INTER_NON_AUTOMATCH = 5
    ODD_LOT = 6
    AUCTION = 7


@dataclass(frozen=True, slots=True)
class Trade:
    """One print: never conflated, never dropped silently."""

    sequence: int
    at: datetime | None
    price: Decimal
    volume: int | Decimal
    turnover: Decimal
    direction: TradeDirection
    kind: TradeKind = TradeKind.UNKNOWN
