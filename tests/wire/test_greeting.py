"""InitConnect under RSA, both roles: who may read what, and from which frame on the session is encrypted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.wire.keys import rsa_key
from tui.wire.codec import decode_request, encode_refusal, encode_reply, encode_request
from tui.wire.crypto import session_cipher
from tui.wire.errors import FrameError, SealedError, UnencryptedError
from tui.wire.framing import Cipher, encode_frame
from tui.wire.messages.session import Encryption, InitConnect, InitConnectReply, KeepAlive
from tui.wire.protocol import Connection, PushArrived, ReplyArrived, RequestArrived, Role
from tui.wire.protoids import ProtoId

INIT = ProtoId.INIT_CONNECT
SECRET, VECTOR = "0123456789abcdef", "fedcba9876543210"
PLAIN_HELLO = encode_request(InitConnect(300, "test"))
HELLO = encode_request(InitConnect(300, "test", encryption=Encryption.AES_CBC))
ANSWER = InitConnectReply(1011, 7000, 2**62, SECRET, 10)
WELCOME = {
    "cbc": encode_reply(INIT, replace(ANSWER, aes_cbc_iv=VECTOR)),
    "ecb": encode_reply(INIT, replace(ANSWER, aes_cbc_iv="")),
    "ftaes": encode_reply(INIT, ANSWER),
}
BEAT = encode_request(KeepAlive(1))


def ends(client_key: str = "ours", server_key: str = "ours") -> tuple[Connection, Connection]:
    client = Connection(Role.CLIENT, key=rsa_key(client_key) if client_key else None)
    return client, Connection(Role.SERVER, key=rsa_key(server_key) if server_key else None)


@pytest.mark.parametrize("cipher", WELCOME)
def test_a_session_is_encrypted_from_the_frame_behind_the_answer(cipher: str) -> None:
    client, server = ends()
    hello = client.request(INIT, 1, HELLO)
    assert HELLO not in hello
    assert server.receive(hello) == [RequestArrived(INIT, 1, HELLO)]
    assert server.sealed
    welcome = server.reply(INIT, 1, WELCOME[cipher])
    assert SECRET.encode() not in welcome
    assert client.receive(welcome) == [ReplyArrived(INIT, 1, WELCOME[cipher])]
    assert client.encrypted
    assert server.encrypted
    beat = client.request(1004, 2, BEAT)
    assert BEAT not in beat
    assert server.receive(beat) == [RequestArrived(1004, 2, BEAT)]
    assert client.receive(server.push(3005, b"quote")) == [PushArrived(3005, b"quote")]


@pytest.mark.parametrize("cipher", WELCOME)
@pytest.mark.parametrize("piece", [1, 7, 10**6])
def test_what_is_glued_behind_the_answer_is_decrypted_with_the_new_cipher(cipher: str, piece: int) -> None:
    client, server = ends()
    server.receive(client.request(INIT, 1, HELLO))
    stream = server.reply(INIT, 1, WELCOME[cipher]) + server.push(3005, b"first") + server.push(3013, b"")
    arrived = [one for at in range(0, len(stream), piece) for one in client.receive(stream[at : at + piece])]
    assert arrived == [
        ReplyArrived(INIT, 1, WELCOME[cipher]),
        PushArrived(3005, b"first"),
        PushArrived(3013, b""),
    ]


def test_the_greeting_arrives_in_single_bytes() -> None:
    client, server = ends()
    hello = client.request(INIT, 1, HELLO)
    arrived = [one for byte in hello for one in server.receive(bytes([byte]))]
    assert arrived == [RequestArrived(INIT, 1, HELLO)]


def test_a_key_without_encryption_gets_a_plain_answer() -> None:
    """As the vendor's SDK does it when a key file is set and encryption is off."""
    _, server = ends()
    sealed = encode_frame(INIT, 1, PLAIN_HELLO, rsa_key())
    assert server.receive(sealed) == [RequestArrived(INIT, 1, PLAIN_HELLO)]
    assert server.sealed
    assert server.reply(INIT, 1, WELCOME["ftaes"]) == encode_frame(INIT, 1, WELCOME["ftaes"])
    assert not server.encrypted
    assert server.receive(encode_frame(1004, 2, BEAT)) == [RequestArrived(1004, 2, BEAT)]


def test_a_plain_client_is_served_by_a_server_with_a_key() -> None:
    client, server = ends(client_key="")
    assert server.receive(client.request(INIT, 1, PLAIN_HELLO)) == [RequestArrived(INIT, 1, PLAIN_HELLO)]
    assert not server.sealed
    assert client.receive(server.reply(INIT, 1, WELCOME["cbc"])) == [ReplyArrived(INIT, 1, WELCOME["cbc"])]
    assert not client.encrypted
    assert not server.encrypted


