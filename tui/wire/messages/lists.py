"""Requests and replies about lists of the market: plates, warrants, futures, screens, new listings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from tui.domain.extras import PriceBounds, WarrantType
from tui.domain.futures import FutureTerms, ReferenceKind
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.ipos import Ipo
from tui.domain.markets import Market
from tui.domain.plates import Plate, PlateKind, PlatesOfSecurity
from tui.domain.ranges import ANY, Range
from tui.domain.screens import (
    AccumulatedFilter,
    FinancialFilter,
    IndicatorFilter,
    PatternFilter,
    PresentFilter,
    ScreenedStock,
)
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, ListingPeriod, Warrant, WarrantStatus
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId

# ---- plates


@dataclass(frozen=True, slots=True)
class GetPlates(Request[tuple[Plate, ...]]):
    """The plates of a market (3204)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_PLATE_SET
    market: Market
    kind: PlateKind = PlateKind.ALL


@dataclass(frozen=True, slots=True)
class GetMembers(Request[tuple[Instrument, ...]]):
    """The members of a plate or an index (3205)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_PLATE_SECURITY
    plate: SecurityId
    sort: SortField = SortField.CODE
    ascending: bool = True


@dataclass(frozen=True, slots=True)
class GetPlatesOf(Request[tuple[PlatesOfSecurity, ...]]):
    """The plates that up to 200 securities belong to (3207)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_OWNER_PLATE
    ids: tuple[SecurityId, ...]


# ---- relatives and futures


@dataclass(frozen=True, slots=True)
class GetReferences(Request[tuple[Instrument, ...]]):
    """The warrants of a security, or the months of a main contract (3206)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_REFERENCE
    id: SecurityId
    kind: ReferenceKind


@dataclass(frozen=True, slots=True)
class GetFutureTerms(Request[tuple[FutureTerms, ...]]):
    """The terms of up to 200 futures (3218)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_FUTURE_INFO
    ids: tuple[SecurityId, ...]


# ---- warrants


@dataclass(frozen=True, slots=True)
class WarrantFilter:
    """What warrants must be like; what is left out does not filter. Rates and premiums are percent."""

    owner: SecurityId | None = None
    types: tuple[WarrantType, ...] = ()
    issuers: tuple[Issuer, ...] = ()
    maturity_from: date | None = None
    maturity_to: date | None = None
    listed: ListingPeriod = ListingPeriod.UNKNOWN
    moneyness: PriceBounds = PriceBounds.UNKNOWN
    status: WarrantStatus = WarrantStatus.UNKNOWN
    last: Range = ANY
    strike: Range = ANY
    street_rate: Range = ANY
    conversion_ratio: Range = ANY
    volume: Range = ANY
    premium: Range = ANY
    leverage: Range = ANY
    delta: Range = ANY
    implied_volatility: Range = ANY
    recovery_price: Range = ANY
    recovery_distance: Range = ANY


@dataclass(frozen=True, slots=True)
class WarrantPage:
    """Some of the warrants that pass a filter."""

    warrants: tuple[Warrant, ...]
    total: int
    """How many pass, on all pages."""
    last_page: bool


@dataclass(frozen=True, slots=True)
class GetWarrants(Request[WarrantPage]):
    """Warrants and CBBCs by filter (3210), at most 200 a page; Hong Kong only."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_WARRANT
    filter: WarrantFilter = WarrantFilter()
    sort: SortField = SortField.CODE
    ascending: bool = True
    begin: int = 0
    count: int = 200


# ---- screens


@dataclass(frozen=True, slots=True)
class ScreenPage:
    """Some of the stocks that pass a screen."""

    stocks: tuple[ScreenedStock, ...]
    total: int
    """How many pass, on all pages."""
    last_page: bool


@dataclass(frozen=True, slots=True)
class ScreenStocks(Request[ScreenPage]):
    """Stocks by filters (3215), at most 200 a page; a stock must pass all of them."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_STOCK_FILTER
    market: Market
    plate: SecurityId | None = None
    present: tuple[PresentFilter, ...] = ()
    accumulated: tuple[AccumulatedFilter, ...] = ()
    financial: tuple[FinancialFilter, ...] = ()
    patterns: tuple[PatternFilter, ...] = ()
    indicators: tuple[IndicatorFilter, ...] = ()
    begin: int = 0
    count: int = 200


# ---- new listings


@dataclass(frozen=True, slots=True)
class GetIpos(Request[tuple[Ipo, ...]]):
    """New listings to come in a market (3217)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_IPO_LIST
    market: Market
