"""Warrants and CBBCs by filter 3210."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tui.domain.extras import PriceBounds, WarrantExtras, WarrantType
from tui.domain.markets import zone_of
from tui.domain.ranges import Range
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, ListingPeriod, Warrant, WarrantStatus
from tui.pb import Qot_GetWarrant_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.lists import GetWarrants, WarrantFilter, WarrantPage
from tui.wire.numbers import (
    amount_or_zero,
    decimal_from_wire,
    decimal_or_none,
    optional_decimal,
    price_or_none,
    put_decimal,
    wire_float,
)
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_owner, write_id, write_owner
from tui.wire.text import clean
from tui.wire.times import day_stamp, read_date, write_date

_sort_field = reader(SortField)
_type = reader(WarrantType)
_issuer = reader(Issuer)
_status = reader(WarrantStatus)
_period = reader(ListingPeriod)
_bounds = reader(PriceBounds)
_RANGES = {
    "last": "curPrice",
    "strike": "strikePrice",
    "street_rate": "street",
    "conversion_ratio": "conversion",
    "volume": "vol",
    "premium": "premium",
    "leverage": "leverageRatio",
    "delta": "delta",
    "implied_volatility": "implied",
    "recovery_price": "recoveryPrice",
    "recovery_distance": "priceRecoveryRatio",
}
"""Ranges of the filter and what their fields are called on the wire, before Min and Max."""
_WHOLE = frozenset({"vol"})
"""Those that are integers there."""


# ---- what is asked


def _write_request(request: GetWarrants, c2s: Qot_GetWarrant_pb2.C2S) -> None:
    c2s.begin = request.begin
    c2s.num = request.count
    c2s.sortField = request.sort
    c2s.ascend = request.ascending
    wanted = request.filter
    if wanted.owner is not None:
        write_id(c2s.owner, wanted.owner)
    c2s.typeList.extend(wanted.types)
    c2s.issuerList.extend(wanted.issuers)
    if wanted.maturity_from is not None:
        c2s.maturityTimeMin = write_date(wanted.maturity_from)
    if wanted.maturity_to is not None:
        c2s.maturityTimeMax = write_date(wanted.maturity_to)
    if wanted.listed is not ListingPeriod.UNKNOWN:
        c2s.ipoPeriod = wanted.listed
    if wanted.moneyness is not PriceBounds.UNKNOWN:
        c2s.priceType = wanted.moneyness
    if wanted.status is not WarrantStatus.UNKNOWN:
        c2s.status = wanted.status
    for name, field in _RANGES.items():
        _write_range(c2s, field, getattr(wanted, name))


def _read_request(c2s: Qot_GetWarrant_pb2.C2S) -> GetWarrants:
    ranges = {name: _read_range(c2s, field) for name, field in _RANGES.items()}
    return GetWarrants(
        filter=WarrantFilter(
            owner=read_id(c2s.owner) if c2s.HasField("owner") else None,
            types=tuple(map(_type, capped(c2s.typeList))),
            issuers=tuple(map(_issuer, capped(c2s.issuerList))),
            maturity_from=read_date(c2s.maturityTimeMin),
            maturity_to=read_date(c2s.maturityTimeMax),
            listed=_period(c2s.ipoPeriod),
            moneyness=_bounds(c2s.priceType),
            status=_status(c2s.status),
            **ranges,
        ),
        sort=_sort_field(c2s.sortField),
        ascending=c2s.ascend,
        begin=c2s.begin,
        count=c2s.num,
    )


def _write_range(c2s: Qot_GetWarrant_pb2.C2S, field: str, wanted: Range) -> None:
    for end, bound in (("Min", wanted.low), ("Max", wanted.high)):
        if bound is not None:
            setattr(c2s, field + end, int(bound) if field in _WHOLE else float(bound))


def _read_range(c2s: Qot_GetWarrant_pb2.C2S, field: str) -> Range:
    return Range(_bound(c2s, field + "Min"), _bound(c2s, field + "Max"))


def _bound(c2s: Any, field: str) -> Decimal | None:
    return decimal_from_wire(float(getattr(c2s, field))) if c2s.HasField(field) else None


# ---- what is answered


def _write_page(page: WarrantPage, response: Qot_GetWarrant_pb2.Response) -> None:
    response.s2c.lastPage = page.last_page
    response.s2c.allCount = page.total
    for warrant in page.warrants:
        row = response.s2c.warrantDataList.add()
        _write_prices(row, warrant)
        _write_terms(row, warrant.terms, zone_of(warrant.id.market))


def _write_prices(row: Qot_GetWarrant_pb2.WarrantData, warrant: Warrant) -> None:
    write_id(row.stock, warrant.id)
    row.name = warrant.name
    row.issuer = warrant.issuer
    row.lotSize = warrant.lot
    row.listTime = write_date(warrant.listed_on)
    if warrant.listed_on is not None:
        row.listTimestamp = day_stamp(warrant.listed_on, zone_of(warrant.id.market))
    row.status = warrant.status
    row.curPrice = wire_float(warrant.last)
    row.lastClosePrice = wire_float(warrant.prev_close)
    row.priceChangeVal = wire_float(warrant.change)
    row.changeRate = wire_float(warrant.change_percent)
    row.highPrice = wire_float(warrant.high)
    row.lowPrice = wire_float(warrant.low)
    row.amplitude = wire_float(warrant.amplitude)
    row.bidPrice = wire_float(warrant.bid)
    row.askPrice = wire_float(warrant.ask)
    row.bidVol = warrant.bid_volume
    row.askVol = warrant.ask_volume
    row.volume = warrant.volume
    row.turnover = wire_float(warrant.turnover)
    row.effectiveLeverage = wire_float(warrant.effective_leverage)


def _write_terms(row: Qot_GetWarrant_pb2.WarrantData, terms: WarrantExtras, zone: ZoneInfo) -> None:
    write_owner(row.owner, terms.owner)
    row.type = terms.type
    row.maturityTime = write_date(terms.maturity)
    if terms.maturity is not None:
        row.maturityTimestamp = day_stamp(terms.maturity, zone)
    row.lastTradeTime = write_date(terms.last_trade_day)
    if terms.last_trade_day is not None:
        row.lastTradeTimestamp = day_stamp(terms.last_trade_day, zone)
    row.strikePrice = wire_float(terms.strike)
    row.conversionRatio = wire_float(terms.conversion_rate)
    row.conversionPrice = wire_float(terms.conversion_price)
    row.issueSize = terms.issue_volume
    row.streetVol = terms.street_volume
    row.streetRate = wire_float(terms.street_rate)
    row.premium = wire_float(terms.premium)
    row.breakEvenPoint = wire_float(terms.break_even)
    row.leverage = wire_float(terms.leverage)
    row.ipop = wire_float(terms.in_the_money)
    row.score = wire_float(terms.score)
    put_decimal(row, "recoveryPrice", terms.recovery_price)
    put_decimal(row, "priceRecoveryRatio", terms.recovery_distance)
    put_decimal(row, "impliedVolatility", terms.implied_volatility)
    put_decimal(row, "delta", terms.delta)
    put_decimal(row, "upperStrikePrice", terms.upper_strike)
    put_decimal(row, "lowerStrikePrice", terms.lower_strike)
    if terms.bounds is not PriceBounds.UNKNOWN:
        row.inLinePriceStatus = terms.bounds


def _read_page(response: Qot_GetWarrant_pb2.Response) -> WarrantPage:
    s2c = response.s2c
    return WarrantPage(
        warrants=tuple(map(_read_warrant, capped(s2c.warrantDataList))),
        total=s2c.allCount,
        last_page=s2c.lastPage,
    )


def _read_warrant(row: Qot_GetWarrant_pb2.WarrantData) -> Warrant:
    return Warrant(
        id=read_id(row.stock),
        name=clean(row.name),
        issuer=_issuer(row.issuer),
        lot=row.lotSize,
        listed_on=read_date(row.listTime),
        status=_status(row.status),
        terms=_read_terms(row),
        last=price_or_none(row.curPrice),
        prev_close=price_or_none(row.lastClosePrice),
        change=decimal_or_none(row.priceChangeVal),
        change_percent=decimal_or_none(row.changeRate),
        high=price_or_none(row.highPrice),
        low=price_or_none(row.lowPrice),
        amplitude=decimal_or_none(row.amplitude),
        bid=price_or_none(row.bidPrice),
        ask=price_or_none(row.askPrice),
        bid_volume=row.bidVol,
        ask_volume=row.askVol,
        volume=row.volume,
        turnover=amount_or_zero(row.turnover),
        effective_leverage=decimal_or_none(row.effectiveLeverage),
    )


def _read_terms(row: Qot_GetWarrant_pb2.WarrantData) -> WarrantExtras:
    issuer = _issuer(row.issuer)
    return WarrantExtras(
        type=_type(row.type),
        owner=read_owner(row.owner),
        strike=price_or_none(row.strikePrice),
        conversion_rate=price_or_none(row.conversionRatio),
        maturity=read_date(row.maturityTime),
        last_trade_day=read_date(row.lastTradeTime),
        recovery_price=optional_decimal(row, "recoveryPrice"),
        street_volume=row.streetVol,
        issue_volume=row.issueSize,
        street_rate=decimal_or_none(row.streetRate),
        delta=optional_decimal(row, "delta"),
        implied_volatility=optional_decimal(row, "impliedVolatility"),
        premium=decimal_or_none(row.premium),
        leverage=decimal_or_none(row.leverage),
        in_the_money=decimal_or_none(row.ipop),
        break_even=price_or_none(row.breakEvenPoint),
        conversion_price=price_or_none(row.conversionPrice),
        recovery_distance=optional_decimal(row, "priceRecoveryRatio"),
        score=decimal_or_none(row.score),
        upper_strike=optional_decimal(row, "upperStrikePrice"),
        lower_strike=optional_decimal(row, "lowerStrikePrice"),
        bounds=_bounds(row.inLinePriceStatus),
        issuer="" if issuer is Issuer.UNKNOWN else issuer.name,
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_WARRANT: Codec(
        Qot_GetWarrant_pb2.Request,
        Qot_GetWarrant_pb2.Response,
        _write_request,
        _read_request,
        _write_page,
        _read_page,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
