from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, few, flags, id_lists, maybe, member, tuples_of
from tests.wire.wire_trips import through_client, through_server
from tui.domain.candles import Rehab
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.pb import Qot_Sub_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.quote import (
    ConnectionSubscriptions,
    Feed,
    GetSubscriptions,
    RegisterPush,
    Subscribe,
    SubscriptionInfo,
)

TENCENT = SecurityId(Market.HK, "00700")

requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(
        Subscribe,
        ids=id_lists,
        feeds=tuples_of(member(Feed)),
        subscribe=flags,
        push=maybe(flags),
        first_push=maybe(flags),
        everything=flags,
        rehabs=tuples_of(member(Rehab)),
        book_details=flags,
    ),
    built(
        RegisterPush,
        ids=id_lists,
        feeds=tuples_of(member(Feed)),
        register=flags,
        first_push=maybe(flags),
        rehabs=tuples_of(member(Rehab)),
    ),
    built(GetSubscriptions, all_connections=flags),
)
infos = built(
    SubscriptionInfo,
    connections=tuples_of(
        built(
            ConnectionSubscriptions,
            feeds=tuples_of(st.tuples(member(Feed), id_lists)),
            used_quota=counts,
            own=flags,
            option_used=maybe(counts),
        )
    ),
    total_used=counts,
    remaining=counts,
    option_used=maybe(counts),
    option_remaining=maybe(counts),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(infos)
def test_subscription_info_survives_the_wire(info: SubscriptionInfo) -> None:
    assert through_client(GetSubscriptions(), info) == info


def test_the_answer_to_a_subscription_is_none() -> None:
    assert through_client(Subscribe((TENCENT,), (Feed.BOOK,), True), None) is None
    assert through_client(RegisterPush((TENCENT,), (Feed.BOOK,), True), None) is None


def test_success_without_a_body_is_enough_for_a_subscription() -> None:
    assert (
        codec.decode_reply(Subscribe((), (), True), Qot_Sub_pb2.Response(retType=0).SerializeToString())
        is None
    )


def test_a_feed_nobody_knows_is_unknown() -> None:
    message = Qot_Sub_pb2.Request()
    message.c2s.isSubOrUnSub = True
    message.c2s.subTypeList.append(99)
    request = codec.decode_request(3001, message.SerializeToString())
    assert isinstance(request, Subscribe)
    assert request.feeds == (Feed.UNKNOWN,)


def test_old_hong_kong_futures_are_hong_kong() -> None:
    message = Qot_Sub_pb2.Request()
    message.c2s.isSubOrUnSub = True
    message.c2s.securityList.add(market=2, code="MHImain")
    request = codec.decode_request(3001, message.SerializeToString())
    assert isinstance(request, Subscribe)
    assert request.ids == (SecurityId(Market.HK, "MHImain"),)
