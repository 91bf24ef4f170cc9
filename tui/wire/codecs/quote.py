"""The live quote: 3004 and its push 3005."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.quotes import Quote
from tui.pb import Qot_Common_pb2, Qot_GetBasicQot_pb2, Qot_UpdateBasicQot_pb2
from tui.wire.envelope import Codec, PushCodec, capped, push_body
from tui.wire.errors import BodyError
from tui.wire.events import quote_changed
from tui.wire.extras_parts import read_quote_extras, write_quote_extras
from tui.wire.messages.quote import GetQuotes, QuotePush
from tui.wire.numbers import decimal_or_none, wire_float
from tui.wire.peek import peek_only_element
from tui.wire.protoids import ProtoId
from tui.wire.quote_parts import read_quote_fields, write_quote_fields
from tui.wire.securities import read_ids, security_id, write_ids


def _read_quote(basic: Qot_Common_pb2.BasicQot) -> Quote:
    return read_quote_fields(
        basic, basic.isSuspended, decimal_or_none(basic.amplitude), read_quote_extras(basic)
    )


def _write_quote(basic: Qot_Common_pb2.BasicQot, quote: Quote) -> None:
    write_quote_fields(basic, quote)
    basic.isSuspended = quote.suspended
    basic.amplitude = wire_float(quote.amplitude)
    write_quote_extras(basic, quote.extras)


def _write_request(request: GetQuotes, c2s: Qot_GetBasicQot_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_request(c2s: Qot_GetBasicQot_pb2.C2S) -> GetQuotes:
    return GetQuotes(read_ids(c2s.securityList))


def _write_reply(quotes: tuple[Quote, ...], response: Qot_GetBasicQot_pb2.Response) -> None:
    for quote in quotes:
        _write_quote(response.s2c.basicQotList.add(), quote)


def _read_reply(response: Qot_GetBasicQot_pb2.Response) -> tuple[Quote, ...]:
    return tuple(map(_read_quote, capped(response.s2c.basicQotList)))


def _encode_push(push: QuotePush) -> bytes:
    def fill(s2c: Qot_UpdateBasicQot_pb2.S2C) -> None:
        for quote in push.quotes:
            _write_quote(s2c.basicQotList.add(), quote)

    return push_body(Qot_UpdateBasicQot_pb2.Response, fill)


_parse = Qot_UpdateBasicQot_pb2.Response.FromString


def _read_alone(body: bytes) -> Quote:
    """Parse and convert a push of one quote, when somebody looks; BodyError when it is unsound."""
    try:
        return _read_quote(_parse(body).s2c.basicQotList[0])
    except (DecodeError, IndexError):
        raise BodyError("undecodable quote push") from None


def _decode_push(body: bytes) -> tuple[QuoteChanged, ...]:
    # A hot path: the required fields are not checked (that costs more than everything else here), because
    # the conversion reads an absent one as unknown.
    id = peek_only_element(body)
    if id is not None:
        return (quote_changed(id, Lazy(body, _read_alone)),)
    try:
        response = _parse(body)
    except DecodeError:
        raise BodyError("undecodable quote push") from None
    if response.retType != 0:
        return ()
    events = []
    for basic in capped(response.s2c.basicQotList):
        security = basic.security
        events.append(quote_changed(security_id(security.market, security.code), Lazy(basic, _read_quote)))
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
