"""Capital flow 3211 and distribution 3212, top ten brokers 3247.

None of these replies names its security, so the zone of their texts is unknown: times are read from the
unix seconds beside them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tui.domain.flows import (
    BrokerTurnover,
    BySize,
    CapitalFlow,
    Distribution,
    FlowPeriod,
    FlowPoint,
    NetSide,
    TopBrokers,
)
from tui.pb import (
    Qot_GetCapitalDistribution_pb2,
    Qot_GetCapitalFlow_pb2,
    Qot_GetTopTenBuySellBrokers_pb2,
)
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.errors import BodyError
from tui.wire.messages.research import GetCapitalFlow, GetDistribution, GetTopBrokers
from tui.wire.numbers import amount_or_zero, optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_date, read_stamp, write_date, write_time

_period = reader(FlowPeriod)
_side = reader(NetSide)


def _put_time(message: Any, text: str, stamp: str, at: datetime | None) -> None:
    """Set a text and the unix seconds of an instant; unknown stays absent."""
    if at is not None:
        setattr(message, text, write_time(at, at.tzinfo or UTC))
        setattr(message, stamp, at.timestamp())


def _asked_day(text: str) -> date | None:
    if not text:
        return None
    day = read_date(text)
    if day is None:
        raise BodyError(f"{clean(text, 32)!r} is not a date: expected something like 2026-01-31")
    return day


# ---- 3211


def _write_flow_request(request: GetCapitalFlow, c2s: Qot_GetCapitalFlow_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.periodType = request.period
    if request.begin is not None:
        c2s.beginTime = write_date(request.begin)
    if request.end is not None:
        c2s.endTime = write_date(request.end)


def _read_flow_request(c2s: Qot_GetCapitalFlow_pb2.C2S) -> GetCapitalFlow:
    return GetCapitalFlow(
        id=read_id(c2s.security),
        period=_period(c2s.periodType) if c2s.HasField("periodType") else FlowPeriod.INTRADAY,
        begin=_asked_day(c2s.beginTime),
        end=_asked_day(c2s.endTime),
    )


def _write_flow(flow: CapitalFlow, response: Qot_GetCapitalFlow_pb2.Response) -> None:
    s2c = response.s2c
    for point in flow.points:
        item = s2c.flowItemList.add()
        item.inFlow = float(point.total)
        _put_time(item, "time", "timestamp", point.at)
        put_decimal(item, "mainInFlow", point.main)
        put_decimal(item, "superInFlow", point.huge)
        put_decimal(item, "bigInFlow", point.big)
        put_decimal(item, "midInFlow", point.mid)
        put_decimal(item, "smlInFlow", point.small)
    _put_time(s2c, "lastValidTime", "lastValidTimestamp", flow.valid_until)


def _read_flow(response: Qot_GetCapitalFlow_pb2.Response) -> CapitalFlow:
    s2c = response.s2c
    points = tuple(map(_read_point, capped(s2c.flowItemList)))
    return CapitalFlow(points, read_stamp(s2c.lastValidTimestamp, UTC))


def _read_point(item: Qot_GetCapitalFlow_pb2.CapitalFlowItem) -> FlowPoint:
    return FlowPoint(
        at=read_stamp(item.timestamp, UTC),
        total=amount_or_zero(item.inFlow),
        main=optional_decimal(item, "mainInFlow"),
        huge=optional_decimal(item, "superInFlow"),
        big=optional_decimal(item, "bigInFlow"),
        mid=optional_decimal(item, "midInFlow"),
        small=optional_decimal(item, "smlInFlow"),
    )


# ---- 3212


def _write_distribution_request(request: GetDistribution, c2s: Qot_GetCapitalDistribution_pb2.C2S) -> None:
    write_id(c2s.security, request.id)


def _read_distribution_request(c2s: Qot_GetCapitalDistribution_pb2.C2S) -> GetDistribution:
    return GetDistribution(read_id(c2s.security))


def _write_distribution(
    distribution: Distribution, response: Qot_GetCapitalDistribution_pb2.Response
) -> None:
    s2c = response.s2c
    for prefix, amounts in (("capitalIn", distribution.bought), ("capitalOut", distribution.sold)):
        put_decimal(s2c, f"{prefix}Super", amounts.huge)
        put_decimal(s2c, f"{prefix}Big", amounts.big)
        put_decimal(s2c, f"{prefix}Mid", amounts.mid)
        put_decimal(s2c, f"{prefix}Small", amounts.small)
    _put_time(s2c, "updateTime", "updateTimestamp", distribution.updated_at)


def _read_distribution(response: Qot_GetCapitalDistribution_pb2.Response) -> Distribution:
    s2c = response.s2c
    return Distribution(
        bought=_read_amounts(s2c, "capitalIn"),
        sold=_read_amounts(s2c, "capitalOut"),
        updated_at=read_stamp(s2c.updateTimestamp, UTC),
    )


def _read_amounts(s2c: Any, prefix: str) -> BySize:
    return BySize(
        huge=optional_decimal(s2c, f"{prefix}Super"),
        big=amount_or_zero(getattr(s2c, f"{prefix}Big")),
        mid=amount_or_zero(getattr(s2c, f"{prefix}Mid")),
        small=amount_or_zero(getattr(s2c, f"{prefix}Small")),
    )


# ---- 3247


def _write_brokers_request(request: GetTopBrokers, c2s: Qot_GetTopTenBuySellBrokers_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.daysBefore = request.days_before


def _read_brokers_request(c2s: Qot_GetTopTenBuySellBrokers_pb2.C2S) -> GetTopBrokers:
    return GetTopBrokers(read_id(c2s.security), c2s.daysBefore)


def _write_brokers(top: TopBrokers, response: Qot_GetTopTenBuySellBrokers_pb2.Response) -> None:
    s2c = response.s2c
    s2c.isRealTime = top.live
    if top.at is not None:
        s2c.dataTime = int(top.at.timestamp())
        s2c.dataTimeStr = write_time(top.at, top.at.tzinfo or UTC)
    for broker in top.brokers:
        item = s2c.brokerList.add()
        item.netVol = broker.net_volume
        item.brokerName = broker.name
        item.buySellType = broker.side.value  # type: ignore[assignment]  # the same numbers
        put_decimal(item, "avgPrice", broker.average_price)
        put_decimal(item, "totalVol", broker.volume)
        put_decimal(item, "totalTurnover", broker.turnover)


def _read_brokers(response: Qot_GetTopTenBuySellBrokers_pb2.Response) -> TopBrokers:
    s2c = response.s2c
    return TopBrokers(
        live=s2c.isRealTime,
        at=read_stamp(float(s2c.dataTime), UTC),
        brokers=tuple(map(_read_broker, capped(s2c.brokerList))),
    )


def _read_broker(item: Qot_GetTopTenBuySellBrokers_pb2.BrokerItem) -> BrokerTurnover:
    return BrokerTurnover(
        name=clean(item.brokerName),
        side=_side(item.buySellType),
        net_volume=item.netVol,
        average_price=optional_decimal(item, "avgPrice"),
        volume=optional_decimal(item, "totalVol"),
        turnover=optional_decimal(item, "totalTurnover"),
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_CAPITAL_FLOW: Codec(
        Qot_GetCapitalFlow_pb2.Request,
        Qot_GetCapitalFlow_pb2.Response,
        _write_flow_request,
        _read_flow_request,
        _write_flow,
        _read_flow,
    ),
    ProtoId.QOT_GET_CAPITAL_DISTRIBUTION: Codec(
        Qot_GetCapitalDistribution_pb2.Request,
        Qot_GetCapitalDistribution_pb2.Response,
        _write_distribution_request,
        _read_distribution_request,
        _write_distribution,
        _read_distribution,
    ),
    ProtoId.QOT_GET_TOP_TEN_BUY_SELL_BROKERS: Codec(
        Qot_GetTopTenBuySellBrokers_pb2.Request,
        Qot_GetTopTenBuySellBrokers_pb2.Response,
        _write_brokers_request,
        _read_brokers_request,
        _write_brokers,
        _read_brokers,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
