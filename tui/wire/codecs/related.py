"""Securities that hang on another one 3206, and the terms of futures 3218."""

from __future__ import annotations

from tui.domain.futures import FutureSession, FutureTerms, ReferenceKind
from tui.domain.instruments import Instrument
from tui.domain.markets import zone_of
from tui.pb import Qot_GetFutureInfo_pb2, Qot_GetReference_pb2
from tui.wire.codecs.reference import read_instrument, write_instrument
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.lists import GetFutureTerms, GetReferences
from tui.wire.numbers import decimal_from_wire, price_or_none, wire_float
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_ids, read_owner, write_id, write_ids
from tui.wire.text import clean
from tui.wire.times import day_stamp, read_date, write_date

_reference_kind = reader(ReferenceKind)


# ---- 3206


def _write_references_request(request: GetReferences, c2s: Qot_GetReference_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.referenceType = request.kind


def _read_references_request(c2s: Qot_GetReference_pb2.C2S) -> GetReferences:
    return GetReferences(read_id(c2s.security), _reference_kind(c2s.referenceType))


def _write_references(listed: tuple[Instrument, ...], response: Qot_GetReference_pb2.Response) -> None:
    for instrument in listed:
        write_instrument(response.s2c.staticInfoList.add(), instrument)


def _read_references(response: Qot_GetReference_pb2.Response) -> tuple[Instrument, ...]:
    return tuple(map(read_instrument, capped(response.s2c.staticInfoList)))


# ---- 3218


def _write_terms_request(request: GetFutureTerms, c2s: Qot_GetFutureInfo_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_terms_request(c2s: Qot_GetFutureInfo_pb2.C2S) -> GetFutureTerms:
    return GetFutureTerms(read_ids(c2s.securityList))


def _write_all_terms(listed: tuple[FutureTerms, ...], response: Qot_GetFutureInfo_pb2.Response) -> None:
    for terms in listed:
        _write_terms(response.s2c.futureInfoList.add(), terms)


def _write_terms(info: Qot_GetFutureInfo_pb2.FutureInfo, terms: FutureTerms) -> None:
    info.name = terms.name
    write_id(info.security, terms.id)
    info.lastTradeTime = write_date(terms.last_trade_on)
    if terms.last_trade_on is not None:
        info.lastTradeTimestamp = day_stamp(terms.last_trade_on, zone_of(terms.id.market))
    if terms.owner is not None:
        write_id(info.owner, terms.owner)
    info.ownerOther = terms.owner_name
    info.exchange = terms.exchange
    info.contractType = terms.kind
    info.contractSize = wire_float(terms.size)
    info.contractSizeUnit = terms.size_unit
    info.quoteCurrency = terms.currency
    info.minVar = wire_float(terms.tick)
    info.minVarUnit = terms.tick_unit
    info.quoteUnit = terms.quote_unit
    for session in terms.sessions:
        span = info.tradeTime.add()
        span.begin = session.begin
        span.end = session.end
    info.timeZone = terms.zone
    info.exchangeFormatUrl = terms.url
    if terms.origin is not None:
        write_id(info.origin, terms.origin)


def _read_all_terms(response: Qot_GetFutureInfo_pb2.Response) -> tuple[FutureTerms, ...]:
    return tuple(map(_read_terms, capped(response.s2c.futureInfoList)))


def _read_terms(info: Qot_GetFutureInfo_pb2.FutureInfo) -> FutureTerms:
    return FutureTerms(
        id=read_id(info.security),
        name=clean(info.name),
        last_trade_on=read_date(info.lastTradeTime),
        owner=read_owner(info.owner),
        owner_name=clean(info.ownerOther),
        exchange=clean(info.exchange),
        kind=clean(info.contractType),
        size=price_or_none(info.contractSize),
        size_unit=clean(info.contractSizeUnit),
        currency=clean(info.quoteCurrency),
        tick=price_or_none(info.minVar),
        tick_unit=clean(info.minVarUnit),
        quote_unit=clean(info.quoteUnit),
        sessions=tuple(
            FutureSession(_minutes(span.begin), _minutes(span.end)) for span in capped(info.tradeTime)
        ),
        zone=clean(info.timeZone),
        url=clean(info.exchangeFormatUrl),
        origin=read_id(info.origin) if info.origin.code else None,
    )


def _minutes(value: float) -> int:
    return int(decimal_from_wire(value))


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_REFERENCE: Codec(
        Qot_GetReference_pb2.Request,
        Qot_GetReference_pb2.Response,
        _write_references_request,
        _read_references_request,
        _write_references,
        _read_references,
    ),
    ProtoId.QOT_GET_FUTURE_INFO: Codec(
        Qot_GetFutureInfo_pb2.Request,
        Qot_GetFutureInfo_pb2.Response,
        _write_terms_request,
        _read_terms_request,
        _write_all_terms,
        _read_all_terms,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
