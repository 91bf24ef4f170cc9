from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import (
    built,
    days,
    few,
    flags,
    ids,
    maybe,
    member,
    names,
    prices,
    quantities,
    rates,
    texts,
    tuples_of,
)
from tests.wire.values_trade import filters, headers, orders_of, packets, trail_types, trails, with_header
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, TradeMarket, zone_of
from tui.domain.orders import ModifyOp, Order, OrderStatus, OrderType, Side, TimeInForce, TradeSession
from tui.pb import Trd_ModifyOrder_pb2, Trd_PlaceOrder_pb2, Trd_UpdateOrder_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import (
    Filter,
    GetHistoryOrders,
    GetOrders,
    Header,
    ModifyOrder,
    OrderPush,
    OrderReply,
    PlaceOrder,
    TradeReply,
)

HEADER = Header(Env.PAPER, 281756455988247915, TradeMarket.HK)
TENCENT = SecurityId(Market.HK, "00700")
AT = datetime(2026, 11, 20, 10, 0, 0, 123000, zone_of(Market.HK))
ORDER = Order(
    order_id="20261120_1|a",
    acc_id=HEADER.acc_id,
    env=HEADER.env,
    id=TENCENT,
    name="腾讯控股",
    side=Side.BUY,
    type=OrderType.LIMIT,
    status=OrderStatus.SUBMITTED,
    qty=Decimal(100),
    price=Decimal("300.2"),
    created_at=AT,
    updated_at=AT,
    market=TradeMarket.HK,
    number=77,
)
PLACE = PlaceOrder(PacketId(1, 2), HEADER, TENCENT, Side.BUY, OrderType.MARKET, Decimal(100), None)

statuses = tuples_of(member(OrderStatus))
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetOrders, header=headers, filter=filters, statuses=statuses, refresh=flags),
    built(GetHistoryOrders, header=headers, filter=filters, statuses=statuses),
    built(
        PlaceOrder,
        packet=packets,
        header=headers,
        id=ids,
        side=member(Side),
        type=member(OrderType),
        qty=quantities,
        price=maybe(prices),
        tif=member(TimeInForce),
        remark=maybe(texts),
        trigger_price=maybe(prices),
        trail=maybe(trails),
        expires_on=maybe(days),
        adjust=maybe(rates),
        session=member(TradeSession),
        outside_rth=flags,
    ),
    built(
        ModifyOrder,
        packet=packets,
        header=headers,
        op=member(ModifyOp),
        order_id=names,
        qty=maybe(quantities),
        price=maybe(prices),
        everything=flags,
        market=member(TradeMarket),
        trigger_price=maybe(prices),
        trail_type=maybe(trail_types),
        trail_value=maybe(quantities),
        trail_spread=maybe(quantities),
        adjust=maybe(rates),
    ),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(with_header(lambda header: tuples_of(orders_of(header), 3)))
def test_orders_survive_lists_and_pushes(pair: tuple[Header, tuple[Order, ...]]) -> None:
    header, orders = pair
    reply = TradeReply(header, orders)
    assert through_client(GetOrders(header), reply) == orders
    assert through_client(GetHistoryOrders(header, Filter()), reply) == orders
    for order in orders:
        (event,) = events_of(OrderPush(order))
        assert event.order == order


@given(headers, names, st.integers(0, 2**64 - 1))
def test_the_answer_names_the_order(header: Header, order_id: str, number: int) -> None:
    reply = OrderReply(header, order_id, number)
    assert through_client(replace(PLACE, header=header), reply) == reply
    assert through_client(ModifyOrder(PacketId(1, 2), header, ModifyOp.CANCEL, order_id), reply) == reply


def pushed() -> Trd_UpdateOrder_pb2.Response:
    return Trd_UpdateOrder_pb2.Response.FromString(codec.encode_push(OrderPush(ORDER))[1])


def test_an_order_carries_what_the_official_client_reads() -> None:
    push = pushed().s2c
    assert (push.header.trdEnv, push.header.accID, push.header.trdMarket) == (0, HEADER.acc_id, 1)
    order = push.order
    assert (order.orderID, order.orderIDEx) == (77, "20261120_1|a")
    assert (order.secMarket, order.code, order.trdMarket) == (1, "00700", 1)
    assert (order.createTime, order.createTimestamp) == ("2026-11-20 10:00:00.123", AT.timestamp())
    assert (order.fillQty, order.fillAvgPrice, order.timeInForce) == (0.0, 0.0, 0)


def test_a_market_order_sends_a_price_of_zero() -> None:
    c2s = Trd_PlaceOrder_pb2.Request.FromString(codec.encode_request(PLACE)).c2s
    assert c2s.HasField("price")
    assert (c2s.price, c2s.secMarket, c2s.packetID.serialNo) == (0.0, 1, 2)


