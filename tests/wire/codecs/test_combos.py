"""Combined orders cross the wire whole; a leg that is no whole number does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, days, maybe, member, names, quantities, rates, signed_amounts, texts
from tests.wire.values import tuples_of as few_of
from tests.wire.values_trade import headers, legs, packets
from tests.wire.wire_trips import through_client, through_server
from tui.domain.accounts import Env
from tui.domain.combos import ComboEffect
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, TradeMarket
from tui.domain.orders import ComboLeg, OrderType, Side, TimeInForce
from tui.pb import Trd_PlaceComboOrder_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import Header, OrderReply, TradeReply
from tui.wire.messages.trade_extras import GetComboEffect, PlaceComboOrder

HEADER = Header(Env.REAL, 5, TradeMarket.US)
LEG = ComboLeg(SecurityId(Market.US, "AAPL261218C270000"), Side.BUY, 1)
PLACE = PlaceComboOrder(PacketId(1, 2), HEADER, (LEG,), OrderType.LIMIT, Decimal(1), Decimal("-1.25"))

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(
        GetComboEffect,
        header=headers,
        legs=few_of(legs),
        type=member(OrderType),
        qty=quantities,
        price=maybe(rates),
        order_id=maybe(names),
    ),
    built(
        PlaceComboOrder,
        packet=packets,
        header=headers,
        legs=few_of(legs),
        type=member(OrderType),
        qty=quantities,
        price=maybe(rates),
        tif=member(TimeInForce),
        expires_on=maybe(days),
        remark=maybe(texts),
    ),
)
effects = built(
    ComboEffect,
    value_change=maybe(signed_amounts),
    initial_margin_change=maybe(signed_amounts),
    maintenance_margin_change=maybe(signed_amounts),
    option_power=maybe(signed_amounts),
    withdrawable_change=maybe(signed_amounts),
    power_used=maybe(signed_amounts),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@given(headers, effects)
def test_the_effect_survives_the_wire(header: Header, effect: ComboEffect) -> None:
    asked = GetComboEffect(header, (LEG,), OrderType.LIMIT, Decimal(1), Decimal(0))
    assert through_client(asked, TradeReply(header, effect)) == effect


@given(headers, names)
def test_the_answer_names_the_order(header: Header, order_id: str) -> None:
    asked = replace(PLACE, header=header)
    assert through_client(asked, OrderReply(header, order_id, 7)) == OrderReply(header, order_id)


@pytest.mark.parametrize("ratio", [0.5, float("nan"), float("inf"), 1e300])
def test_a_damaged_ratio_is_refused(ratio: float) -> None:
    request = Trd_PlaceComboOrder_pb2.Request.FromString(codec.encode_request(PLACE))
    request.c2s.comboLegs[0].qtyRatio = ratio
    with pytest.raises(BodyError):
        codec.decode_request(PLACE.proto_id, request.SerializeToString())


def test_numbers_nobody_knows_read_as_unknown() -> None:
    request = Trd_PlaceComboOrder_pb2.Request.FromString(codec.encode_request(PLACE))
    request.c2s.orderType, request.c2s.timeInForce, request.c2s.comboLegs[0].side = 99, 98, 97
    read = codec.decode_request(PLACE.proto_id, request.SerializeToString())
    assert isinstance(read, PlaceComboOrder)
    assert (read.type, read.tif, read.legs[0].side) == (
        OrderType.UNKNOWN,
        TimeInForce.UNKNOWN,
        Side.UNKNOWN,
    )
