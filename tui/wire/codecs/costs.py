"""What trading costs: margin ratios 2223, fees of orders 2225, movements of cash 2226."""

from __future__ import annotations

from datetime import date
from typing import Any

from tui.domain.cashflow import CashFlow, FlowDirection
from tui.domain.fees import FeeItem, OrderFee
from tui.domain.margins import MarginRatio, Requirement
from tui.domain.markets import Currency, Market, zone_of
from tui.pb import Trd_FlowSummary_pb2, Trd_GetMarginRatio_pb2, Trd_GetOrderFee_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.trade import TradeReply
from tui.wire.messages.trade_extras import GetCashFlows, GetMarginRatios, GetOrderFees
from tui.wire.numbers import amount_or_zero, optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_ids, write_id, write_ids
from tui.wire.text import clean
from tui.wire.times import read_date, read_time, write_date, write_time
from tui.wire.trade_parts import read_header, write_header

_direction = reader(FlowDirection)
_currency = reader(Currency)

_REQUIREMENTS = {"im": "initial", "alert": "alert", "mcm": "margin_call", "mm": "maintenance"}
"""Beginning of a field: attribute of a Requirement. Both sides are per cent."""
_ACCOUNT_ZONE = zone_of(Market.HK)
"""Clock of the account's books; the message does not name one."""


# ---- 2223


