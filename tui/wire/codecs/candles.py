"""Candles: the latest 3006, their push 3007, and history 3103."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from tui.domain.candles import Candle, CandleType, Rehab
from tui.domain.events import CandlesChanged
from tui.domain.markets import zone_of
from tui.pb import Qot_Common_pb2, Qot_GetKL_pb2, Qot_RequestHistoryKL_pb2, Qot_UpdateKL_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.messages.quote import CandleList, CandlesPush, GetCandles, GetHistoryCandles
from tui.wire.numbers import (
    amount_or_zero,
    optional_decimal,
    price_or_none,
    put_decimal,
    put_volume,
    volume_from_wire,
)
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_time, write_time

_candle_type = reader(CandleType)
_rehab = reader(Rehab)


# ---- bars


def _read_candles(bars: Any, zone: tzinfo) -> tuple[Candle, ...]:
    """Return the bars of a list; one whose time nobody can read has no place in a chart and is left out."""
    candles = (_read_candle(bar, zone) for bar in capped(bars))
    return tuple(candle for candle in candles if candle is not None)


def _read_candle(bar: Qot_Common_pb2.KLine, zone: tzinfo) -> Candle | None:
    at = read_time(bar.time, bar.timestamp, zone)
    if at is None:
        return None
    return Candle(
        at=at,
        open=price_or_none(bar.openPrice),
        high=price_or_none(bar.highPrice),
        low=price_or_none(bar.lowPrice),
        close=price_or_none(bar.closePrice),
        prev_close=price_or_none(bar.lastClosePrice),
        volume=volume_from_wire(bar.volume, bar.hpVolume),
        turnover=amount_or_zero(bar.turnover),
        change_percent=optional_decimal(bar, "changeRate"),
        turnover_rate=optional_decimal(bar, "turnoverRate"),
        blank=bar.isBlank,
    )


def _write_candles(bars: Any, candles: tuple[Candle, ...], zone: tzinfo) -> None:
    for candle in candles:
        bar: Qot_Common_pb2.KLine = bars.add()
        bar.time = write_time(candle.at, zone)
        bar.timestamp = candle.at.timestamp()
        bar.isBlank = candle.blank
        put_decimal(bar, "openPrice", candle.open)
        put_decimal(bar, "highPrice", candle.high)
        put_decimal(bar, "lowPrice", candle.low)
        put_decimal(bar, "closePrice", candle.close)
        put_decimal(bar, "lastClosePrice", candle.prev_close)
        put_volume(bar, candle.volume)
        bar.turnover = float(candle.turnover)
        put_decimal(bar, "changeRate", candle.change_percent)
        put_decimal(bar, "turnoverRate", candle.turnover_rate)


# ---- 3006


def _write_request(request: GetCandles, c2s: Qot_GetKL_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.klType = request.type
    c2s.rehabType = request.rehab
    c2s.reqNum = request.count


def _read_request(c2s: Qot_GetKL_pb2.C2S) -> GetCandles:
    return GetCandles(
        id=read_id(c2s.security),
        type=_candle_type(c2s.klType),
        count=c2s.reqNum,
        rehab=_rehab(c2s.rehabType),
    )


def _write_reply(candles: CandleList, response: Qot_GetKL_pb2.Response) -> None:
    s2c = response.s2c
    write_id(s2c.security, candles.id)
    s2c.name = candles.name
    _write_candles(s2c.klList, candles.candles, zone_of(candles.id.market))


def _read_reply(response: Qot_GetKL_pb2.Response) -> CandleList:
    s2c = response.s2c
    id = read_id(s2c.security)
    return CandleList(id, clean(s2c.name), _read_candles(s2c.klList, zone_of(id.market)))


# ---- 3103


def _write_history_request(request: GetHistoryCandles, c2s: Qot_RequestHistoryKL_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.klType = request.type
    c2s.rehabType = request.rehab
    c2s.beginTime = request.begin
    c2s.endTime = request.end
    if request.page_size is not None:
        c2s.maxAckKLNum = request.page_size
    if request.key is not None:
        c2s.nextReqKey = request.key


def _read_history_request(c2s: Qot_RequestHistoryKL_pb2.C2S) -> GetHistoryCandles:
    return GetHistoryCandles(
        id=read_id(c2s.security),
        type=_candle_type(c2s.klType),
        begin=clean(c2s.beginTime),
        end=clean(c2s.endTime),
        rehab=_rehab(c2s.rehabType),
        page_size=c2s.maxAckKLNum if c2s.HasField("maxAckKLNum") else None,
        key=c2s.nextReqKey if c2s.HasField("nextReqKey") else None,
    )


def _write_history_reply(candles: CandleList, response: Qot_RequestHistoryKL_pb2.Response) -> None:
    s2c = response.s2c
    write_id(s2c.security, candles.id)
    s2c.name = candles.name
    _write_candles(s2c.klList, candles.candles, zone_of(candles.id.market))
    if candles.next_key is not None:
        s2c.nextReqKey = candles.next_key


def _read_history_reply(response: Qot_RequestHistoryKL_pb2.Response) -> CandleList:
    s2c = response.s2c
    id = read_id(s2c.security)
    return CandleList(
        id=id,
        name=clean(s2c.name),
        candles=_read_candles(s2c.klList, zone_of(id.market)),
        # An empty key would ask for the first page again, and for ever.
        next_key=s2c.nextReqKey or None,
    )


# ---- 3007


def _encode_push(push: CandlesPush) -> bytes:
    def fill(s2c: Qot_UpdateKL_pb2.S2C) -> None:
        write_id(s2c.security, push.candles.id)
        s2c.name = push.candles.name
        s2c.klType = push.type
        s2c.rehabType = push.rehab
        _write_candles(s2c.klList, push.candles.candles, zone_of(push.candles.id.market))

    return push_body(Qot_UpdateKL_pb2.Response, fill)


def _decode_push(body: bytes) -> tuple[CandlesChanged, ...]:
    s2c = parse_push(Qot_UpdateKL_pb2.Response, body)
    if s2c is None:
        return ()
    id = read_id(s2c.security)
    candles = _read_candles(s2c.klList, zone_of(id.market))
    return (CandlesChanged(id, _candle_type(s2c.klType), _rehab(s2c.rehabType), candles),)


CODECS = {
    ProtoId.QOT_GET_KL: Codec(
        Qot_GetKL_pb2.Request,
        Qot_GetKL_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
    ProtoId.QOT_REQUEST_HISTORY_KL: Codec(
        Qot_RequestHistoryKL_pb2.Request,
        Qot_RequestHistoryKL_pb2.Response,
        _write_history_request,
        _read_history_request,
        _write_history_reply,
        _read_history_reply,
    ),
}
PUSHES = {ProtoId.QOT_UPDATE_KL: PushCodec(_encode_push, _decode_push)}