def test_who_seals_the_greeting_and_names_no_cipher_is_encrypted() -> None:
    _, server = ends()
    unsaid = encode_request(InitConnect(300, "test", encryption=None))
    server.receive(encode_frame(INIT, 1, unsaid, rsa_key()))
    server.reply(INIT, 1, WELCOME["ftaes"])
    assert server.encrypted


@pytest.mark.parametrize("server_key", ["", "theirs"], ids=["no key", "another key"])
def test_a_server_knows_a_greeting_it_cannot_read(server_key: str) -> None:
    client, server = ends(server_key=server_key)
    with pytest.raises(SealedError, match="an RSA key that this end does not have"):
        server.receive(client.request(INIT, 1, HELLO))


@pytest.mark.parametrize("key", ["", "ours"])
def test_a_spoilt_greeting_is_just_an_error(key: str) -> None:
    _, server = ends(server_key=key)
    spoilt = bytearray(encode_frame(INIT, 1, PLAIN_HELLO))
    spoilt[-1] ^= 1
    with pytest.raises(FrameError, match="digest of the greeting") as caught:
        server.receive(bytes(spoilt))
    assert not isinstance(caught.value, SealedError)


def test_a_plain_welcome_is_not_what_was_asked_for() -> None:
    client, _ = ends()
    client.request(INIT, 1, HELLO)
    with pytest.raises(UnencryptedError, match="answers in plain text although encryption was asked for"):
        client.receive(encode_frame(INIT, 1, WELCOME["cbc"]))
    assert not client.encrypted


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "plain"])
def test_a_refusal_is_read_and_ends_the_conversation(sealed: bool) -> None:
    client, _ = ends()
    client.request(INIT, 1, HELLO)
    no = encode_refusal("too many connections")
    frame = encode_frame(INIT, 1, no, rsa_key() if sealed else None)
    assert client.receive(frame + encode_frame(3005, 1, b"x")) == [ReplyArrived(INIT, 1, no)]
    assert not client.encrypted
    with pytest.raises(FrameError):
        client.receive(encode_frame(3005, 2, b"x"))


def test_a_server_seals_its_refusal_and_stays_plain() -> None:
    client, server = ends()
    server.receive(client.request(INIT, 1, HELLO))
    no = encode_refusal("not today")
    sent = server.reply(INIT, 1, no)
    assert no not in sent
    assert client.receive(sent) == [ReplyArrived(INIT, 1, no)]
    assert not server.encrypted


def test_an_answer_under_another_key_cannot_be_read() -> None:
    client, _ = ends()
    client.request(INIT, 1, HELLO)
    with pytest.raises(FrameError, match="cannot be decrypted with this RSA key"):
        client.receive(encode_frame(INIT, 1, WELCOME["cbc"], rsa_key("theirs")))


def test_only_the_answer_to_the_greeting_may_come_first() -> None:
    client, _ = ends()
    client.request(INIT, 1, HELLO)
    with pytest.raises(FrameError, match="the first frame answers InitConnect, it is not protocol 3005"):
        client.receive(encode_frame(3005, 1, b"push"))


@pytest.mark.parametrize(("key", "vector"), [("short", VECTOR), (SECRET, "short"), ("é" * 16, "")])
def test_a_welcome_with_an_impossible_key_is_an_error(key: str, vector: str) -> None:
    client, _ = ends()
    client.request(INIT, 1, HELLO)
    welcome = encode_reply(INIT, replace(ANSWER, aes_key=key, aes_cbc_iv=vector))
    with pytest.raises(FrameError, match="is not 16 ASCII characters"):
        client.receive(encode_frame(INIT, 1, welcome, rsa_key()))


@pytest.mark.parametrize("cipher", [None, session_cipher(VECTOR, SECRET)], ids=["plain", "another key"])
def test_a_frame_outside_the_session_is_an_error(cipher: Cipher | None) -> None:
    client, server = ends()
    server.receive(client.request(INIT, 1, HELLO))
    client.receive(server.reply(INIT, 1, WELCOME["cbc"]))
    with pytest.raises(FrameError):
        client.receive(encode_frame(3005, 1, b"forged", cipher))


def test_a_second_greeting_is_an_ordinary_request() -> None:
    client, server = ends()
    server.receive(client.request(INIT, 1, HELLO))
    client.receive(server.reply(INIT, 1, WELCOME["cbc"]))
    (again,) = server.receive(client.request(INIT, 2, HELLO))
    assert decode_request(INIT, again.body) == InitConnect(300, "test", encryption=Encryption.AES_CBC)
    no = encode_refusal("initialised already")
    assert client.receive(server.reply(INIT, 2, no)) == [ReplyArrived(INIT, 2, no)]
