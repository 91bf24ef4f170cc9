"""What the simulator's key allows: sessions under each cipher, and real trading where others could listen."""

from __future__ import annotations

import pytest

from tests.sim.traders import SECONDS
from tests.wire.keys import rsa_key
from tui.domain.accounts import Env, Firm
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp
from tui.sim.caller import Caller
from tui.sim.ciphers import initial_vector, require_private
from tui.sim.config import SimConfig
from tui.sim.daemon import Daemon
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES
from tui.sim.world import World
from tui.wire.codec import decode_reply, encode_request
from tui.wire.errors import RefusedError
from tui.wire.messages.base import PacketId
from tui.wire.messages.session import Encryption, InitConnect
from tui.wire.messages.trade import Header, ModifyOrder, UnlockTrade

CBC, ECB, FTAES, NONE = Encryption.AES_CBC, Encryption.AES_ECB, Encryption.FTAES_ECB, Encryption.NONE


def world(cipher: str = "cbc", *, key: bool = True, host: str = "127.0.0.1") -> World:
    return World(SimConfig(key=rsa_key() if key else None, cipher=cipher, host=host), SECONDS)


@pytest.mark.parametrize(
    ("configured", "asked", "length", "encrypted"),
    [
        ("cbc", CBC, 16, True),
        ("ecb", CBC, 0, True),
        ("ftaes", CBC, None, True),
        ("cbc", ECB, 0, True),
        ("cbc", FTAES, None, True),
        ("cbc", None, None, True),
        ("cbc", NONE, None, False),
    ],
)
def test_a_sealed_greeting_gets_its_cipher(
    configured: str, asked: Encryption | None, length: int | None, encrypted: bool
) -> None:
    caller = Caller(1, sealed=True)
    vector = initial_vector(world(configured), caller, InitConnect(100, "test", encryption=asked))
    assert (None if vector is None else len(vector)) == length
    assert caller.encrypted is encrypted


@pytest.mark.parametrize("asked", [NONE, None])
def test_a_plain_greeting_gets_a_plain_session(asked: Encryption | None) -> None:
    caller = Caller(1)
    assert initial_vector(world(), caller, InitConnect(100, "test", encryption=asked)) is None
    assert not caller.encrypted


@pytest.mark.parametrize(
    ("key", "sealed", "asked", "sentence"),
    [
        (False, False, CBC, "no RSA key"),
        (True, False, CBC, "begins with an InitConnect encrypted with the RSA key"),
        (True, True, Encryption.UNKNOWN, "Unknown packetEncAlgo"),
    ],
)
def test_what_cannot_be_encrypted_is_refused(
    key: bool, sealed: bool, asked: Encryption, sentence: str
) -> None:
    caller = Caller(1, sealed=sealed)
    with pytest.raises(RefusalError, match=sentence):
        initial_vector(world(key=key), caller, InitConnect(100, "test", encryption=asked))
    assert not caller.encrypted


@pytest.mark.parametrize(
    ("host", "encrypted", "env", "allowed"),
    [
        ("127.0.0.1", False, Env.REAL, True),
        ("::1", False, Env.REAL, True),
        ("localhost", False, Env.REAL, True),
        ("0.0.0.0", False, Env.REAL, False),
        ("192.0.2.1", False, Env.REAL, False),
        ("opend.example", False, Env.REAL, False),
        ("0.0.0.0", True, Env.REAL, True),
        ("0.0.0.0", False, Env.PAPER, True),
    ],
)
def test_real_money_moves_where_nobody_listens(host: str, encrypted: bool, env: Env, allowed: bool) -> None:
    caller = Caller(1, encrypted=encrypted)
    if allowed:
        require_private(world(host=host), caller, env)
    else:
        with pytest.raises(RefusalError, match="Real trading needs an encrypted connection"):
            require_private(world(host=host), caller, env)


def test_unlocking_and_cancelling_are_trading() -> None:
    daemon = Daemon(SimConfig(host="0.0.0.0"), SECONDS)
    caller = daemon.connect()
    daemon.answer(caller, 1001, encode_request(InitConnect(100, "test")), SECONDS)
    real = Header(Env.REAL, REAL_SECURITIES, TradeMarket.HK)
    packet = PacketId(caller.conn_id, 7)
    unlock = UnlockTrade(unlock=True, password_md5="0" * 32, firm=Firm.FUTU_HK)
    cancel = ModifyOrder(packet, real, ModifyOp.CANCEL, "A1")
    for request in (unlock, cancel):
        answer = daemon.answer(caller, request.proto_id, encode_request(request), SECONDS)
        with pytest.raises(RefusedError, match="Real trading needs an encrypted connection"):
            decode_reply(request, answer.body)
    paper = ModifyOrder(packet, Header(Env.PAPER, PAPER_HK, TradeMarket.HK), ModifyOp.CANCEL, "A1")
    answer = daemon.answer(caller, paper.proto_id, encode_request(paper), SECONDS)
    with pytest.raises(RefusedError) as caught:
        decode_reply(paper, answer.body)
    assert "encrypted" not in caught.value.text


def test_a_cipher_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="cipher 'rot13' is not one of cbc, ecb, ftaes"):
        SimConfig(cipher="rot13")


def test_the_picture_of_the_settings_shows_no_key() -> None:
    assert "key" not in repr(SimConfig(key=rsa_key()))
