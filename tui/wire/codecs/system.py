"""Verification codes 1006 and delay statistics 1007."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.delays import (
    DelayBucket,
    DelayKind,
    DelayStatistics,
    OrderDelays,
    PushDelays,
    PushKind,
    PushStage,
    ReplyDelays,
)
from tui.pb import GetDelayStatistics_pb2, Verification_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, read_nothing, write_nothing
from tui.wire.messages.system import CodeKind, CodeStep, GetDelayStatistics, Verify
from tui.wire.numbers import decimal_from_wire
from tui.wire.protoids import ProtoId
from tui.wire.text import clean

_ENDLESS = -1
_SINGLE_DECIMALS = 4
"""A float of 32 bits is exact to about this many places in the sizes that occur here."""

_delay_kind = reader(DelayKind)
_push_stage = reader(PushStage)
_push_kind = reader(PushKind)
_code_kind = reader(CodeKind)
_code_step = reader(CodeStep)


def _decimal(single: float) -> Decimal:
    return decimal_from_wire(round(single, _SINGLE_DECIMALS))


# ---- 1006


def _write_verify(request: Verify, c2s: Verification_pb2.C2S) -> None:
    c2s.type = request.kind
    c2s.op = request.step
    if request.code:
        c2s.code = request.code


def _read_verify(c2s: Verification_pb2.C2S) -> Verify:
    return Verify(_code_kind(c2s.type), _code_step(c2s.op), clean(c2s.code))


# ---- 1007


def _write_request(request: GetDelayStatistics, c2s: GetDelayStatistics_pb2.C2S) -> None:
    c2s.typeList.extend(request.kinds)
    if request.stage is not None:
        c2s.qotPushStage = request.stage
    c2s.segmentList.extend(request.ends_ms)


def _read_request(c2s: GetDelayStatistics_pb2.C2S) -> GetDelayStatistics:
    return GetDelayStatistics(
        kinds=tuple(_delay_kind(number) for number in capped(c2s.typeList)),
        stage=_push_stage(c2s.qotPushStage) if c2s.HasField("qotPushStage") else None,
        ends_ms=tuple(capped(c2s.segmentList)),
    )


def _write_statistics(statistics: DelayStatistics, response: GetDelayStatistics_pb2.Response) -> None:
    s2c = response.s2c
    for push in statistics.pushes:
        _write_push(push, s2c.qotPushStatisticsList.add())
    for reply in statistics.replies:
        s2c.reqReplyStatisticsList.add(
            protoID=reply.proto_id,
            count=reply.count,
            totalCostAvg=float(reply.total_ms),
            openDCostAvg=float(reply.opend_ms),
            netDelayAvg=float(reply.network_ms),
            isLocalReply=reply.local,
        )
    for order in statistics.orders:
        s2c.placeOrderStatisticsList.add(
            orderID=order.order_id,
            totalCost=float(order.total_ms),
            openDCost=float(order.opend_ms),
            netDelay=float(order.network_ms),
            updateCost=float(order.update_ms),
        )


def _write_push(push: PushDelays, message: GetDelayStatistics_pb2.DelayStatistics) -> None:
    message.qotPushType = push.kind
    message.count = push.count
    message.delayAvg = float(push.mean_ms)
    for bucket in push.buckets:
        message.itemList.add(
            begin=bucket.begin_ms,
            end=_ENDLESS if bucket.end_ms is None else bucket.end_ms,
            count=bucket.count,
            proportion=float(bucket.share),
            cumulativeRatio=float(bucket.cumulative),
        )


def _read_statistics(response: GetDelayStatistics_pb2.Response) -> DelayStatistics:
    s2c = response.s2c
    return DelayStatistics(
        pushes=tuple(_read_push(one) for one in capped(s2c.qotPushStatisticsList)),
        replies=tuple(_read_reply(one) for one in capped(s2c.reqReplyStatisticsList)),
        orders=tuple(_read_order(one) for one in capped(s2c.placeOrderStatisticsList)),
    )


def _read_push(message: GetDelayStatistics_pb2.DelayStatistics) -> PushDelays:
    return PushDelays(
        kind=_push_kind(message.qotPushType),
        count=message.count,
        mean_ms=_decimal(message.delayAvg),
        buckets=tuple(
            DelayBucket(
                begin_ms=item.begin,
                end_ms=None if item.end < 0 else item.end,
                count=item.count,
                share=_decimal(item.proportion),
                cumulative=_decimal(item.cumulativeRatio),
            )
            for item in capped(message.itemList)
        ),
    )


def _read_reply(message: GetDelayStatistics_pb2.ReqReplyStatisticsItem) -> ReplyDelays:
    return ReplyDelays(
        proto_id=message.protoID,
        count=message.count,
        total_ms=_decimal(message.totalCostAvg),
        opend_ms=_decimal(message.openDCostAvg),
        network_ms=_decimal(message.netDelayAvg),
        local=message.isLocalReply,
    )


def _read_order(message: GetDelayStatistics_pb2.PlaceOrderStatisticsItem) -> OrderDelays:
    return OrderDelays(
        order_id=clean(message.orderID),
        total_ms=_decimal(message.totalCost),
        opend_ms=_decimal(message.openDCost),
        network_ms=_decimal(message.netDelay),
        update_ms=_decimal(message.updateCost),
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.VERIFICATION: Codec(
        Verification_pb2.Request,
        Verification_pb2.Response,
        _write_verify,
        _read_verify,
        write_nothing,
        read_nothing,
        bodiless=True,
    ),
    ProtoId.GET_DELAY_STATISTICS: Codec(
        GetDelayStatistics_pb2.Request,
        GetDelayStatistics_pb2.Response,
        _write_request,
        _read_request,
        _write_statistics,
        _read_statistics,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
