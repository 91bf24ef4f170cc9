"""Orders as they are: the lists 2201 and 2221, and the push 2208."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tui.domain.events import OrderChanged
from tui.domain.markets import Currency, zone_of
from tui.domain.orders import Order, OrderStatus, OrderType, Side, TimeInForce, TradeSession
from tui.pb import (
    Trd_Common_pb2,
    Trd_GetHistoryOrderList_pb2,
    Trd_GetOrderList_pb2,
    Trd_UpdateOrder_pb2,
)
from tui.wire.combo_legs import read_legs, write_legs
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.errors import BodyError
from tui.wire.messages.trade import (
    Filter,
    GetHistoryOrders,
    GetOrders,
    Header,
    OrderPush,
    TradeReply,
)
from tui.wire.numbers import (
    decimal_from_wire,
    decimal_or_none,
    price_or_none,
    put_decimal,
    wire_float,
)
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.times import read_date, read_traded_time, write_date, write_time
from tui.wire.trade_parts import (
    read_filter,
    read_header,
    read_traded_id,
    read_trail,
    sec_market,
    trade_market,
    write_filter,
    write_header,
    write_trail,
)

_side = reader(Side)
_order_type = reader(OrderType)
_status = reader(OrderStatus)
_tif = reader(TimeInForce)
_session = reader(TradeSession)
_currency = reader(Currency)


# ---- one order


def write_order(message: Trd_Common_pb2.Order, order: Order) -> None:
    """Fill an Order message."""
    zone = zone_of(order.id.market)
    message.trdSide = order.side
    message.orderType = order.type
    message.orderStatus = order.status
    message.orderID = order.number
    message.orderIDEx = order.order_id
    message.code = order.id.symbol
    message.secMarket = sec_market(order.id)
    message.name = order.name
    message.qty = float(order.qty)
    if order.price is not None or not order.legs:
        message.price = wire_float(order.price)
    message.fillQty = float(order.filled_qty)
    message.fillAvgPrice = wire_float(order.avg_fill_price)
    message.createTime = write_time(order.created_at, zone)
    message.updateTime = write_time(order.updated_at, zone)
    if order.created_at is not None:
        message.createTimestamp = order.created_at.timestamp()
    if order.updated_at is not None:
        message.updateTimestamp = order.updated_at.timestamp()
    message.remark = order.remark
    message.lastErrMsg = order.error
    message.timeInForce = order.tif
    put_decimal(message, "auxPrice", order.trigger_price)
    write_trail(message, order.trail)
    if order.expires_on is not None:
        message.expireTime = write_date(order.expires_on)
    write_legs(message.comboLegs, order.legs)
    message.currency = order.currency
    message.trdMarket = order.market
    message.session = order.session
    message.fillOutsideRTH = order.session.extended


def read_order(message: Trd_Common_pb2.Order, header: Header) -> Order:
    """Return the order of a message; BodyError when it has no id or its quantities are damaged."""
    market = trade_market(message.trdMarket)
    id = read_traded_id(message.secMarket, market or header.market, message.code)
    zone = zone_of(id.market)
    return Order(
        order_id=_order_id(message),
        acc_id=header.acc_id,
        env=header.env,
        id=id,
        name=clean(message.name),
        side=_side(message.trdSide),
        type=_order_type(message.orderType),
        status=_status(message.orderStatus),
        qty=decimal_from_wire(message.qty),
        price=_order_price(message),
        filled_qty=decimal_from_wire(message.fillQty),
        avg_fill_price=price_or_none(message.fillAvgPrice),
        remark=clean(message.remark),
        error=clean(message.lastErrMsg),
        tif=_tif(message.timeInForce),
        created_at=read_traded_time(message.createTime, message.createTimestamp, zone),
        updated_at=read_traded_time(message.updateTime, message.updateTimestamp, zone),
        trigger_price=price_or_none(message.auxPrice),
        currency=_currency(message.currency),
        market=market,
        number=message.orderID,
        trail=read_trail(message),
        expires_on=read_date(message.expireTime),
        legs=read_legs(message.comboLegs),
        session=_session(message.session),
    )


def _order_price(message: Trd_Common_pb2.Order) -> Decimal | None:
    """Return the price; a combined order may well cost nothing, so there zero is no blank."""
    if message.comboLegs and message.HasField("price"):
        return decimal_or_none(message.price)
    return price_or_none(message.price)


def _order_id(message: Trd_Common_pb2.Order) -> str:
    text = clean(message.orderIDEx)
    if text:
        return text
    if message.orderID:
        return str(message.orderID)
    raise BodyError("an order without an id")


# ---- lists: 2201 and, with required conditions, 2221


def _write_list_request(request: GetOrders, c2s: Trd_GetOrderList_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    if request.filter != Filter():
        write_filter(c2s.filterConditions, request.filter)
    c2s.filterStatusList.extend(request.statuses)
    c2s.refreshCache = request.refresh


def _read_list_request(c2s: Trd_GetOrderList_pb2.C2S) -> GetOrders:
    return GetOrders(
        header=read_header(c2s.header),
        filter=read_filter(c2s.filterConditions),
        statuses=tuple(map(_status, capped(c2s.filterStatusList))),
        refresh=c2s.refreshCache,
    )


def _write_history_request(request: GetHistoryOrders, c2s: Trd_GetHistoryOrderList_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    c2s.filterConditions.SetInParent()
    write_filter(c2s.filterConditions, request.filter)
    c2s.filterStatusList.extend(request.statuses)


def _read_history_request(c2s: Trd_GetHistoryOrderList_pb2.C2S) -> GetHistoryOrders:
    return GetHistoryOrders(
        header=read_header(c2s.header),
        filter=read_filter(c2s.filterConditions),
        statuses=tuple(map(_status, capped(c2s.filterStatusList))),
    )


def _write_orders(reply: TradeReply[tuple[Order, ...]], response: Any) -> None:
    write_header(response.s2c.header, reply.header)
    for order in reply.value:
        write_order(response.s2c.orderList.add(), order)


def _read_orders(response: Any) -> tuple[Order, ...]:
    header = read_header(response.s2c.header)
    return tuple(read_order(message, header) for message in capped(response.s2c.orderList))


# ---- 2208


def _encode_push(push: OrderPush) -> bytes:
    def fill(s2c: Trd_UpdateOrder_pb2.S2C) -> None:
        order = push.order
        write_header(s2c.header, Header(order.env, order.acc_id, order.market))
        write_order(s2c.order, order)

    return push_body(Trd_UpdateOrder_pb2.Response, fill)


def _decode_push(body: bytes) -> tuple[OrderChanged, ...]:
    s2c = parse_push(Trd_UpdateOrder_pb2.Response, body)
    return () if s2c is None else (OrderChanged(read_order(s2c.order, read_header(s2c.header))),)


CODECS = {
    ProtoId.TRD_GET_ORDER_LIST: Codec(
        Trd_GetOrderList_pb2.Request,
        Trd_GetOrderList_pb2.Response,
        _write_list_request,
        _read_list_request,
        _write_orders,
        _read_orders,
    ),
    ProtoId.TRD_GET_HISTORY_ORDER_LIST: Codec(
        Trd_GetHistoryOrderList_pb2.Request,
        Trd_GetHistoryOrderList_pb2.Response,
        _write_history_request,
        _read_history_request,
        _write_orders,
        _read_orders,
    ),
}
PUSHES = {ProtoId.TRD_UPDATE_ORDER: PushCodec(_encode_push, _decode_push)}
