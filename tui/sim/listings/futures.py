"""Futures: the main contracts, which are in the table of listings, and their months, which depend on the day.

Sizes, ticks and sessions are those of the exchanges in late 2026; prices are plausible, not quotations.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tui.domain.futures import FutureSession, FutureTerms
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType, currency_of, zone_of
from tui.domain.tick_tables import FUTURE_TICKS
from tui.domain.ticks import Ladder
from tui.sim.listings.future_months import (
    Month,
    Months,
    index_months_hk,
    index_months_us,
    metal_months,
    oil_months,
)
from tui.sim.listings.universe import Following, Listing, Universe

HSI = SecurityId(Market.HK, "800000")
HSCEI = SecurityId(Market.HK, "800100")
HSTECH = SecurityId(Market.HK, "800700")
_SPY = SecurityId(Market.US, "SPY")
_QQQ = SecurityId(Market.US, "QQQ")
_HKEX, _NYMEX, _COMEX, _CBOT, _CME = 3, 9, 10, 11, 12
_MAIN = "main"
_MONTH_ACTIVITY = 0.15
_LISTED_DAYS = 360
_LEAST_LISTED_DAYS = 14
# The evening belongs to the next trading day.
_HK_SESSIONS = (FutureSession(-405, 180), FutureSession(555, 720), FutureSession(780, 990))
_US_SESSIONS = (FutureSession(-360, 1020),)


@dataclass(frozen=True, slots=True)
class FutureClass:
    """All contracts of one root."""

    root: str
    market: Market
    name_en: str
    name_zh: str
    multiplier: int
    close: str
    """Of the main contract."""
    exchange: int
    exchange_name: str
    owner_name: str
    months: Months
    carry: float
    """What a year adds to the price, as a part of it."""
    listed: str
    activity: float
    follows: Following | None = None
    kind: str = "Stock index future"
    size_unit: str = ""
    quote_unit: str = "point"
    url: str = ""

    @property
    def main(self) -> SecurityId:
        """The code that always stands for the nearest month."""
        return SecurityId(self.market, self.root + _MAIN)

    @property
    def tick(self) -> Decimal:
        """Smallest step of the price."""
        return FUTURE_TICKS[self.root]

    @property
    def owner(self) -> SecurityId | None:
        """The underlying, where it is a listing."""
        followed = None if self.follows is None else self.follows.id
        return followed if self.market is Market.HK else None

    def listing(self) -> Listing:
        """Return the main contract."""
        return Listing(
            id=self.main,
            type=SecurityType.FUTURE,
            name_en=f"{self.name_en} (Main)",
            name_zh=f"{self.name_zh}{'主連' if self.market is Market.HK else '主连'}",
            lot=self.multiplier,
            prev_close=Decimal(self.close),
            listed_on=date.fromisoformat(self.listed),
            exchange=self.exchange,
            activity=self.activity,
            follows=self.follows,
            main_contract=True,
            rule=Ladder.flat(self.tick),
        )

    def month(self, main: Listing, month: Month, front: Month, today: date) -> Listing:
        """Return one month, whose price hangs on the main contract's."""
        years = (month.last_day - front.last_day).days / 365
        close = main.ladder.nearest(main.prev_close * Decimal(repr(1 + self.carry * years)))
        oldest = today - timedelta(days=_LEAST_LISTED_DAYS)
        return Listing(
            id=SecurityId(self.market, self.root + month.code),
            type=SecurityType.FUTURE,
            name_en=f"{self.name_en} ({month.code})",
            name_zh=f"{self.name_zh}{month.code}",
            lot=self.multiplier,
            prev_close=close,
            listed_on=min(month.last_day - timedelta(days=_LISTED_DAYS), oldest),
            exchange=self.exchange,
            activity=_MONTH_ACTIVITY,
            follows=Following(main.id, float(close / main.prev_close)),
            last_trade_day=month.last_day,
            rule=main.ladder,
        )


def _hk(
    root: str, name_en: str, name_zh: str, multiplier: int, close: str, owner: SecurityId,
    owner_name: str, listed: str, activity: float,
) -> FutureClass:  # fmt: skip
    return FutureClass(
        root, Market.HK, name_en, name_zh, multiplier, close, _HKEX, "HKEX", owner_name, index_months_hk,
        0.015, listed, activity, Following(owner, 1.0), size_unit=f"HKD {multiplier} a point",
        url="https://www.hkex.com.hk/Products/Listed-Derivatives/Equity-Index",
    )  # fmt: skip


def _us(
    root: str, name_en: str, name_zh: str, multiplier: int, close: str, owner_name: str, listed: str,
    activity: float, follows: Following | None, exchange: int = _CME, exchange_name: str = "CME",
) -> FutureClass:  # fmt: skip
    return FutureClass(
        root, Market.US, name_en, name_zh, multiplier, close, exchange, exchange_name, owner_name,
        index_months_us, 0.04, listed, activity, follows, size_unit=f"USD {multiplier} a point",
        url="https://www.cmegroup.com/markets/equities.html",
    )  # fmt: skip


