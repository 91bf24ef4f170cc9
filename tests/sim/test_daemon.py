"""Requests in, answers out: the greeting, what is refused, and that a bug hurts one request only."""

from __future__ import annotations

import pytest

from tests.sim.bench import SMALL, TENCENT, Bench
from tests.sim.traders import SECONDS
from tui.domain.markets import MarketState
from tui.sim.config import SimConfig
from tui.sim.daemon import Answer, Daemon
from tui.sim.trading.accounts import NICKNAME, USER_ID
from tui.wire.codec import decode_reply, encode_request
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetBook, Subscribe
from tui.wire.messages.session import (
    Encryption,
    GetGlobalState,
    GetUserInfo,
    InitConnect,
    KeepAlive,
    ProgramStatus,
    QuoteRight,
)

HELLO = InitConnect(client_version=100, client_id="test")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_step_stays_short_however_much_time_was_missed() -> None:
    def events(missed_s: float) -> int:
        daemon = Daemon(SimConfig(seed=7, rate=100.0), SECONDS, SMALL)
        caller = daemon.connect()
        daemon.answer(caller, 1001, encode_request(HELLO), SECONDS)
        ask = Subscribe((TENCENT,), (Feed.TRADES,), subscribe=True, push=True, first_push=False)
        daemon.answer(caller, 3001, encode_request(ask), SECONDS)
        bodies = [push.body for push in daemon.step(SECONDS + missed_s, lambda _: False)]
        return sum(map(len, bodies))

    assert 0 < events(5.0) < 3 * events(0.2)


def refusal(answer: Answer) -> str:
    with pytest.raises(RefusedError) as refused:
        decode_reply(HELLO, answer.body)
    return refused.value.text


def test_the_greeting_gives_what_a_session_needs() -> None:
    daemon = Daemon(SimConfig(seed=7), SECONDS)
    replies = [
        decode_reply(HELLO, daemon.answer(daemon.connect(), 1001, encode_request(HELLO), SECONDS).body)
        for _ in range(2)
    ]
    first, second = replies
    assert (first.server_version, first.login_user_id, first.keep_alive_interval_s) == (1011, USER_ID, 10)
    assert 2**62 <= first.conn_id < 2**63
    assert first.conn_id != second.conn_id
    assert len(first.aes_key.encode("ascii")) == 16
    assert first.aes_cbc_iv is None


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (InitConnect(100, "test", encryption=Encryption.AES_CBC), "no RSA key"),
        (InitConnect(100, "test", push_format=1), "protobuf only"),
    ],
)
def test_a_greeting_that_cannot_be_met_ends_the_connection(request_: InitConnect, sentence: str) -> None:
    daemon = Daemon(SimConfig(), SECONDS)
    answer = daemon.answer(daemon.connect(), 1001, encode_request(request_), SECONDS)
    assert answer.hang_up
    assert sentence in refusal(answer)


def test_nothing_is_answered_before_the_greeting() -> None:
    daemon = Daemon(SimConfig(), SECONDS)
    answer = daemon.answer(daemon.connect(), 1004, encode_request(KeepAlive(0)), SECONDS)
    assert answer.hang_up
    assert "InitConnect" in refusal(answer)


def test_a_second_greeting_is_refused_but_harmless(bench: Bench) -> None:
    answer = bench.daemon.answer(bench.caller, 1001, encode_request(HELLO), bench.now)
    assert not answer.hang_up
    assert "already" in refusal(answer)


@pytest.mark.parametrize(
    ("proto_id", "body", "sentence"),
    [
        (3999, b"", "Protocol 3999 is not supported"),
        (3005, b"", "Protocol 3005 is not supported"),
        (3001, b"\xff\xff\xff", "cannot be read"),
        (3001, b"", "cannot be read"),
    ],
)
def test_what_cannot_be_understood_is_refused(
    bench: Bench, proto_id: int, body: bytes, sentence: str
) -> None:
    answer = bench.daemon.answer(bench.caller, proto_id, body, bench.now)
    assert not answer.hang_up
    assert sentence in refusal(answer)


def test_a_bug_in_a_handler_is_answered_and_logged(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.daemon.world, "exchange", None)
    answer = bench.daemon.answer(
        bench.caller, 1002, encode_request(GetGlobalState(user_id=USER_ID)), bench.now
    )
    assert "AttributeError" in refusal(answer)
    assert "Traceback" in capsys.readouterr().err


def test_global_state(bench: Bench) -> None:
    state = bench.ask(GetGlobalState(user_id=USER_ID))
    assert (state.hk, state.us, state.hk_future) == (
        MarketState.MORNING,
        MarketState.AFTERNOON,
        MarketState.FUTURE_DAY_OPEN,
    )
    assert (state.quote_login, state.trade_login, state.program_status) == (True, True, ProgramStatus.READY)
    assert (state.server_version, state.server_time) == (1011, int(SECONDS))


def test_keep_alive_and_user(bench: Bench) -> None:
    assert bench.ask(KeepAlive(time=0)).time == int(bench.now)
    user = bench.ask(GetUserInfo())
    assert (user.user_id, user.nickname, user.hk_right) == (USER_ID, NICKNAME, QuoteRight.LEVEL_2)
    assert user.subscription_quota == 1000


def test_what_a_connection_subscribed_ends_a_minute_after_it(bench: Bench) -> None:
    other = bench.connect()
    bench.ask(Subscribe((TENCENT,), (Feed.BOOK,), subscribe=True, push=True), other)
    assert bench.ask(GetBook(TENCENT)).bids
    bench.daemon.disconnect(other)
    assert bench.ask(GetBook(TENCENT)).bids
    bench.now += 60
    bench.step()
    with pytest.raises(RefusedError, match=r"HK\.00700 is not subscribed to BOOK"):
        bench.ask(GetBook(TENCENT))
