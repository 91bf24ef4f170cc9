"""Warrants and CBBCs of the simulated market. They are invented in the form real ones have.

They live for months only, so the table says how far away their ends are, and a run turns that into days.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import exp
from typing import NamedTuple

from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType, zone_of
from tui.domain.sessions import CalendarMarket
from tui.domain.ticks import LADDERS
from tui.sim.listings import pricing
from tui.sim.listings.calendar import days_before
from tui.sim.listings.universe import Listing, Universe, WarrantTerms

CALL, PUT, BULL, BEAR = WarrantType.CALL, WarrantType.PUT, WarrantType.BULL, WarrantType.BEAR
RATE = 0.03
_FINANCING = 0.055
"""What issuers of CBBCs charge a year."""
_HK_MAIN = 1
_ACTIVITY = 0.25
_CLOSE = time(16)
_YEAR_S = pricing.DAYS_A_YEAR * 86_400
_LEAST = 0.01
_MILLION = 1_000_000
_SOON = timedelta(days=60)
_RENEWED_MONTHS = 6
_RENEWED_BEFORE = timedelta(days=75)
"""So long before the run a warrant with a later end was listed."""
_MONTHS_ZH = "一二三四五六七八九十甲乙"


class _Row(NamedTuple):
    """One warrant; its end is counted in months from the run, its listing in days before it."""

    code: str
    owner: str
    type: WarrantType
    issuer: str
    strike: str
    recovery: str
    """Call level of a CBBC, "" for the others."""
    ratio: int
    lot: int
    volatility: float
    """At which the issuer quotes; 0 for a CBBC."""
    months: int
    days: int
    issued: int
    """Millions."""
    street: float
    """Per cent."""


_ROWS = (
    _Row("13401", "00700", CALL, "JP", "520.00", "", 100, 10000, 0.34, 6, 40, 150, 12.4),
    _Row("13855", "00700", CALL, "UB", "560.50", "", 100, 10000, 0.36, 4, 75, 120, 31.7),
    _Row("14207", "00700", CALL, "HS", "480.88", "", 100, 10000, 0.33, 9, 20, 100, 4.9),
    _Row("14663", "00700", PUT, "SG", "450.00", "", 100, 10000, 0.37, 5, 55, 80, 8.3),
    _Row("15012", "00700", PUT, "BI", "500.20", "", 100, 10000, 0.35, 7, 5, 90, 0.6),
    _Row("56210", "00700", BULL, "JP", "440.00", "445.00", 500, 50000, 0.0, 10, 30, 60, 22.1),
    _Row("57144", "00700", BEAR, "SG", "540.00", "535.00", 500, 50000, 0.0, 8, 12, 60, 6.8),
    _Row("16520", "09988", CALL, "MS", "150.10", "", 10, 1000, 0.45, 5, 90, 200, 45.2),
    _Row("16988", "09988", CALL, "GJ", "165.00", "", 10, 1000, 0.47, 8, 33, 150, 17.0),
    _Row("17345", "09988", PUT, "UB", "130.00", "", 10, 1000, 0.46, 6, 61, 100, 9.5),
    _Row("58031", "09988", BULL, "BI", "125.00", "128.00", 100, 10000, 0.0, 7, 18, 80, 14.4),
    _Row("18109", "00005", CALL, "HS", "135.05", "", 50, 20000, 0.22, 7, 48, 80, 3.1),
    _Row("18476", "00005", PUT, "BP", "115.00", "", 50, 20000, 0.24, 6, 22, 60, 1.2),
    _Row("58877", "00005", BULL, "UB", "112.00", "114.00", 100, 40000, 0.0, 11, 66, 70, 10.7),
    _Row("19230", "800000", CALL, "JP", "27000", "", 10000, 10000, 0.22, 4, 25, 300, 28.8),
    _Row("19588", "800000", CALL, "SG", "26000", "", 10000, 10000, 0.21, 3, 50, 300, 52.6),
    _Row("20114", "800000", PUT, "BI", "24800", "", 10000, 10000, 0.24, 5, 37, 250, 19.9),
    _Row("60325", "800000", BULL, "UB", "24400", "24500", 10000, 10000, 0.0, 9, 15, 200, 33.3),
    _Row("61290", "800000", BULL, "HS", "23800", "23900", 10000, 10000, 0.0, 12, 44, 200, 7.5),
    _Row("62811", "800000", BEAR, "JP", "27400", "27300", 10000, 10000, 0.0, 6, 9, 200, 24.0),
    _Row("63477", "800000", BEAR, "SG", "28100", "28000", 10000, 10000, 0.0, 10, 70, 200, 5.2),
)  # fmt: skip
_OWNERS = {
    "00700": ("TENCT", "騰訊"),
    "09988": ("ALIBA", "阿里"),
    "00005": ("HSBC", "滙豐"),
    "800000": ("HSI", "恒指"),
}
_ISSUERS_ZH = {
    "JP": "摩通",
    "UB": "瑞銀",
    "HS": "滙豐",
    "SG": "法興",
    "BI": "中銀",
    "MS": "摩利",
    "GJ": "國君",
    "BP": "法巴",
}
_MARKS = {CALL: ("@EC", "購"), PUT: ("@EP", "沽"), BULL: ("RC", "牛"), BEAR: ("RP", "熊")}


@dataclass(frozen=True, slots=True)
class WarrantValue:
    """What an issuer quotes for a warrant when the underlying stands somewhere."""

    id: SecurityId
    """The underlying."""
    type: WarrantType
    strike: float
    ends: float
    """Unix seconds."""
    volatility: float
    ratio: float

    def price(self, own_close: float, followed_close: float, spot: float, at: float) -> float:
        """Return the worth of one warrant, never less than the lowest price there is."""
        del own_close, followed_close
        return max(self._whole(spot, at) / self.ratio, _LEAST)

    def _whole(self, spot: float, at: float) -> float:
        """What the warrants for one underlying are worth."""
        years = max((self.ends - at) / _YEAR_S, 0.0)
        if self.type in (CALL, PUT):
            return pricing.price(self.type is CALL, spot, self.strike, years, self.volatility, RATE)
        inside = spot - self.strike if self.type is BULL else self.strike - spot
        return max(inside, 0.0) + self.strike * (1 - exp(-_FINANCING * years))


class WarrantBoard:
    """The warrants of a run."""

    def __init__(self, universe: Universe, start: float) -> None:
        today = datetime.fromtimestamp(start, zone_of(Market.HK)).date()
        self._listings: dict[SecurityId, Listing] = {}
        for place, row in enumerate(_ROWS):
            owner = universe.find(SecurityId(Market.HK, row.owner))
            if owner is not None:
                listing = _listing(row, owner, today, chr(ord("A") + place % 6))
                self._listings[listing.id] = listing

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a warrant by its code."""
        return self._listings.get(security_id)

    def listed(self) -> tuple[Listing, ...]:
        """Return all of them."""
        return tuple(self._listings.values())


