from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    built,
    counts,
    few,
    flags,
    ids,
    maybe,
    member,
    prices,
    rates,
    texts,
    tuples_of,
)
from tests.wire.wire_trips import through_client, through_server
from tui.domain.markets import Market
from tui.domain.ranks import (
    Bound,
    Heat,
    HeatField,
    HotField,
    HotFilter,
    HotList,
    HotNews,
    HotNewsKind,
    HotSecurity,
    Interval,
    Mover,
    MoverField,
    MoverFilter,
    Movers,
    PriceBand,
    SortDirection,
)
from tui.pb import Qot_GetHotList_pb2, Qot_GetTopMoversRank_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.research import GetHotList, GetMovers

bounds = built(Bound, value=rates, included=flags)
intervals = built(Interval, lowest=maybe(bounds), highest=maybe(bounds))
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(
        GetMovers,
        market=member(Market),
        direction=member(SortDirection),
        offset=counts,
        count=counts,
        filters=tuples_of(
            built(
                MoverFilter,
                field=member(MoverField),
                interval=maybe(intervals),
                band=maybe(member(PriceBand)),
            )
        ),
    ),
    built(
        GetHotList,
        market=member(Market),
        field=member(HeatField),
        direction=member(SortDirection),
        offset=counts,
        count=counts,
        filters=tuples_of(built(HotFilter, field=member(HotField), interval=maybe(intervals))),
    ),
)
movers = built(
    Mover,
    id=ids,
    name=texts,
    last=maybe(prices),
    change_percent=maybe(rates),
    change=maybe(rates),
    turnover=maybe(amounts),
    volume=maybe(st.integers(0, 2**62)),
    turnover_rate=maybe(rates),
    pe=maybe(rates),
    amplitude=maybe(rates),
    market_cap=maybe(amounts),
    volume_ratio=maybe(rates),
)
heats = built(Heat, score=maybe(rates), change=maybe(rates))
hot = built(
    HotSecurity,
    id=ids,
    name=texts,
    trade=heats,
    search=heats,
    news=heats,
    average=heats,
    headline=maybe(built(HotNews, kind=member(HotNewsKind), title=texts, url=texts)),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(built(Movers, rows=tuples_of(movers), total=maybe(counts)))
def test_movers_survive_the_wire(ranked: Movers) -> None:
    assert through_client(GetMovers(Market.HK), ranked) == ranked


@few
@given(built(HotList, rows=tuples_of(hot), total=maybe(counts)))
def test_the_hot_list_survives_the_wire(ranked: HotList) -> None:
    assert through_client(GetHotList(Market.HK), ranked) == ranked


@pytest.mark.parametrize(
    ("number", "message", "request_"),
    [
        (3413, Qot_GetTopMoversRank_pb2.Request(), GetMovers(Market.US)),
        (3414, Qot_GetHotList_pb2.Request(), GetHotList(Market.US)),
    ],
)
def test_absent_values_have_their_defaults(number: int, message: object, request_: Request[object]) -> None:
    message.c2s.market = 11  # type: ignore[attr-defined]
    assert codec.decode_request(number, message.SerializeToString()) == request_  # type: ignore[attr-defined]


def test_unknown_numbers_are_unknown() -> None:
    message = Qot_GetTopMoversRank_pb2.Request()
    message.c2s.market, message.c2s.sortDir = 999, 7
    message.c2s.filterList.add(indicatorType=99, priceFilter=99)
    read = codec.decode_request(3413, message.SerializeToString())
    assert read == GetMovers(
        Market.UNKNOWN,
        SortDirection.UNKNOWN,
        filters=(MoverFilter(MoverField.UNKNOWN, None, PriceBand.UNKNOWN),),
    )


def test_a_bound_that_is_no_number_is_an_error() -> None:
    message = Qot_GetHotList_pb2.Request()
    message.c2s.market = 1
    condition = message.c2s.filterList.add(indicatorType=1)
    condition.indicatorValue.filterMin.value, condition.indicatorValue.filterMin.includes = float("nan"), True
    with pytest.raises(BodyError, match="nan"):
        codec.decode_request(3414, message.SerializeToString())


def test_unreadable_figures_are_unknown() -> None:
    message = Qot_GetTopMoversRank_pb2.Response(retType=0)
    item = message.s2c.dataList.add(curPrice=float("inf"), changeRatio=1.25)
    item.security.market, item.security.code = 1, "00700"
    (mover,) = codec.decode_reply(GetMovers(Market.HK), message.SerializeToString()).rows
    assert (mover.last, mover.change_percent, mover.volume) == (None, Decimal("1.25"), None)
