"""What is fuzzed. A target takes bytes and may end in one of the errors of the wire, and in nothing else."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.fuzz.key import fuzz_key, wire_key
from tests.fuzz.messages import filled
from tests.fuzz.mutate import mutated
from tests.fuzz.schemas import types_of
from tests.fuzz.talk import run_talk, topics
from tui.domain.lazy import Lazy
from tui.state.store import Store
from tui.wire import codec, peek
from tui.wire.crypto import session_cipher
from tui.wire.errors import BodyError, FrameError, RefusedError, UnknownProtocolError
from tui.wire.framing import Cipher, encode_frame
from tui.wire.protocol import Connection, Role
from tui.wire.protoids import ProtoId
from tui.wire.rsa import KeyTextError, parse_key

EXPECTED = (FrameError, BodyError, UnknownProtocolError, RefusedError, KeyTextError)
NUMBER = 4
"""Bytes of the protocol number that inputs of codecs begin with."""
KEY, VECTOR = "0123456789abcdef", "fedcba9876543210"
INIT = ProtoId.INIT_CONNECT


class Target(NamedTuple):
    """Something that reads bytes."""

    run: Callable[[bytes], object]
    seeds: Callable[[random.Random], list[bytes]]
    """Makes sound inputs."""
    share: float
    """How often it is chosen, against the others."""
    rebuild: Callable[[bytes], bytes] = bytes
    """Makes a damaged input whole again on the outside, so that the inside is read."""


# ---- codecs


class _Asked(NamedTuple):
    proto_id: int


def _numbered(data: bytes) -> tuple[int, bytes]:
    return int.from_bytes(data[:NUMBER], "little"), data[NUMBER:]


def run_request(data: bytes) -> object:
    """Read a request, as the simulator does."""
    return codec.decode_request(*_numbered(data))


def run_reply(data: bytes) -> object:
    """Read a reply, as the client does."""
    proto_id, body = _numbered(data)
    asked: Any = _Asked(proto_id)
    return codec.decode_reply(asked, body)


def run_push(data: bytes) -> object:
    """Read a push, keep it, and look at everything in it that is read lazily."""
    events = codec.decode_push(*_numbered(data))
    for event in events:
        _STORE.apply(event)
        for field in dataclasses.fields(event):
            value = getattr(event, field.name)
            if isinstance(value, Lazy):
                value.decode()
    return events


_STORE = Store()
"""Hears of everything: what one input leaves there, the next one meets."""


def run_peek(data: bytes) -> object:
    """Read whose push it is."""
    return [read(data[NUMBER:]) for read in (peek.peek_only_element, peek.peek_security)]


def _bodies(part: str, chance: random.Random, each: int) -> list[bytes]:
    return [
        int(proto_id).to_bytes(NUMBER, "little") + _partial(filled(message_type, chance))
        for proto_id, message_type in types_of(part)
        for _ in range(each)
    ]


def _partial(message: Any) -> bytes:
    return bytes(message.SerializePartialToString())


# ---- streams


def run_stream(role: Role, key: str, data: bytes) -> object:
    """Feed a stream in pieces whose size its first byte tells."""
    connection = Connection(role, key=wire_key() if key else None)
    size = data[0] * 7 + 1 if data else 1
    for at in range(1, len(data), size):
        for arrived in connection.receive(data[at : at + size]):
            if role is Role.SERVER and arrived.proto_id == INIT:
                connection.reply(INIT, 1, _welcome())
    return None


@cache
def _welcome() -> bytes:
    from tui.wire.messages.session import InitConnectReply

    return codec.encode_reply(INIT, InitConnectReply(1011, 7000, 2**62, KEY, 10, VECTOR))


def _stream(
    first: Iterable[bytes], bodies: Sequence[bytes], cipher: Cipher | None, chance: random.Random
) -> bytes:
    frames = list(first)
    for _ in range(chance.randrange(4)):
        number, body = _numbered(chance.choice(bodies))
        frames.append(encode_frame(number, chance.randrange(2**32), body, cipher))
    return bytes([chance.randrange(256)]) + b"".join(frames)


def _client_streams(chance: random.Random) -> list[bytes]:
    bodies = _bodies("push", chance, 4) + _bodies("response", chance, 1)
    return [_stream((), bodies, None, chance) for _ in range(100)]


def _server_streams(chance: random.Random) -> list[bytes]:
    bodies = _bodies("request", chance, 1)
    hello = [_partial(filled(dict(types_of("request"))[INIT], chance)) for _ in range(20)]
    return [_stream((encode_frame(INIT, 1, chance.choice(hello)),), bodies, None, chance) for _ in range(100)]


def _sealed_replies(chance: random.Random) -> list[bytes]:
    """Greetings of an encrypted session: sound ones with what follows, and ones with any values."""
    bodies = _bodies("push", chance, 4)
    sound = encode_frame(INIT, 1, _welcome(), wire_key())
    streams = [_stream((sound,), bodies, session_cipher(KEY, VECTOR), chance) for _ in range(30)]
    for _ in range(30):
        body = _partial(filled(dict(types_of("response"))[INIT], chance))
        frame = encode_frame(INIT, 1, body, chance.choice((wire_key(), wire_key(), None)))
        streams.append(_stream((frame,), bodies, None, chance))
    return streams


def _sealed_requests(chance: random.Random) -> list[bytes]:
    bodies = _bodies("request", chance, 1)
    streams = []
    for _ in range(60):
        body = _partial(filled(dict(types_of("request"))[INIT], chance))
        frame = encode_frame(INIT, 1, body, chance.choice((wire_key(), wire_key(), None)))
        streams.append(_stream((frame,), bodies, session_cipher(KEY, VECTOR), chance))
    return streams


# ---- ciphers


def run_cipher(cipher: Cipher, data: bytes) -> object:
    """Decrypt."""
    return cipher.decrypt(data)


def _ciphertexts(cipher: Cipher, chance: random.Random) -> list[bytes]:
    return [cipher.encrypt(chance.randbytes(chance.randrange(200))) for _ in range(60)]


def _whole_blocks(size: int, data: bytes) -> bytes:
    """Cut to whole blocks: other lengths are refused unread."""
    return data[: len(data) // size * size] if len(data) >= size else data


def _key_texts(chance: random.Random) -> list[bytes]:
    del chance
    locks = (NoEncryption(), BestAvailableEncryption(b"x"))
    forms = (PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8)
    return [fuzz_key().private_bytes(Encoding.PEM, form, lock) for form in forms for lock in locks]


def _cipher_target(iv: str | None) -> Target:
    cipher = session_cipher(KEY, iv)
    return Target(partial(run_cipher, cipher), partial(_ciphertexts, cipher), 4, partial(_whole_blocks, 16))


TARGETS: dict[str, Target] = {
    "request": Target(run_request, lambda chance: _bodies("request", chance, 12), 18),
    "reply": Target(run_reply, lambda chance: _bodies("response", chance, 16), 30),
    "push": Target(run_push, lambda chance: _bodies("push", chance, 40), 18),
    "peek": Target(run_peek, lambda chance: _bodies("push", chance, 10), 6),
    "framer, client": Target(partial(run_stream, Role.CLIENT, ""), _client_streams, 5),
    "framer, server": Target(partial(run_stream, Role.SERVER, ""), _server_streams, 5),
    "greeting, client": Target(partial(run_stream, Role.CLIENT, "ours"), _sealed_replies, 1),
    "greeting, server": Target(partial(run_stream, Role.SERVER, "ours"), _sealed_requests, 1),
    "AES-CBC": _cipher_target(VECTOR),
    "AES-ECB": _cipher_target(""),
    "FTAES-ECB": _cipher_target(None),
    "RSA": Target(
        partial(run_cipher, wire_key()), partial(_ciphertexts, wire_key()), 3, partial(_whole_blocks, 128)
    ),
    "conversation": Target(run_talk, topics, 0.8),
    "key file": Target(lambda data: parse_key(data), _key_texts, 0.1),
}


def next_input(target: Target, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a sound or a damaged input."""
    return target.rebuild(mutated(chance.choice(seeds), chance, seeds))
