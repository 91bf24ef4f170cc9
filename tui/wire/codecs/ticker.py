"""Trades on the tape: 3010 and their push 3011."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from tui.domain.events import TradesPrinted
from tui.domain.markets import zone_of
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.pb import Qot_Common_pb2, Qot_GetTicker_pb2, Qot_UpdateTicker_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.messages.quote import GetTrades, TradeList, TradesPush
from tui.wire.numbers import decimal_from_wire, put_volume, volume_from_wire
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_time, write_time

_direction = reader(TradeDirection)
_kind = reader(TradeKind)

_Message = Qot_GetTicker_pb2.S2C | Qot_UpdateTicker_pb2.S2C


def _read_trades(tickers: Any, zone: tzinfo) -> tuple[Trade, ...]:
    return tuple(_read_trade(ticker, zone) for ticker in capped(tickers))


def _read_trade(ticker: Qot_Common_pb2.Ticker, zone: tzinfo) -> Trade:
    return Trade(
        sequence=ticker.sequence,
        at=read_time(ticker.time, ticker.timestamp, zone),
        price=decimal_from_wire(ticker.price),
        volume=volume_from_wire(ticker.volume, ticker.hpVolume),
        turnover=decimal_from_wire(ticker.turnover),
        direction=_direction(ticker.dir),
        kind=_kind(ticker.type),
    )


def _write_list(s2c: _Message, trades: TradeList) -> None:
    write_id(s2c.security, trades.id)
    s2c.name = trades.name
    zone = zone_of(trades.id.market)
    for trade in trades.trades:
        _write_trade(s2c.tickerList.add(), trade, zone)


def _write_trade(ticker: Qot_Common_pb2.Ticker, trade: Trade, zone: tzinfo) -> None:
    ticker.time = write_time(trade.at, zone)
    ticker.sequence = trade.sequence
    ticker.dir = trade.direction
    ticker.price = float(trade.price)
    put_volume(ticker, trade.volume)
    ticker.turnover = float(trade.turnover)
    ticker.type = trade.kind
    if trade.at is not None:
        ticker.timestamp = trade.at.timestamp()


def _write_request(request: GetTrades, c2s: Qot_GetTicker_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.maxRetNum = request.count


def _read_request(c2s: Qot_GetTicker_pb2.C2S) -> GetTrades:
    return GetTrades(read_id(c2s.security), c2s.maxRetNum)


def _write_reply(trades: TradeList, response: Qot_GetTicker_pb2.Response) -> None:
    _write_list(response.s2c, trades)


def _read_reply(response: Qot_GetTicker_pb2.Response) -> TradeList:
    s2c = response.s2c
    id = read_id(s2c.security)
    return TradeList(id, clean(s2c.name), _read_trades(s2c.tickerList, zone_of(id.market)))


def _encode_push(push: TradesPush) -> bytes:
    return push_body(Qot_UpdateTicker_pb2.Response, lambda s2c: _write_list(s2c, push.trades))


def _decode_push(body: bytes) -> tuple[TradesPrinted, ...]:
    s2c = parse_push(Qot_UpdateTicker_pb2.Response, body)
    if s2c is None:
        return ()
    id = read_id(s2c.security)
    return (TradesPrinted(id, _read_trades(s2c.tickerList, zone_of(id.market))),)


CODECS = {
    ProtoId.QOT_GET_TICKER: Codec(
        Qot_GetTicker_pb2.Request,
        Qot_GetTicker_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
}
PUSHES = {ProtoId.QOT_UPDATE_TICKER: PushCodec(_encode_push, _decode_push)}
