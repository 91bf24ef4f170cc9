from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import big_ids, built, counts, few, flags, maybe, member, texts
from tests.wire.wire_trips import through_client, through_server
from tui.domain.markets import MarketState
from tui.pb import GetGlobalState_pb2, GetUserInfo_pb2, InitConnect_pb2
from tui.wire import codec
from tui.wire.messages.base import Request
from tui.wire.messages.session import (
    Encryption,
    GetGlobalState,
    GetUserInfo,
    GlobalState,
    InitConnect,
    InitConnectReply,
    KeepAlive,
    KeepAliveReply,
    ProgramStatus,
    QuoteRight,
    UserInfo,
)

OPEN = GlobalState(
    hk=MarketState.MORNING,
    us=MarketState.CLOSED,
    sh=MarketState.MORNING,
    sz=MarketState.MORNING,
    hk_future=MarketState.FUTURE_DAY_OPEN,
    quote_login=True,
    trade_login=True,
    server_version=1011,
    build=1,
    server_time=1_795_000_000,
)

times = st.integers(0, 2**40)
statuses = member(ProgramStatus).filter(lambda status: status is not ProgramStatus.UNKNOWN)
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(
        InitConnect,
        client_version=counts,
        client_id=texts,
        receive_notices=flags,
        encryption=member(Encryption) | st.none(),
        push_format=st.integers(0, 1),
        language=texts,
    ),
    built(GetGlobalState, user_id=big_ids),
    built(KeepAlive, time=times),
    built(GetUserInfo, flag=maybe(counts)),
)
handshakes = built(
    InitConnectReply,
    server_version=counts,
    login_user_id=big_ids,
    conn_id=big_ids,
    aes_key=texts,
    keep_alive_interval_s=counts,
    aes_cbc_iv=maybe(texts),
    user_attribution=maybe(counts),
)
states = built(
    GlobalState,
    hk=member(MarketState),
    us=member(MarketState),
    sh=member(MarketState),
    sz=member(MarketState),
    hk_future=member(MarketState),
    quote_login=flags,
    trade_login=flags,
    server_version=counts,
    build=counts,
    server_time=times,
    local_time=maybe(st.floats(0, 1e10)),
    program_status=maybe(statuses),
    us_future=maybe(member(MarketState)),
    conn_id=maybe(big_ids),
)
users = built(
    UserInfo,
    nickname=texts,
    user_id=st.integers(0, 2**63 - 1),
    hk_right=member(QuoteRight),
    us_right=member(QuoteRight),
    sh_right=member(QuoteRight),
    sz_right=member(QuoteRight),
    hk_option_right=member(QuoteRight),
    hk_future_right=member(QuoteRight),
    us_option_right=member(QuoteRight),
    subscription_quota=maybe(counts),
    history_quota=maybe(counts),
    user_attribution=maybe(counts),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(handshakes)
def test_a_handshake_survives_the_wire(reply: InitConnectReply) -> None:
    assert through_client(InitConnect(300, "x"), reply) == reply


@few
@given(states)
def test_a_global_state_survives_the_wire(state: GlobalState) -> None:
    assert through_client(GetGlobalState(1), state) == state


@few
@given(times)
def test_a_beat_survives_the_wire(time: int) -> None:
    assert through_client(KeepAlive(1), KeepAliveReply(time)) == KeepAliveReply(time)


@few
@given(users)
def test_a_user_survives_the_wire(user: UserInfo) -> None:
    assert through_client(GetUserInfo(), user) == user


def test_a_client_need_not_name_a_cipher() -> None:
    message = InitConnect_pb2.Request()
    message.c2s.clientVer = 300
    message.c2s.clientID = "PyNormal"
    request = codec.decode_request(1001, message.SerializeToString())
    assert isinstance(request, InitConnect)
    assert request.encryption is None


@pytest.mark.parametrize("iv", [None, "", "0123456789abcdef"])
def test_absent_and_empty_cipher_vector_are_told_apart(iv: str | None) -> None:
    reply = InitConnectReply(1011, 1, 2, "k" * 16, 10, iv)
    assert through_client(InitConnect(300, "x"), reply).aes_cbc_iv == iv


def test_a_program_status_nobody_knows_is_unknown() -> None:
    body = codec.encode_reply(1002, dataclasses.replace(OPEN, program_status=ProgramStatus.READY))
    # The status is the last field of its message: {type: 10} becomes {type: 99}.
    assert body.count(b"\x62\x02\x08\x0a") == 1
    strange = body.replace(b"\x62\x02\x08\x0a", b"\x62\x02\x08\x63")
    assert codec.decode_reply(GetGlobalState(1), strange).program_status is ProgramStatus.UNKNOWN


def test_a_market_phase_nobody_knows_is_unknown() -> None:
    response = GetGlobalState_pb2.Response()
    response.ParseFromString(codec.encode_reply(1002, OPEN))
    response.s2c.marketHK = 4711
    read = codec.decode_reply(GetGlobalState(1), response.SerializeToString())
    assert (read.hk, read.us) == (MarketState.UNKNOWN, MarketState.CLOSED)


def test_one_right_for_the_mainland_counts_for_both_exchanges() -> None:
    response = GetUserInfo_pb2.Response(retType=0)
    response.s2c.cnQotRight = QuoteRight.LEVEL_1
    user = codec.decode_reply(GetUserInfo(), response.SerializeToString())
    assert (user.sh_right, user.sz_right) == (QuoteRight.LEVEL_1, QuoteRight.LEVEL_1)
