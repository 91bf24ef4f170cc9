"""Orders as they are asked for: placing 2202 and modifying 2205."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tui.domain.orders import ModifyOp, OrderType, Side, TimeInForce, TradeSession, TrailType
from tui.pb import Trd_ModifyOrder_pb2, Trd_PlaceOrder_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec
from tui.wire.messages.trade import ModifyOrder, OrderReply, PlaceOrder
from tui.wire.numbers import decimal_from_wire, put_decimal, wire_float
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.times import read_date, write_date
from tui.wire.trade_parts import (
    read_header,
    read_packet,
    read_traded_id,
    read_trail,
    sec_market,
    trade_market,
    write_header,
    write_packet,
    write_trail,
)

_side = reader(Side)
_order_type = reader(OrderType)
_tif = reader(TimeInForce)
_session = reader(TradeSession)
_modify_op = reader(ModifyOp)
_trail_type = reader(TrailType)


# ---- 2202


def _write_place(request: PlaceOrder, c2s: Trd_PlaceOrder_pb2.C2S) -> None:
    write_packet(c2s.packetID, request.packet)
    write_header(c2s.header, request.header)
    c2s.trdSide = request.side
    c2s.orderType = request.type
    c2s.code = request.id.symbol
    c2s.secMarket = sec_market(request.id)
    c2s.qty = float(request.qty)
    c2s.price = wire_float(request.price)  # also sent, as zero, for types without a price
    c2s.timeInForce = request.tif
    if request.remark is not None:
        c2s.remark = request.remark
    put_decimal(c2s, "auxPrice", request.trigger_price)
    write_trail(c2s, request.trail)
    if request.expires_on is not None:
        c2s.expireTime = write_date(request.expires_on)
    _write_adjust(c2s, request.adjust)
    if request.session is not TradeSession.NONE:
        c2s.session = request.session
    if request.outside_rth:
        c2s.fillOutsideRTH = True


def _read_place(c2s: Trd_PlaceOrder_pb2.C2S) -> PlaceOrder:
    header = read_header(c2s.header)
    return PlaceOrder(
        packet=read_packet(c2s.packetID),
        header=header,
        id=read_traded_id(c2s.secMarket, header.market, c2s.code),
        side=_side(c2s.trdSide),
        type=_order_type(c2s.orderType),
        qty=decimal_from_wire(c2s.qty),
        price=_asked_price(c2s.price),
        tif=_tif(c2s.timeInForce),
        remark=clean(c2s.remark) if c2s.HasField("remark") else None,
        trigger_price=_asked_price(c2s.auxPrice),
        trail=read_trail(c2s),
        expires_on=read_date(c2s.expireTime),
        adjust=_read_adjust(c2s),
        session=_session(c2s.session),
        outside_rth=c2s.fillOutsideRTH,
    )


# ---- 2205


def _write_modify(request: ModifyOrder, c2s: Trd_ModifyOrder_pb2.C2S) -> None:
    write_packet(c2s.packetID, request.packet)
    write_header(c2s.header, request.header)
    c2s.orderID = 0  # required by the schema; the text below is what counts
    c2s.modifyOrderOp = request.op
    if request.order_id:
        c2s.orderIDEx = request.order_id
    put_decimal(c2s, "qty", request.qty)
    put_decimal(c2s, "price", request.price)
    if request.everything:
        c2s.forAll = True
    if request.market:
        c2s.trdMarket = request.market
    put_decimal(c2s, "auxPrice", request.trigger_price)
    if request.trail_type is not None:
        c2s.trailType = request.trail_type
    put_decimal(c2s, "trailValue", request.trail_value)
    put_decimal(c2s, "trailSpread", request.trail_spread)
    _write_adjust(c2s, request.adjust)


def _read_modify(c2s: Trd_ModifyOrder_pb2.C2S) -> ModifyOrder:
    return ModifyOrder(
        packet=read_packet(c2s.packetID),
        header=read_header(c2s.header),
        op=_modify_op(c2s.modifyOrderOp),
        order_id=clean(c2s.orderIDEx) or (str(c2s.orderID) if c2s.orderID else ""),
        qty=decimal_from_wire(c2s.qty) if c2s.HasField("qty") else None,
        price=_asked_price(c2s.price),
        everything=c2s.forAll,
        market=trade_market(c2s.trdMarket),
        trigger_price=_asked_price(c2s.auxPrice),
        trail_type=_trail_type(c2s.trailType) if c2s.HasField("trailType") else None,
        trail_value=decimal_from_wire(c2s.trailValue) if c2s.HasField("trailValue") else None,
        trail_spread=decimal_from_wire(c2s.trailSpread) if c2s.HasField("trailSpread") else None,
        adjust=_read_adjust(c2s),
    )


# ---- both


def _write_adjust(c2s: Any, adjust: Decimal | None) -> None:
    if adjust is not None:
        c2s.adjustPrice = True
        c2s.adjustSideAndLimit = float(adjust)


def _read_adjust(c2s: Any) -> Decimal | None:
    return decimal_from_wire(c2s.adjustSideAndLimit) if c2s.adjustPrice else None


def _asked_price(value: float) -> Decimal | None:
    """Return a price somebody orders at: damage must fail, where a displayed price may read as unknown."""
    return decimal_from_wire(value) or None


def _write_reply(reply: OrderReply, response: Any) -> None:
    write_header(response.s2c.header, reply.header)
    response.s2c.orderID = reply.number
    response.s2c.orderIDEx = reply.order_id


def _read_reply(response: Any) -> OrderReply:
    s2c = response.s2c
    order_id = clean(s2c.orderIDEx) or (str(s2c.orderID) if s2c.orderID else "")
    return OrderReply(read_header(s2c.header), order_id, s2c.orderID)


CODECS = {
    ProtoId.TRD_PLACE_ORDER: Codec(
        Trd_PlaceOrder_pb2.Request,
        Trd_PlaceOrder_pb2.Response,
        _write_place,
        _read_place,
        _write_reply,
        _read_reply,
    ),
    ProtoId.TRD_MODIFY_ORDER: Codec(
        Trd_ModifyOrder_pb2.Request,
        Trd_ModifyOrder_pb2.Response,
        _write_modify,
        _read_modify,
        _write_reply,
        _read_reply,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
