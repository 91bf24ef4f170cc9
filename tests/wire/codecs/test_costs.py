"""Fees, margin ratios and cash movements, both ways and damaged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    big_ids,
    built,
    days,
    flags,
    id_lists,
    ids,
    maybe,
    member,
    moments,
    names,
    rates,
    signed_amounts,
    texts,
    tuples_of,
)
from tests.wire.values_trade import headers
from tests.wire.wire_trips import through_client, through_server
from tui.domain.accounts import Env
from tui.domain.cashflow import CashFlow, FlowDirection
from tui.domain.fees import FeeItem, OrderFee
from tui.domain.ids import SecurityId
from tui.domain.margins import MarginRatio, Requirement
from tui.domain.markets import Currency, Market, TradeMarket
from tui.pb import Trd_FlowSummary_pb2, Trd_GetMarginRatio_pb2, Trd_GetOrderFee_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.trade import Header, TradeReply
from tui.wire.messages.trade_extras import GetCashFlows, GetMarginRatios, GetOrderFees

HEADER = Header(Env.REAL, 5, TradeMarket.HK)
TENCENT = SecurityId(Market.HK, "00700")
D = Decimal

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetMarginRatios, header=headers, ids=id_lists),
    built(GetOrderFees, header=headers, order_ids=tuples_of(names)),
    built(
        GetCashFlows,
        header=headers,
        day=maybe(days),
        direction=member(FlowDirection),
        created_from=maybe(days),
        created_to=maybe(days),
    ),
)
_percents = maybe(rates)
requirements = built(
    Requirement, initial=_percents, alert=_percents, margin_call=_percents, maintenance=_percents
)
ratios = built(
    MarginRatio,
    id=ids,
    long_permitted=maybe(flags),
    short_permitted=maybe(flags),
    long=requirements,
    short=requirements,
    short_pool=maybe(amounts),
    short_fee_rate=maybe(rates),
)
fees = built(
    OrderFee,
    order_id=names,
    total=maybe(amounts),
    items=tuples_of(built(FeeItem, title=texts, amount=signed_amounts)),
)
flows = built(
    CashFlow,
    number=big_ids,
    currency=member(Currency),
    amount=signed_amounts,
    direction=member(FlowDirection),
    kind=texts,
    cleared_on=maybe(days),
    settled_on=maybe(days),
    remark=texts,
    created_at=maybe(moments(Market.HK)),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@given(headers, tuples_of(ratios))
def test_margin_ratios_survive_the_wire(header: Header, value: tuple[MarginRatio, ...]) -> None:
    assert through_client(GetMarginRatios(header, ()), TradeReply(header, value)) == value


@given(headers, tuples_of(fees))
def test_fees_survive_the_wire(header: Header, value: tuple[OrderFee, ...]) -> None:
    assert through_client(GetOrderFees(header, ()), TradeReply(header, value)) == value


@given(headers, tuples_of(flows))
def test_movements_survive_the_wire(header: Header, value: tuple[CashFlow, ...]) -> None:
    assert through_client(GetCashFlows(header, None), TradeReply(header, value)) == value


def test_ratios_land_in_the_fields_of_their_side() -> None:
    ratio = MarginRatio(
        TENCENT, True, False, Requirement(D(1), D(2), D(3), D(4)), Requirement(D(5), D(6), D(7), D(8))
    )
    body = codec.encode_reply(GetMarginRatios.proto_id, TradeReply(HEADER, (ratio,)))
    (message,) = Trd_GetMarginRatio_pb2.Response.FromString(body).s2c.marginRatioInfoList
    long = (message.imLongRatio, message.alertLongRatio, message.mcmLongRatio, message.mmLongRatio)
    short = (message.imShortRatio, message.alertShortRatio, message.mcmShortRatio, message.mmShortRatio)
    assert (long, short) == ((1, 2, 3, 4), (5, 6, 7, 8))
    assert (message.isLongPermit, message.isShortPermit) == (True, False)


def test_damaged_amounts_read_as_unknown_or_nothing() -> None:
    response = Trd_GetOrderFee_pb2.Response(retType=0)
    response.s2c.header.trdEnv, response.s2c.header.accID, response.s2c.header.trdMarket = 1, 5, 1
    fee = response.s2c.orderFeeList.add(orderIDEx="x\x1b[31m", feeAmount=float("nan"))
    fee.feeList.add(title="t\x07", value=float("inf"))
    (read,) = codec.decode_reply(GetOrderFees(HEADER, ()), response.SerializeToString())
    assert (read.total, read.items[0].amount) == (None, D(0))
    assert "\x1b" not in read.order_id + read.items[0].title


def test_a_movement_without_fields_reads_as_blank() -> None:
    response = Trd_FlowSummary_pb2.Response(retType=0)
    response.s2c.header.trdEnv, response.s2c.header.accID, response.s2c.header.trdMarket = 1, 5, 1
    response.s2c.flowSummaryInfoList.add(cashFlowDirection=9, clearingDate="yesterday")
    (flow,) = codec.decode_reply(GetCashFlows(HEADER, date(2026, 11, 23)), response.SerializeToString())
    assert flow == CashFlow(0, Currency.UNKNOWN, D(0), FlowDirection.UNKNOWN, "")