def _write_margin_request(request: GetMarginRatios, c2s: Trd_GetMarginRatio_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    write_ids(c2s.securityList, request.ids)


def _read_margin_request(c2s: Trd_GetMarginRatio_pb2.C2S) -> GetMarginRatios:
    return GetMarginRatios(read_header(c2s.header), read_ids(c2s.securityList))


def _write_margins(
    reply: TradeReply[tuple[MarginRatio, ...]], response: Trd_GetMarginRatio_pb2.Response
) -> None:
    write_header(response.s2c.header, reply.header)
    for ratio in reply.value:
        message = response.s2c.marginRatioInfoList.add()
        write_id(message.security, ratio.id)
        if ratio.long_permitted is not None:
            message.isLongPermit = ratio.long_permitted
        if ratio.short_permitted is not None:
            message.isShortPermit = ratio.short_permitted
        put_decimal(message, "shortPoolRemain", ratio.short_pool)
        put_decimal(message, "shortFeeRate", ratio.short_fee_rate)
        for field, name in _REQUIREMENTS.items():
            put_decimal(message, f"{field}LongRatio", getattr(ratio.long, name))
            put_decimal(message, f"{field}ShortRatio", getattr(ratio.short, name))


def _read_margins(response: Trd_GetMarginRatio_pb2.Response) -> tuple[MarginRatio, ...]:
    return tuple(_margin(message) for message in capped(response.s2c.marginRatioInfoList))


def _margin(message: Trd_GetMarginRatio_pb2.MarginRatioInfo) -> MarginRatio:
    return MarginRatio(
        id=read_id(message.security),
        long_permitted=message.isLongPermit if message.HasField("isLongPermit") else None,
        short_permitted=message.isShortPermit if message.HasField("isShortPermit") else None,
        long=_requirement(message, "Long"),
        short=_requirement(message, "Short"),
        short_pool=optional_decimal(message, "shortPoolRemain"),
        short_fee_rate=optional_decimal(message, "shortFeeRate"),
    )


def _requirement(message: Any, side: str) -> Requirement:
    return Requirement(
        **{name: optional_decimal(message, f"{field}{side}Ratio") for field, name in _REQUIREMENTS.items()}
    )


# ---- 2225


def _write_fee_request(request: GetOrderFees, c2s: Trd_GetOrderFee_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    c2s.orderIdExList.extend(request.order_ids)


def _read_fee_request(c2s: Trd_GetOrderFee_pb2.C2S) -> GetOrderFees:
    return GetOrderFees(read_header(c2s.header), tuple(map(clean, capped(c2s.orderIdExList))))


def _write_fees(reply: TradeReply[tuple[OrderFee, ...]], response: Trd_GetOrderFee_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    for fee in reply.value:
        message = response.s2c.orderFeeList.add()
        message.orderIDEx = fee.order_id
        put_decimal(message, "feeAmount", fee.total)
        for item in fee.items:
            message.feeList.add(title=item.title, value=float(item.amount))


def _read_fees(response: Trd_GetOrderFee_pb2.Response) -> tuple[OrderFee, ...]:
    return tuple(
        OrderFee(
            order_id=clean(message.orderIDEx),
            total=optional_decimal(message, "feeAmount"),
            items=tuple(
                FeeItem(clean(item.title), amount_or_zero(item.value)) for item in capped(message.feeList)
            ),
        )
        for message in capped(response.s2c.orderFeeList)
    )


# ---- 2226


def _write_flow_request(request: GetCashFlows, c2s: Trd_FlowSummary_pb2.C2S) -> None:
    write_header(c2s.header, request.header)
    c2s.clearingDate = write_date(request.day)
    c2s.cashFlowDirection = request.direction
    _put_date(c2s, "startCreateDate", request.created_from)
    _put_date(c2s, "endCreateDate", request.created_to)


def _read_flow_request(c2s: Trd_FlowSummary_pb2.C2S) -> GetCashFlows:
    return GetCashFlows(
        header=read_header(c2s.header),
        day=read_date(c2s.clearingDate),
        direction=_direction(c2s.cashFlowDirection),
        created_from=read_date(c2s.startCreateDate),
        created_to=read_date(c2s.endCreateDate),
    )


def _write_flows(reply: TradeReply[tuple[CashFlow, ...]], response: Trd_FlowSummary_pb2.Response) -> None:
    write_header(response.s2c.header, reply.header)
    for flow in reply.value:
        message = response.s2c.flowSummaryInfoList.add()
        message.cashFlowID = flow.number
        message.currency = flow.currency
        message.cashFlowType = flow.kind
        message.cashFlowDirection = flow.direction
        message.cashFlowAmount = float(flow.amount)
        message.cashFlowRemark = flow.remark
        _put_date(message, "clearingDate", flow.cleared_on)
        _put_date(message, "settlementDate", flow.settled_on)
        if flow.created_at is not None:
            message.createTime = write_time(flow.created_at, _ACCOUNT_ZONE)


def _read_flows(response: Trd_FlowSummary_pb2.Response) -> tuple[CashFlow, ...]:
    return tuple(
        CashFlow(
            number=message.cashFlowID,
            currency=_currency(message.currency),
            amount=amount_or_zero(message.cashFlowAmount),
            direction=_direction(message.cashFlowDirection),
            kind=clean(message.cashFlowType),
            cleared_on=read_date(message.clearingDate),
            settled_on=read_date(message.settlementDate),
            remark=clean(message.cashFlowRemark),
            created_at=read_time(message.createTime, 0.0, _ACCOUNT_ZONE),
        )
        for message in capped(response.s2c.flowSummaryInfoList)
    )


def _put_date(message: Any, field: str, day: date | None) -> None:
    if day is not None:
        setattr(message, field, write_date(day))


CODECS: dict[ProtoId, Codec] = {
    ProtoId.TRD_GET_MARGIN_RATIO: Codec(
        Trd_GetMarginRatio_pb2.Request,
        Trd_GetMarginRatio_pb2.Response,
        _write_margin_request,
        _read_margin_request,
        _write_margins,
        _read_margins,
    ),
    ProtoId.TRD_GET_ORDER_FEE: Codec(
        Trd_GetOrderFee_pb2.Request,
        Trd_GetOrderFee_pb2.Response,
        _write_fee_request,
        _read_fee_request,
        _write_fees,
        _read_fees,
    ),
    ProtoId.TRD_FLOW_SUMMARY: Codec(
        Trd_FlowSummary_pb2.Request,
        Trd_FlowSummary_pb2.Response,
        _write_flow_request,
        _read_flow_request,
        _write_flows,
        _read_flows,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
