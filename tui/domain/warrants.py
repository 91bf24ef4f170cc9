"""Derivative warrants and callable bull/bear contracts of Hong Kong. Numbers are OpenD's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.extras import WarrantExtras
from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class WarrantStatus(NumberedEnum):
    """Trading state of a warrant (numbers of WarrantStatus)."""

    UNKNOWN = 0
    NORMAL = 1
    SUSPENDED = 2
    STOPPED = 3
    TO_BE_LISTED = 4


class ListingPeriod(NumberedEnum):
    """When something was or will be listed (numbers of IpoPeriod)."""

    UNKNOWN = 0
    TODAY = 1
    TOMORROW = 2
    NEXT_WEEK = 3
    LAST_WEEK = 4
    LAST_MONTH = 5


class Issuer(NumberedEnum):
    """Who issued a warrant (numbers of Issuer)."""

    UNKNOWN = 0
    SG = 1
    BP = 2
    CS = 3
    CT = 4
    EA = 5
    GS = 6
    HS = 7
    JP = 8
    MB = 9
    SC = 10
    UB = 11
    BI = 12
    DB = 13
    DC = 14
    ML = 15
    NM = 16
    RB = 17
    RS = 18
    BC = 19
    HT = 20
    VT = 21
    KC = 22
    MS = 23
    GJ = 24
    XZ = 25
    HU = 26
    KS = 27
    CI = 28


@dataclass(frozen=True, slots=True)
class Warrant:
    """One warrant with its prices and terms, as a list of warrants tells them (3210)."""

    id: SecurityId
    name: str
    issuer: Issuer
    lot: int
    listed_on: date | None
    status: WarrantStatus
    terms: WarrantExtras
    """What it promises and what follows from that at the present price."""
    last: Decimal | None
    prev_close: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None
    high: Decimal | None
    low: Decimal | None
    amplitude: Decimal | None
    """Percent."""
    bid: Decimal | None
    ask: Decimal | None
    bid_volume: int
    ask_volume: int
    volume: int
    turnover: Decimal
    effective_leverage: Decimal | None
    """Leverage times delta."""
