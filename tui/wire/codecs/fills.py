"""Fills: lists 2211 and 2222, and the push 2218."""

from __future__ import annotations

from typing import Any

from tui.domain.events import FillReported
from tui.domain.markets import zone_of
from tui.domain.orders import Fill, FillStatus, Side
from tui.pb import (
    Trd_Common_pb2,
    Trd_GetHistoryOrderFillList_pb2,
    Trd_GetOrderFillList_pb2,
    Trd_UpdateOrderFill_pb2,
)
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.errors import BodyError
from tui.wire.messages.trade import FillPush, Filter, GetFills, GetHistoryFills, Header, TradeReply
from tui.wire.numbers import decimal_from_wire
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.times import read_traded_time, write_time
from tui.wire.trade_parts import (
    read_filter,
    read_header,
    read_traded_id,
    sec_market,
    trade_market,
    write_filter,
    write_header,
)

_side = reader(Side)
_fill_status = reader(FillStatus)


# ---- one fill


def write_fill(message: Trd_Common_pb2.OrderFill, fill: Fill) -> None:
    """Fill an OrderFill message."""
    message.trdSide = fill.side
    message.fillID = fill.number
    message.fillIDEx = fill.fill_id
    message.orderIDEx = fill.order_id
    message.code = fill.id.symbol
    message.secMarket = sec_market(fill.id)
    message.name = fill.name
    message.qty = float(fill.qty)
    message.price = float(fill.price)
    message.createTime = write_time(fill.at, zone_of(fill.id.market))
    if fill.at is not None:
        message.createTimestamp = fill.at.timestamp()
        message.updateTimestamp = fill.at.timestamp()
    if fill.broker_id is not None:
        message.counterBrokerID = fill.broker_id
    if fill.broker_name:
        message.counterBrokerName = fill.broker_name
    message.status = fill.status
    message.trdMarket = fill.market


def read_fill(message: Trd_Common_pb2.OrderFill, header: Header) -> Fill:
    """Return the fill of a message; BodyError when it has no id or its numbers are damaged."""
    market = trade_market(message.trdMarket)
    id = read_traded_id(message.secMarket, market or header.market, message.code)
    fill_id = clean(message.fillIDEx) or (str(message.fillID) if message.fillID else "")
    if not fill_id:
        raise BodyError("a fill without an id")
    return Fill(
        fill_id=fill_id,
        order_id=clean(message.orderIDEx) or (str(message.orderID) if message.orderID else ""),
        acc_id=header.acc_id,
        env=header.env,
        id=id,
        name=clean(message.name),
        side=_side(message.trdSide),
        qty=decimal_from_wire(message.qty),
        price=decimal_from_wire(message.price),
        at=read_traded_time(message.createTime, message.createTimestamp, zone_of(id.market)),
        status=_fill_status(message.status),
        broker_id=message.counterBrokerID if message.HasField("counterBrokerID") else None,
        broker_name=clean(message.counterBrokerName),
        market=market,
        number=message.fillID,
    )


# ---- lists: 2211 and, with required conditions, 2222


def _write_list_request(request: GetFills, c2s: Trd_GetOrderFillList_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    if request.filter != Filter():
        write_filter(c2s.filterConditions, request.filter)
    c2s.refreshCache = request.refresh


def _read_list_request(c2s: Trd_GetOrderFillList_pb2.C2S) -> GetFills:
    return GetFills(read_header(c2s.header), read_filter(c2s.filterConditions), c2s.refreshCache)


def _write_history_request(request: GetHistoryFills, c2s: Trd_GetHistoryOrderFillList_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    c2s.filterConditions.SetInParent()
    write_filter(c2s.filterConditions, request.filter)


def _read_history_request(c2s: Trd_GetHistoryOrderFillList_pb2.C2S) -> GetHistoryFills:
    return GetHistoryFills(read_header(c2s.header), read_filter(c2s.filterConditions))


def _write_fills(reply: TradeReply[tuple[Fill, ...]], response: Any) -> None:
    write_header(response.s2c.header, reply.header)
    for fill in reply.value:
        write_fill(response.s2c.orderFillList.add(), fill)


def _read_fills(response: Any) -> tuple[Fill, ...]:
    header = read_header(response.s2c.header)
    return tuple(read_fill(message, header) for message in capped(response.s2c.orderFillList))


# ---- 2218


def _encode_push(push: FillPush) -> bytes:
    def fill_message(s2c: Trd_UpdateOrderFill_pb2.S2C) -> None:
        fill = push.fill
        write_header(s2c.header, Header(fill.env, fill.acc_id, fill.market))
        write_fill(s2c.orderFill, fill)

    return push_body(Trd_UpdateOrderFill_pb2.Response, fill_message)


def _decode_push(body: bytes) -> tuple[FillReported, ...]:
    s2c = parse_push(Trd_UpdateOrderFill_pb2.Response, body)
    return () if s2c is None else (FillReported(read_fill(s2c.orderFill, read_header(s2c.header))),)


CODECS = {
    ProtoId.TRD_GET_ORDER_FILL_LIST: Codec(
        Trd_GetOrderFillList_pb2.Request,
        Trd_GetOrderFillList_pb2.Response,
        _write_list_request,
        _read_list_request,
        _write_fills,
        _read_fills,
    ),
    ProtoId.TRD_GET_HISTORY_ORDER_FILL_LIST: Codec(
        Trd_GetHistoryOrderFillList_pb2.Request,
        Trd_GetHistoryOrderFillList_pb2.Response,
        _write_history_request,
        _read_history_request,
        _write_fills,
        _read_fills,
    ),
}
PUSHES = {ProtoId.TRD_UPDATE_ORDER_FILL: PushCodec(_encode_push, _decode_push)}
