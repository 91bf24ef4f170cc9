from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    built,
    counts,
    days,
    few,
    flags,
    ids,
    maybe,
    member,
    moments,
    prices,
    signed_amounts,
    texts,
    tuples_of,
)
from tests.wire.wire_trips import through_client, through_server
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
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, zone_of
from tui.pb import Qot_GetCapitalFlow_pb2, Qot_GetTopTenBuySellBrokers_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.research import GetCapitalFlow, GetDistribution, GetTopBrokers

TENCENT = SecurityId(Market.HK, "00700")
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetCapitalFlow, id=ids, period=member(FlowPeriod), begin=maybe(days), end=maybe(days)),
    built(GetDistribution, id=ids),
    built(GetTopBrokers, id=ids, days_before=counts),
)
times = maybe(moments(Market.HK))
whole_seconds = maybe(moments(Market.HK).map(lambda at: at.replace(microsecond=0)))
points = built(
    FlowPoint,
    at=times,
    total=signed_amounts,
    main=maybe(signed_amounts),
    huge=maybe(signed_amounts),
    big=maybe(signed_amounts),
    mid=maybe(signed_amounts),
    small=maybe(signed_amounts),
)
flows = built(CapitalFlow, points=tuples_of(points), valid_until=times)
by_size = built(BySize, huge=maybe(amounts), big=amounts, mid=amounts, small=amounts)
distributions = built(Distribution, bought=by_size, sold=by_size, updated_at=times)
brokers = built(
    BrokerTurnover,
    name=texts,
    side=member(NetSide),
    net_volume=st.integers(-(2**53), 2**53),
    average_price=maybe(prices),
    volume=maybe(amounts),
    turnover=maybe(amounts),
)
rankings = built(TopBrokers, live=flags, at=whole_seconds, brokers=tuples_of(brokers))


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(flows)
def test_flows_survive_the_wire(flow: CapitalFlow) -> None:
    assert through_client(GetCapitalFlow(TENCENT), flow) == flow


@few
@given(distributions)
def test_distributions_survive_the_wire(distribution: Distribution) -> None:
    assert through_client(GetDistribution(TENCENT), distribution) == distribution


@few
@given(rankings)
def test_brokers_survive_the_wire(top: TopBrokers) -> None:
    assert through_client(GetTopBrokers(TENCENT), top) == top


def test_absent_values_have_their_defaults() -> None:
    message = Qot_GetCapitalFlow_pb2.Request()
    message.c2s.security.market, message.c2s.security.code = 1, "00700"
    assert codec.decode_request(3211, message.SerializeToString()) == GetCapitalFlow(TENCENT)
    body = Qot_GetTopTenBuySellBrokers_pb2.Request()
    body.c2s.security.market, body.c2s.security.code = 1, "00700"
    assert codec.decode_request(3247, body.SerializeToString()) == GetTopBrokers(TENCENT, 0)


def test_the_text_of_a_time_is_the_exchanges() -> None:
    at = datetime(2026, 11, 20, 9, 31, tzinfo=zone_of(Market.US))
    body = codec.encode_reply(3211, CapitalFlow((), at))
    assert Qot_GetCapitalFlow_pb2.Response.FromString(body).s2c.lastValidTime == "2026-11-20 09:31:00"


@pytest.mark.parametrize("field", ["beginTime", "endTime"])
def test_a_period_without_a_date_is_an_error(field: str) -> None:
    message = Qot_GetCapitalFlow_pb2.Request()
    message.c2s.security.market, message.c2s.security.code = 1, "00700"
    setattr(message.c2s, field, "last year")
    with pytest.raises(BodyError, match="'last year' is not a date"):
        codec.decode_request(3211, message.SerializeToString())


def test_days_are_dates_on_the_wire() -> None:
    request = GetCapitalFlow(TENCENT, FlowPeriod.DAY, date(2026, 10, 1), date(2026, 10, 31))
    message = Qot_GetCapitalFlow_pb2.Request.FromString(codec.encode_request(request))
    assert (message.c2s.beginTime, message.c2s.endTime) == ("2026-10-01", "2026-10-31")


def test_hostile_amounts_read_as_nothing() -> None:
    message = Qot_GetCapitalFlow_pb2.Response(retType=0)
    message.s2c.flowItemList.add(inFlow=float("nan"), bigInFlow=float("inf"), timestamp=-1.0)
    (point,) = codec.decode_reply(GetCapitalFlow(TENCENT), message.SerializeToString()).points
    assert (point.total, point.big, point.at) == (Decimal(0), None, None)


def test_an_unknown_side_and_an_escape_are_harmless() -> None:
    broker = b"\x08\x01" + b"\x12\x05a\x1b[2J" + b"\x18\x09"  # netVol 1, a name, side 9
    s2c = b"\x22" + bytes([len(broker)]) + broker
    raw = b"\x08\x00" + b"\x22" + bytes([len(s2c)]) + s2c
    (read,) = codec.decode_reply(GetTopBrokers(TENCENT), raw).brokers
    assert (read.net_volume, read.side, read.name) == (1, NetSide.UNKNOWN, "a[2J")
