from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, few, flags, tuples_of
from tests.wire.values_trade import fills_of, filters, headers, with_header
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.accounts import Env
from tui.domain.markets import TradeMarket
from tui.domain.orders import Fill
from tui.pb import Trd_UpdateOrderFill_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import FillPush, Filter, GetFills, GetHistoryFills, Header, TradeReply

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetFills, header=headers, filter=filters, refresh=flags),
    built(GetHistoryFills, header=headers, filter=filters),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(with_header(lambda header: tuples_of(fills_of(header), 3)))
def test_fills_survive_lists_and_pushes(pair: tuple[Header, tuple[Fill, ...]]) -> None:
    header, fills = pair
    reply = TradeReply(header, fills)
    assert through_client(GetFills(header), reply) == fills
    assert through_client(GetHistoryFills(header, Filter()), reply) == fills
    for fill in fills:
        (event,) = events_of(FillPush(fill))
        assert event.fill == fill


def bare_push() -> Trd_UpdateOrderFill_pb2.Response:
    push = Trd_UpdateOrderFill_pb2.Response(retType=0)
    push.s2c.header.trdEnv = Env.REAL
    push.s2c.header.accID = 5
    push.s2c.header.trdMarket = TradeMarket.HK
    fill = push.s2c.orderFill
    fill.trdSide, fill.fillID, fill.fillIDEx = 1, 8, ""
    fill.code, fill.name, fill.qty, fill.price, fill.createTime = "00700", "", 100.0, 300.2, ""
    fill.orderID = 77
    return push


def test_numbers_stand_in_for_missing_text_ids() -> None:
    (event,) = codec.decode_push(2218, bare_push().SerializeToString())
    fill = event.fill  # type: ignore[union-attr]
    assert (fill.fill_id, fill.order_id, fill.at, fill.broker_id) == ("8", "77", None, None)


def test_a_fill_without_an_id_is_an_error() -> None:
    push = bare_push()
    push.s2c.orderFill.fillID = 0
    with pytest.raises(BodyError, match="without an id"):
        codec.decode_push(2218, push.SerializeToString())


def test_a_fill_without_a_sound_price_is_an_error() -> None:
    push = bare_push()
    push.s2c.orderFill.price = float("nan")
    with pytest.raises(BodyError):
        codec.decode_push(2218, push.SerializeToString())