CLASSES = (
    _hk("MHI", "Mini-Hang Seng Index Futures", "小型恒指", 10, "25918", HSI, "Hang Seng Index",
        "2000-10-09", 1.4),
    _hk("HSI", "Hang Seng Index Futures", "恒指期貨", 50, "25918", HSI, "Hang Seng Index",
        "1986-05-06", 1.2),
    _hk("HHI", "HSCEI Futures", "國指期貨", 50, "9193", HSCEI, "Hang Seng China Enterprises Index",
        "2003-12-08", 0.5),
    _hk("MCH", "Mini-HSCEI Futures", "小型國指", 10, "9193", HSCEI, "Hang Seng China Enterprises Index",
        "2008-03-31", 0.4),
    _hk("HTI", "Hang Seng TECH Index Futures", "科指期貨", 50, "5473", HSTECH, "Hang Seng TECH Index",
        "2020-11-23", 0.5),
    _us("ES", "E-mini S&P 500 Futures", "标普500期货", 50, "6908.50", "S&P 500", "1997-09-09", 0.6,
        Following(_SPY, 10.02)),
    _us("MES", "Micro E-mini S&P 500 Futures", "微型标普500期货", 5, "6908.50", "S&P 500", "2019-05-06", 0.5,
        Following(_SPY, 10.02)),
    _us("NQ", "E-mini Nasdaq-100 Futures", "纳指100期货", 20, "25760.25", "Nasdaq-100", "1999-06-21", 0.6,
        Following(_QQQ, 41.23)),
    _us("MNQ", "Micro E-mini Nasdaq-100 Futures", "微型纳指100期货", 2, "25760.25", "Nasdaq-100",
        "2019-05-06", 0.5, Following(_QQQ, 41.23)),
    _us("YM", "E-mini Dow Futures", "道琼斯期货", 5, "47310", "Dow Jones Industrial Average", "2002-04-05",
        0.4, Following(_SPY, 61.0), _CBOT, "CBOT"),
    FutureClass(
        "CL", Market.US, "Crude Oil Futures", "原油期货", 1000, "59.44", _NYMEX, "NYMEX", "WTI crude oil",
        oil_months, -0.02, "1983-03-30", 0.5, kind="Commodity future", size_unit="barrel",
        quote_unit="USD a barrel", url="https://www.cmegroup.com/markets/energy.html",
    ),
    FutureClass(
        "GC", Market.US, "Gold Futures", "黄金期货", 100, "4078.3", _COMEX, "COMEX", "Gold", metal_months,
        0.035, "1974-12-31", 0.5, kind="Commodity future", size_unit="troy ounce",
        quote_unit="USD an ounce", url="https://www.cmegroup.com/markets/metals.html",
    ),
)  # fmt: skip

MAINS = tuple(each.listing() for each in CLASSES)
"""The main contracts."""


class FutureBoard:
    """The months of a run."""

    def __init__(self, universe: Universe, start: float) -> None:
        self._universe = universe
        self._start = start
        self._months: dict[SecurityId, Listing] = {}
        self._classes: dict[SecurityId, FutureClass] = {}
        self._of_main: dict[SecurityId, tuple[Listing, ...]] = {}
        for each in CLASSES:
            main = universe.find(each.main)
            if main is not None:
                self._list(each, main)

    def _list(self, each: FutureClass, main: Listing) -> None:
        today = datetime.fromtimestamp(self._start, zone_of(each.market)).date()
        months = each.months(today)
        listings = tuple(each.month(main, month, months[0], today) for month in months)
        self._of_main[main.id] = listings
        self._months |= {listing.id: listing for listing in listings}
        self._classes |= {listing.id: each for listing in (main, *listings)}

    def find(self, security_id: SecurityId) -> Listing | None:
        """Return a month by its code."""
        return self._months.get(security_id)

    def listed(self) -> tuple[Listing, ...]:
        """Return all months."""
        return tuple(self._months.values())

    def months_of(self, main: SecurityId) -> tuple[Listing, ...]:
        """Return the months of a main contract, the nearest first; none for any other code."""
        return self._of_main.get(main, ())

    def terms(self, listing: Listing, language: str) -> FutureTerms | None:
        """Return the terms of a contract, None for what is no future of this board."""
        each = self._classes.get(listing.id)
        if each is None:
            return None
        months = self.months_of(listing.id)
        hong_kong = each.market is Market.HK
        return FutureTerms(
            id=listing.id,
            name=listing.name(language),
            last_trade_on=listing.last_trade_day,
            owner=each.owner,
            owner_name=each.owner_name,
            exchange=each.exchange_name,
            kind=each.kind,
            size=Decimal(each.multiplier),
            size_unit=each.size_unit,
            currency=currency_of(each.market).name,
            tick=each.tick,
            tick_unit=each.quote_unit,
            quote_unit=each.quote_unit,
            sessions=_HK_SESSIONS if hong_kong else _US_SESSIONS,
            zone="CCT" if hong_kong else "ET",
            url=each.url,
            origin=months[0].id if months else None,
        )