def test_a_cancel_carries_neither_quantity_nor_price() -> None:
    cancel = ModifyOrder(PacketId(1, 2), HEADER, ModifyOp.CANCEL, "20261120_1|a")
    c2s = Trd_ModifyOrder_pb2.Request.FromString(codec.encode_request(cancel)).c2s
    assert {field.name for field, _ in c2s.ListFields()} == {
        "packetID",
        "header",
        "orderID",
        "modifyOrderOp",
        "orderIDEx",
    }


def test_cancelling_everything_names_no_order() -> None:
    request = ModifyOrder(PacketId(1, 2), HEADER, ModifyOp.CANCEL, everything=True, market=TradeMarket.HK)
    c2s = Trd_ModifyOrder_pb2.Request.FromString(codec.encode_request(request)).c2s
    assert (c2s.forAll, c2s.orderID, c2s.HasField("orderIDEx"), c2s.trdMarket) == (True, 0, False, 1)


@pytest.mark.parametrize(
    ("header_market", "code", "market"),
    [
        (TradeMarket.HK, "00700", Market.HK),
        (TradeMarket.US, "AAPL", Market.US),
        (TradeMarket.HKCC, "600519", Market.SH),
        (TradeMarket.HKCC, "510300", Market.SH),
        (TradeMarket.CN, "900901", Market.SH),
        (TradeMarket.CN, "000001", Market.SZ),
        (TradeMarket.FUTURES_PAPER_HK, "MHImain", Market.HK),
        (TradeMarket.FUTURES, "MHImain", Market.UNKNOWN),
        (TradeMarket.UNKNOWN, "00700", Market.UNKNOWN),
    ],
)
def test_without_a_listing_market_the_account_decides(
    header_market: TradeMarket, code: str, market: Market
) -> None:
    message = Trd_PlaceOrder_pb2.Request.FromString(codec.encode_request(PLACE))
    message.c2s.ClearField("secMarket")
    message.c2s.header.trdMarket = header_market
    message.c2s.code = code
    request = codec.decode_request(2202, message.SerializeToString())
    assert isinstance(request, PlaceOrder)
    assert request.id == SecurityId(market, code)


def test_the_order_s_own_market_decides_before_the_header_s() -> None:
    push = pushed()
    push.s2c.order.ClearField("secMarket")
    push.s2c.order.trdMarket = TradeMarket.US
    push.s2c.order.code = "AAPL"
    (event,) = codec.decode_push(2208, push.SerializeToString())
    assert event.order.id == SecurityId(Market.US, "AAPL")  # type: ignore[union-attr]


def test_numbers_nobody_knows_are_unknown() -> None:
    push = pushed()
    push.s2c.order.orderStatus = 99
    push.s2c.order.orderType = 99
    push.s2c.order.trdSide = 9
    push.s2c.order.timeInForce = 9
    (event,) = codec.decode_push(2208, push.SerializeToString())
    order = event.order  # type: ignore[union-attr]
    assert (order.status, order.type) == (OrderStatus.UNKNOWN, OrderType.UNKNOWN)
    assert (order.side, order.tif) == (Side.UNKNOWN, TimeInForce.UNKNOWN)
    assert not order.status.terminal


def test_the_number_stands_in_for_a_missing_text_id() -> None:
    push = pushed()
    push.s2c.order.orderIDEx = ""
    (event,) = codec.decode_push(2208, push.SerializeToString())
    assert event.order.order_id == "77"  # type: ignore[union-attr]
    push.s2c.order.orderID = 0
    with pytest.raises(BodyError, match="without an id"):
        codec.decode_push(2208, push.SerializeToString())


@pytest.mark.parametrize("qty", [float("nan"), float("inf"), 1e300])
def test_an_order_for_no_number_of_shares_is_an_error(qty: float) -> None:
    message = Trd_PlaceOrder_pb2.Request.FromString(codec.encode_request(PLACE))
    message.c2s.qty = qty
    with pytest.raises(BodyError):
        codec.decode_request(2202, message.SerializeToString())


def test_an_order_at_no_price_is_an_error_and_not_a_market_order() -> None:
    message = Trd_PlaceOrder_pb2.Request.FromString(codec.encode_request(PLACE))
    message.c2s.price = float("nan")
    with pytest.raises(BodyError):
        codec.decode_request(2202, message.SerializeToString())


def test_the_text_of_an_order_is_cleaned() -> None:
    push = pushed()
    push.s2c.order.remark = "\x1b]52;c;YmFk\x07"
    push.s2c.order.lastErrMsg = "line\nline"
    (event,) = codec.decode_push(2208, push.SerializeToString())
    assert (event.order.remark, event.order.error) == ("]52;c;YmFk", "line line")  # type: ignore[union-attr]
