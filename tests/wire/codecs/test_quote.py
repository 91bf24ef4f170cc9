from __future__ import annotations

import dataclasses
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given

from tests.wire.values import few, id_lists
from tests.wire.values_quote import quotes
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityStatus, zone_of
from tui.domain.quotes import Quote
from tui.pb import Qot_UpdateBasicQot_pb2
from tui.wire import codec
from tui.wire.messages.quote import GetQuotes, QuotePush

TENCENT = SecurityId(Market.HK, "00700")
QUOTE = Quote(
    id=TENCENT,
    name="腾讯控股",
    last=Decimal("300.2"),
    open=None,
    high=None,
    low=None,
    prev_close=Decimal(299),
    volume=500,
    turnover=Decimal("150100"),
    tick=Decimal("0.2"),
    turnover_rate=Decimal("0.001"),
    amplitude=Decimal(0),
    updated_at=datetime(2026, 11, 20, 10, 0, 0, 123000, zone_of(Market.HK)),
)


def message_of(push: QuotePush) -> Qot_UpdateBasicQot_pb2.Response:
    return Qot_UpdateBasicQot_pb2.Response.FromString(codec.encode_push(push)[1])


@few
@given(id_lists)
def test_a_request_survives_the_wire(ids: tuple[SecurityId, ...]) -> None:
    assert through_server(GetQuotes(ids)) == GetQuotes(ids)


@few
@given(quotes)
def test_a_quote_survives_reply_and_push(quote: Quote) -> None:
    assert through_client(GetQuotes((quote.id,)), (quote, quote)) == (quote, quote)
    (event,) = events_of(QuotePush((quote,)))
    assert (event.id, event.quote.decode()) == (quote.id, quote)


def test_a_push_of_many_quotes_is_one_event_each() -> None:
    other = SecurityId(Market.US, "AAPL")
    push = message_of(QuotePush((QUOTE, QUOTE)))
    push.s2c.basicQotList[1].security.market = other.market
    push.s2c.basicQotList[1].security.code = other.symbol
    events = codec.decode_push(3005, push.SerializeToString())
    assert [event.id for event in events] == [TENCENT, other]  # type: ignore[union-attr]


def test_the_same_security_is_the_same_object() -> None:
    (first,), (second,) = events_of(QuotePush((QUOTE,))), events_of(QuotePush((QUOTE,)))
    assert first.id is second.id


def test_unknown_prices_are_zero_on_the_wire_and_the_time_is_never_a_bare_date() -> None:
    (basic,) = message_of(QuotePush((QUOTE,))).s2c.basicQotList
    assert (basic.openPrice, basic.curPrice) == (0.0, 300.2)
    assert basic.updateTime == "2026-11-20 10:00:00.123"
    assert basic.listTime == ""
    midnight = datetime(2026, 11, 20, tzinfo=zone_of(Market.HK))
    (basic,) = message_of(QuotePush((dataclasses.replace(QUOTE, updated_at=midnight),))).s2c.basicQotList
    assert basic.updateTime == "2026-11-20 00:00:00"


def test_a_damaged_quote_decodes_to_unknowns_instead_of_raising() -> None:
    push = message_of(QuotePush((QUOTE,)))
    (basic,) = push.s2c.basicQotList
    basic.curPrice = float("nan")
    basic.turnover = float("inf")
    basic.turnoverRate = -1e300
    basic.updateTime = "0000-00-00 25:00:00"
    basic.updateTimestamp = 1e300
    basic.listTime = "soon"
    basic.secStatus = 4711
    basic.hpVolume = float("nan")
    basic.name = "\x1b[31mred\u202e"
    (event,) = codec.decode_push(3005, push.SerializeToString())
    quote = event.quote.decode()  # type: ignore[union-attr]
    assert (quote.last, quote.turnover, quote.turnover_rate) == (None, 0, None)
    assert (quote.updated_at, quote.listed_on, quote.status) == (None, None, SecurityStatus.UNKNOWN)
    assert (quote.volume, quote.name) == (500, "[31mred")


@pytest.mark.parametrize("ret_type", [-1, -400])
def test_a_push_that_reports_failure_tells_nothing(ret_type: int) -> None:
    push = message_of(QuotePush((QUOTE,)))
    push.retType = ret_type
    assert codec.decode_push(3005, push.SerializeToString()) == ()
