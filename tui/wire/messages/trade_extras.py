"""Requests about costs (2223, 2225, 2226) and combined orders (2112, 2227)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from tui.domain.cashflow import CashFlow, FlowDirection
from tui.domain.combos import ComboEffect
from tui.domain.fees import OrderFee
from tui.domain.ids import SecurityId
from tui.domain.margins import MarginRatio
from tui.domain.orders import ComboLeg, OrderType, TimeInForce
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import Header, OrderReply
from tui.wire.protoids import ProtoId


@dataclass(frozen=True, slots=True)
class GetMarginRatios(Request[tuple[MarginRatio, ...]]):
    """Margin and short-sale figures (2223) of up to 100 Hong Kong and US codes; real accounts only."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_MARGIN_RATIO
    header: Header
    ids: tuple[SecurityId, ...]


@dataclass(frozen=True, slots=True)
class GetOrderFees(Request[tuple[OrderFee, ...]]):
    """What orders cost (2225); up to 400 of a real account."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_ORDER_FEE
    header: Header
    order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GetCashFlows(Request[tuple[CashFlow, ...]]):
    """Movements of cash on one clearing day (2226); real accounts only."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_FLOW_SUMMARY
    header: Header
    day: date | None
    """None only in a request that forgot it."""
    direction: FlowDirection = FlowDirection.UNKNOWN
    """UNKNOWN for both."""
    created_from: date | None = None
    created_to: date | None = None


@dataclass(frozen=True, slots=True)
class GetComboEffect(Request[ComboEffect]):
    """What a combined order would do to margin and buying power (2112)."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_GET_COMBO_MAX_TRD_QTYS
    header: Header
    legs: tuple[ComboLeg, ...]
    type: OrderType
    qty: Decimal
    price: Decimal | None
    order_id: str | None = None
    """The order that would be changed."""


@dataclass(frozen=True, slots=True)
class PlaceComboOrder(Request[OrderReply]):
    """Place one combined order (2227). Exactly one of these is sent an intent, as with PlaceOrder."""

    proto_id: ClassVar[ProtoId] = ProtoId.TRD_PLACE_COMBO_ORDER
    packet: PacketId
    header: Header
    legs: tuple[ComboLeg, ...]
    type: OrderType
    qty: Decimal
    price: Decimal | None
    """Net price of one combination; negative when it pays. Zero is a price."""
    tif: TimeInForce = TimeInForce.DAY
    expires_on: date | None = None
    remark: str | None = None
