"""The intraday line: 3008 and its push 3009."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from tui.domain.candles import MinutePoint
from tui.domain.events import MinutesChanged
from tui.domain.markets import zone_of
from tui.pb import Qot_Common_pb2, Qot_GetRT_pb2, Qot_UpdateRT_pb2
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.messages.quote import GetMinutes, MinuteLine, MinutesPush
from tui.wire.numbers import amount_or_zero, price_or_none, put_decimal, put_volume, volume_from_wire
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_time, write_time

_Message = Qot_GetRT_pb2.S2C | Qot_UpdateRT_pb2.S2C


def _read_points(points: Any, zone: tzinfo) -> tuple[MinutePoint, ...]:
    """Return the points of a list; one whose time nobody can read is left out."""
    read = (_read_point(point, zone) for point in capped(points))
    return tuple(point for point in read if point is not None)


def _read_point(point: Qot_Common_pb2.TimeShare, zone: tzinfo) -> MinutePoint | None:
    at = read_time(point.time, point.timestamp, zone)
    if at is None:
        return None
    return MinutePoint(
        at=at,
        minute=point.minute,
        price=price_or_none(point.price),
        prev_close=price_or_none(point.lastClosePrice),
        average_price=price_or_none(point.avgPrice),
        volume=volume_from_wire(point.volume, point.hpVolume),
        turnover=amount_or_zero(point.turnover),
        blank=point.isBlank,
    )


def _write_line(s2c: _Message, line: MinuteLine) -> None:
    write_id(s2c.security, line.id)
    s2c.name = line.name
    zone = zone_of(line.id.market)
    for value in line.points:
        point = s2c.rtList.add()
        point.time = write_time(value.at, zone)
        point.timestamp = value.at.timestamp()
        point.minute = value.minute
        point.isBlank = value.blank
        put_decimal(point, "price", value.price)
        put_decimal(point, "lastClosePrice", value.prev_close)
        put_decimal(point, "avgPrice", value.average_price)
        put_volume(point, value.volume)
        point.turnover = float(value.turnover)


def _write_request(request: GetMinutes, c2s: Qot_GetRT_pb2.C2S) -> None:
    write_id(c2s.security, request.id)


def _read_request(c2s: Qot_GetRT_pb2.C2S) -> GetMinutes:
    return GetMinutes(read_id(c2s.security))


def _write_reply(line: MinuteLine, response: Qot_GetRT_pb2.Response) -> None:
    _write_line(response.s2c, line)


def _read_reply(response: Qot_GetRT_pb2.Response) -> MinuteLine:
    s2c = response.s2c
    id = read_id(s2c.security)
    return MinuteLine(id, clean(s2c.name), _read_points(s2c.rtList, zone_of(id.market)))


def _encode_push(push: MinutesPush) -> bytes:
    return push_body(Qot_UpdateRT_pb2.Response, lambda s2c: _write_line(s2c, push.minutes))


def _decode_push(body: bytes) -> tuple[MinutesChanged, ...]:
    s2c = parse_push(Qot_UpdateRT_pb2.Response, body)
    if s2c is None:
        return ()
    id = read_id(s2c.security)
    return (MinutesChanged(id, _read_points(s2c.rtList, zone_of(id.market))),)


CODECS = {
    ProtoId.QOT_GET_RT: Codec(
        Qot_GetRT_pb2.Request,
        Qot_GetRT_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
}
PUSHES = {ProtoId.QOT_UPDATE_RT: PushCodec(_encode_push, _decode_push)}
