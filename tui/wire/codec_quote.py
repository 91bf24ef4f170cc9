"""The live quote: 3004 and its push 3005."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.markets import SecurityStatus, zone_of
from tui.domain.quotes import Quote
from tui.pb import Qot_Common_pb2, Qot_GetBasicQot_pb2, Qot_UpdateBasicQot_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, push_body
from tui.wire.errors import BodyError
from tui.wire.messages_quote import GetQuotes, QuotePush
from tui.wire.numbers import (
    amount_or_zero,
    decimal_or_none,
    price_or_none,
    put_volume,
    volume_from_wire,
    wire_float,
)
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_ids, security_id, write_id, write_ids
from tui.wire.text import clean
from tui.wire.times import read_date, read_time, write_date, write_time

_security_status = reader(SecurityStatus)


def read_quote(basic: Qot_Common_pb2.BasicQot) -> Quote:
    """Return the quote of a message whose code is known to be sound; never raises."""
    id = read_id(basic.security)
    return Quote(
        id=id,
        name=clean(basic.name),
        last=price_or_none(basic.curPrice),
        open=price_or_none(basic.openPrice),
        high=price_or_none(basic.highPrice),
        low=price_or_none(basic.lowPrice),
        prev_close=price_or_none(basic.lastClosePrice),
        volume=volume_from_wire(basic.volume, basic.hpVolume),
        turnover=amount_or_zero(basic.turnover),
        tick=price_or_none(basic.priceSpread),
        turnover_rate=decimal_or_none(basic.turnoverRate),
        amplitude=decimal_or_none(basic.amplitude),
        suspended=basic.isSuspended,
        status=_security_status(basic.secStatus),
        updated_at=read_time(basic.updateTime, basic.updateTimestamp, zone_of(id.market)),
        listed_on=read_date(basic.listTime),
    )


def write_quote(basic: Qot_Common_pb2.BasicQot, quote: Quote) -> None:
    """Fill a quote message; unknown prices are zero in it, its fields being required."""
    write_id(basic.security, quote.id)
    basic.name = quote.name
    basic.curPrice = wire_float(quote.last)
    basic.openPrice = wire_float(quote.open)
    basic.highPrice = wire_float(quote.high)
    basic.lowPrice = wire_float(quote.low)
    basic.lastClosePrice = wire_float(quote.prev_close)
    put_volume(basic, quote.volume)
    basic.turnover = wire_float(quote.turnover)
    basic.priceSpread = wire_float(quote.tick)
    basic.turnoverRate = wire_float(quote.turnover_rate)
    basic.amplitude = wire_float(quote.amplitude)
    basic.isSuspended = quote.suspended
    basic.secStatus = quote.status
    basic.listTime = write_date(quote.listed_on)
    basic.updateTime = write_time(quote.updated_at, zone_of(quote.id.market))
    if quote.updated_at is not None:
        basic.updateTimestamp = quote.updated_at.timestamp()


def _write_request(request: GetQuotes, c2s: Qot_GetBasicQot_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_request(c2s: Qot_GetBasicQot_pb2.C2S) -> GetQuotes:
    return GetQuotes(read_ids(c2s.securityList))


def _write_reply(quotes: tuple[Quote, ...], response: Qot_GetBasicQot_pb2.Response) -> None:
    for quote in quotes:
        write_quote(response.s2c.basicQotList.add(), quote)


def _read_reply(response: Qot_GetBasicQot_pb2.Response) -> tuple[Quote, ...]:
    return tuple(map(read_quote, capped(response.s2c.basicQotList)))


def _encode_push(push: QuotePush) -> bytes:
    def fill(s2c: Qot_UpdateBasicQot_pb2.S2C) -> None:
        for quote in push.quotes:
            write_quote(s2c.basicQotList.add(), quote)

    return push_body(Qot_UpdateBasicQot_pb2.Response, fill)


_parse = Qot_UpdateBasicQot_pb2.Response.FromString


def _decode_push(body: bytes) -> tuple[QuoteChanged, ...]:
    # A hot path: the required fields are not checked (that costs more than everything else here), because
    # the conversion reads an absent one as unknown.
    try:
        response = _parse(body)
    except DecodeError:
        raise BodyError("undecodable quote push") from None
    if response.retType != 0:
        return ()
    events = []
    for basic in capped(response.s2c.basicQotList):
        security = basic.security
        events.append(QuoteChanged(security_id(security.market, security.code), Lazy(basic, read_quote)))
    return tuple(events)


CODECS = {
    ProtoId.QOT_GET_BASIC_QOT: Codec(
        Qot_GetBasicQot_pb2.Request,
        Qot_GetBasicQot_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
}
PUSHES = {ProtoId.QOT_UPDATE_BASIC_QOT: PushCodec(_encode_push, _decode_push)}
