"""Option chains 3209 and expiry dates 3224."""

from __future__ import annotations

from datetime import date
from typing import Any

from tui.domain.option_chains import ChainDay, Expiry, Moneyness, StrikeRow
from tui.domain.options import ExpiryCycle, IndexOptionType, OptionType
from tui.pb import Qot_GetOptionChain_pb2, Qot_GetOptionExpirationDate_pb2
from tui.wire.codecs.reference import read_instrument, write_instrument
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.errors import BodyError
from tui.wire.messages.options import Bounds, ChainFilter, GetExpiries, GetOptionChain
from tui.wire.numbers import optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_date, write_date

_index_type = reader(IndexOptionType)
_option_type = reader(OptionType)
_moneyness = reader(Moneyness)
_cycle = reader(ExpiryCycle)

_FILTER_FIELDS = {
    "implied_volatility": "impliedVolatility",
    "delta": "delta",
    "gamma": "gamma",
    "vega": "vega",
    "theta": "theta",
    "rho": "rho",
    "net_open_interest": "netOpenInterest",
    "open_interest": "openInterest",
    "volume": "vol",
}


# ---- 3224


def _write_expiries_request(request: GetExpiries, c2s: Qot_GetOptionExpirationDate_pb2.C2S) -> None:
    write_id(c2s.owner, request.owner)
    _put_index_type(c2s, request.index_type)


def _read_expiries_request(c2s: Qot_GetOptionExpirationDate_pb2.C2S) -> GetExpiries:
    return GetExpiries(read_id(c2s.owner), _index_type(c2s.indexOptionType))


def _write_expiries(expiries: tuple[Expiry, ...], response: Qot_GetOptionExpirationDate_pb2.Response) -> None:
    for expiry in expiries:
        written = response.s2c.dateList.add()
        written.strikeTime = write_date(expiry.day)
        written.optionExpiryDateDistance = expiry.days_left
        written.cycle = expiry.cycle


def _read_expiries(response: Qot_GetOptionExpirationDate_pb2.Response) -> tuple[Expiry, ...]:
    return tuple(
        Expiry(read_date(each.strikeTime), each.optionExpiryDateDistance, _cycle(each.cycle))
        for each in capped(response.s2c.dateList)
    )


# ---- 3209


def _write_chain_request(request: GetOptionChain, c2s: Qot_GetOptionChain_pb2.C2S) -> None:
    write_id(c2s.owner, request.owner)
    c2s.beginTime = write_date(request.begin)
    c2s.endTime = write_date(request.end)
    c2s.type = request.type
    c2s.condition = request.moneyness
    _put_index_type(c2s, request.index_type)
    if request.filter is not None:
        c2s.dataFilter.SetInParent()
        for name, field in _FILTER_FIELDS.items():
            bounds: Bounds = getattr(request.filter, name)
            put_decimal(c2s.dataFilter, f"{field}Min", bounds.low)
            put_decimal(c2s.dataFilter, f"{field}Max", bounds.high)


def _read_chain_request(c2s: Qot_GetOptionChain_pb2.C2S) -> GetOptionChain:
    return GetOptionChain(
        owner=read_id(c2s.owner),
        begin=_asked_day(c2s.beginTime),
        end=_asked_day(c2s.endTime),
        type=_option_type(c2s.type),
        moneyness=_moneyness(c2s.condition),
        index_type=_index_type(c2s.indexOptionType),
        filter=_read_filter(c2s.dataFilter) if c2s.HasField("dataFilter") else None,
    )


def _read_filter(message: Qot_GetOptionChain_pb2.DataFilter) -> ChainFilter:
    return ChainFilter(
        **{
            name: Bounds(optional_decimal(message, f"{field}Min"), optional_decimal(message, f"{field}Max"))
            for name, field in _FILTER_FIELDS.items()
        }
    )


def _put_index_type(c2s: Any, index_type: IndexOptionType) -> None:
    if index_type is not IndexOptionType.UNKNOWN:
        c2s.indexOptionType = index_type


def _asked_day(text: str) -> date:
    day = read_date(text)
    if day is None:
        raise BodyError(f"{clean(text, 32)!r} is not a date: expected something like 2026-01-31")
    return day


def _write_chain(chain: tuple[ChainDay, ...], response: Qot_GetOptionChain_pb2.Response) -> None:
    for day in chain:
        written = response.s2c.optionChain.add()
        written.strikeTime = write_date(day.expiry)
        for row in day.rows:
            item = written.option.add()
            if row.call is not None:
                write_instrument(item.call, row.call)
            if row.put is not None:
                write_instrument(item.put, row.put)


def _read_chain(response: Qot_GetOptionChain_pb2.Response) -> tuple[ChainDay, ...]:
    return tuple(
        ChainDay(read_date(day.strikeTime), tuple(map(_read_row, capped(day.option))))
        for day in capped(response.s2c.optionChain)
    )


def _read_row(item: Qot_GetOptionChain_pb2.OptionItem) -> StrikeRow:
    return StrikeRow(
        call=read_instrument(item.call) if item.HasField("call") else None,
        put=read_instrument(item.put) if item.HasField("put") else None,
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_OPTION_EXPIRATION_DATE: Codec(
        Qot_GetOptionExpirationDate_pb2.Request,
        Qot_GetOptionExpirationDate_pb2.Response,
        _write_expiries_request,
        _read_expiries_request,
        _write_expiries,
        _read_expiries,
    ),
    ProtoId.QOT_GET_OPTION_CHAIN: Codec(
        Qot_GetOptionChain_pb2.Request,
        Qot_GetOptionChain_pb2.Response,
        _write_chain_request,
        _read_chain_request,
        _write_chain,
        _read_chain,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
