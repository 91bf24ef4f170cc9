"""Combined orders: their effect on an account 2112, placing 2227."""

from __future__ import annotations

from typing import Any

from tui.domain.combos import ComboEffect
from tui.domain.orders import OrderType, TimeInForce
from tui.pb import Trd_GetComboMaxTrdQtys_pb2, Trd_PlaceComboOrder_pb2
from tui.wire.combo_legs import read_legs, write_legs
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec
from tui.wire.messages.trade import OrderReply, TradeReply
from tui.wire.messages.trade_extras import GetComboEffect, PlaceComboOrder
from tui.wire.numbers import decimal_from_wire, optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.text import clean
from tui.wire.times import read_date, write_date
from tui.wire.trade_parts import (
    read_header,
    read_packet,
    write_header,
    write_packet,
)

_order_type = reader(OrderType)
_tif = reader(TimeInForce)

_EFFECTS = {
    "nlvChange": "value_change",
    "initialMarginChange": "initial_margin_change",
    "maintenanceMarginChange": "maintenance_margin_change",
    "optionBuyPower": "option_power",
    "maxWithDrawChange": "withdrawable_change",
    "buyPowerDecrease": "power_used",
}
"""Field of the message: attribute of the value."""


# ---- what both requests say


def _write_order(request: GetComboEffect | PlaceComboOrder, c2s: Any) -> None:
    write_header(c2s.header, request.header)
    write_legs(c2s.comboLegs, request.legs)
    c2s.qty = float(request.qty)
    put_decimal(c2s, "price", request.price)
    c2s.orderType = request.type


def _read_order(c2s: Any) -> dict[str, Any]:
    return {
        "header": read_header(c2s.header),
        "legs": read_legs(c2s.comboLegs),
        "qty": decimal_from_wire(c2s.qty),
        "price": decimal_from_wire(c2s.price) if c2s.HasField("price") else None,
        "type": _order_type(c2s.orderType),
    }


# ---- 2112


def _write_effect_request(request: GetComboEffect, c2s: Trd_GetComboMaxTrdQtys_pb2.C2S) -> None:
    _write_order(request, c2s)
    if request.order_id is not None:
        c2s.orderIDEx = request.order_id


def _read_effect_request(c2s: Trd_GetComboMaxTrdQtys_pb2.C2S) -> GetComboEffect:
    return GetComboEffect(**_read_order(c2s), order_id=clean(c2s.orderIDEx) or None)


def _write_effect(reply: TradeReply[ComboEffect], response: Trd_GetComboMaxTrdQtys_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    response.s2c.maxTrdQtys.SetInParent()
    for field, name in _EFFECTS.items():
        put_decimal(response.s2c.maxTrdQtys, field, getattr(reply.value, name))


def _read_effect(response: Trd_GetComboMaxTrdQtys_pb2.Response) -> ComboEffect:
    effect = response.s2c.maxTrdQtys
    return ComboEffect(**{name: optional_decimal(effect, field) for field, name in _EFFECTS.items()})


# ---- 2227


def _write_place(request: PlaceComboOrder, c2s: Trd_PlaceComboOrder_pb2.C2S) -> None:
    write_packet(c2s.packetID, request.packet)
    _write_order(request, c2s)
    c2s.timeInForce = request.tif
    if request.expires_on is not None:
        c2s.expireTime = write_date(request.expires_on)
    if request.remark is not None:
        c2s.remark = request.remark


def _read_place(c2s: Trd_PlaceComboOrder_pb2.C2S) -> PlaceComboOrder:
    return PlaceComboOrder(
        packet=read_packet(c2s.packetID),
        **_read_order(c2s),
        tif=_tif(c2s.timeInForce),
        expires_on=read_date(c2s.expireTime),
        remark=clean(c2s.remark) if c2s.HasField("remark") else None,
    )


def _write_place_reply(reply: OrderReply, response: Trd_PlaceComboOrder_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    response.s2c.orderIDEx = reply.order_id


def _read_place_reply(response: Trd_PlaceComboOrder_pb2.Response) -> OrderReply:
    return OrderReply(read_header(response.s2c.header), clean(response.s2c.orderIDEx))


CODECS: dict[ProtoId, Codec] = {
    ProtoId.TRD_GET_COMBO_MAX_TRD_QTYS: Codec(
        Trd_GetComboMaxTrdQtys_pb2.Request,
        Trd_GetComboMaxTrdQtys_pb2.Response,
        _write_effect_request,
        _read_effect_request,
        _write_effect,
        _read_effect,
    ),
    ProtoId.TRD_PLACE_COMBO_ORDER: Codec(
        Trd_PlaceComboOrder_pb2.Request,
        Trd_PlaceComboOrder_pb2.Response,
        _write_place,
        _read_place,
        _write_place_reply,
        _read_place_reply,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
