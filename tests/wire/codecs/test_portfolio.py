from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, few, flags, ids, maybe, member, names, prices, rates
from tests.wire.values_trade import filters, funds_of, headers, positions_of, quantity_limits, with_header
from tests.wire.wire_trips import through_client, through_server
from tui.domain.accounts import Env, Funds, MaxQuantities, Position, PositionSide
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, TradeMarket
from tui.domain.orders import OrderType
from tui.pb import Trd_GetFunds_pb2, Trd_GetPositionList_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import GetFunds, GetMaxQuantities, GetPositions, Header, TradeReply

HEADER = Header(Env.REAL, 281756455988247915, TradeMarket.HK)

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetFunds, header=headers, currency=maybe(member(Currency)), refresh=flags),
    built(
        GetPositions,
        header=headers,
        filter=filters,
        refresh=flags,
        pl_ratio_min=maybe(rates),
        pl_ratio_max=maybe(rates),
    ),
    built(
        GetMaxQuantities,
        header=headers,
        id=ids,
        type=member(OrderType),
        price=prices,
        order_id=maybe(names),
    ),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(with_header(funds_of))
def test_funds_survive_the_wire(pair: tuple[Header, Funds]) -> None:
    header, funds = pair
    assert through_client(GetFunds(header), TradeReply(header, funds)) == funds


@few
@given(with_header(lambda header: st.lists(positions_of(header), max_size=3).map(tuple)))
def test_positions_survive_the_wire(pair: tuple[Header, tuple[Position, ...]]) -> None:
    header, positions = pair
    assert through_client(GetPositions(header), TradeReply(header, positions)) == positions


@few
@given(quantity_limits)
def test_quantity_limits_survive_the_wire(limits: MaxQuantities) -> None:
    asked = GetMaxQuantities(HEADER, SecurityId(Market.HK, "00700"), OrderType.LIMIT, Decimal(1))
    assert through_client(asked, TradeReply(HEADER, limits)) == limits


def position(qty: str, value: Decimal | None) -> Position:
    return Position(
        acc_id=HEADER.acc_id,
        env=HEADER.env,
        position_id=1,
        id=SecurityId(Market.HK, "00700"),
        name="TENCENT",
        side=PositionSide.LONG,
        qty=Decimal(qty),
        can_sell_qty=Decimal(0),
        price=None,
        market_value=value,
        pl=Decimal(0),
    )


@pytest.mark.parametrize(("qty", "expected"), [("2", None), ("0", Decimal(0))])
def test_a_value_of_zero_is_unknown_for_something_that_is_held(qty: str, expected: Decimal | None) -> None:
    (read,) = through_client(GetPositions(HEADER), TradeReply(HEADER, (position(qty, Decimal(0)),)))
    assert read.market_value == expected


def test_a_position_says_where_it_is_listed() -> None:
    body = codec.encode_reply(2102, TradeReply(HEADER, (position("1", None),)))
    (message,) = Trd_GetPositionList_pb2.Response.FromString(body).s2c.positionList
    assert (message.secMarket, message.code) == (1, "00700")


def test_an_empty_list_still_names_the_account() -> None:
    body = codec.encode_reply(2102, TradeReply(HEADER, ()))
    header = Trd_GetPositionList_pb2.Response.FromString(body).s2c.header
    assert (header.trdEnv, header.accID, header.trdMarket) == (1, HEADER.acc_id, 1)


def test_a_reply_without_the_funds_is_an_error() -> None:
    response = Trd_GetFunds_pb2.Response(retType=0)
    response.s2c.header.trdEnv = HEADER.env
    response.s2c.header.accID = HEADER.acc_id
    response.s2c.header.trdMarket = 1
    with pytest.raises(BodyError, match="without funds"):
        codec.decode_reply(GetFunds(HEADER), response.SerializeToString())