def _listing(row: _Row, owner: Listing, today: date, letter: str) -> Listing:
    maturity = _months_later(today, row.months)
    terms = WarrantTerms(
        type=row.type,
        strike=Decimal(row.strike),
        conversion_rate=Decimal(row.ratio),
        maturity=maturity,
        issuer=row.issuer,
        issue_volume=row.issued * _MILLION,
        street_volume=int(row.issued * _MILLION * row.street / 100) // row.lot * row.lot,
        recovery_price=Decimal(row.recovery) if row.recovery else None,
    )
    value = WarrantValue(
        owner.id, row.type, float(row.strike), _closing(maturity), row.volatility, float(row.ratio)
    )
    spot = float(owner.prev_close)
    worth = value.price(0.0, spot, spot, _closing(next(days_before(CalendarMarket.HK, today))))
    name_en, name_zh = _names(owner.id, terms, letter)
    return Listing(
        id=SecurityId(Market.HK, row.code),
        type=SecurityType.WARRANT,
        name_en=name_en,
        name_zh=name_zh,
        lot=row.lot,
        prev_close=LADDERS["hk.part_e"].nearest(Decimal(repr(round(worth, 6)))),
        listed_on=today - timedelta(days=row.days),
        exchange=_HK_MAIN,
        activity=_ACTIVITY,
        owner=owner.id,
        follows=value,
        last_trade_day=_day_before(maturity, 1 if terms.recovery_price is not None else 4),
        warrant=terms,
    )


def renewed(universe: Universe, start: float) -> Universe:
    """Return a universe in which no warrant that it always lists ends soon after the start, or before it.

    Such a one gets a later end, and the name that tells of it.
    """
    today = datetime.fromtimestamp(start, zone_of(Market.HK)).date()
    if not any(_ends_soon(listing, today) for listing in universe):
        return universe
    return Universe(
        _renewed(listing, today) if _ends_soon(listing, today) else listing for listing in universe
    )


def _ends_soon(listing: Listing, today: date) -> bool:
    return listing.warrant is not None and listing.warrant.maturity < today + _SOON


def _renewed(listing: Listing, today: date) -> Listing:
    assert listing.warrant is not None
    assert listing.owner is not None
    terms = replace(listing.warrant, maturity=_months_later(today, _RENEWED_MONTHS))
    names = listing.name_en, listing.name_zh
    letter = listing.name_en[-1:]
    if "A" <= letter <= "Z" and names == _names(listing.owner, listing.warrant, letter):
        names = _names(listing.owner, terms, letter)
    return replace(
        listing, name_en=names[0], name_zh=names[1], warrant=terms, listed_on=today - _RENEWED_BEFORE
    )


def _names(owner: SecurityId, terms: WarrantTerms, letter: str) -> tuple[str, str]:
    """UB-TENCT@EC2704A and 騰訊瑞銀七四購A; of a bull HS#TENCTRC2712B and 騰訊滙豐七乙牛B."""
    owner_en, owner_zh = _OWNERS[owner.symbol]
    mark_en, mark_zh = _MARKS[terms.type]
    joint = "-" if terms.type in (CALL, PUT) else "#"
    maturity = terms.maturity
    end_zh = "〇一二三四五六七八九"[maturity.year % 10] + _MONTHS_ZH[maturity.month - 1]
    return (
        f"{terms.issuer}{joint}{owner_en}{mark_en}{maturity:%y%m}{letter}",
        f"{owner_zh}{_ISSUERS_ZH[terms.issuer]}{end_zh}{mark_zh}{chr(ord(letter) + 0xFEE0)}",
    )


def _months_later(today: date, months: int) -> date:
    """Return the last trading day of the month that comes so many months later."""
    place = today.year * 12 + today.month - 1 + months
    year, month = divmod(place + 1, 12)
    return _day_before(date(year, month + 1, 1), 1)


def _day_before(day: date, count: int) -> date:
    days = days_before(CalendarMarket.HK, day)
    for _ in range(count - 1):
        next(days)
    return next(days)


def _closing(day: date) -> float:
    return datetime.combine(day, _CLOSE, zone_of(Market.HK)).timestamp()
