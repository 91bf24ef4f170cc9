"""One end of a connection, without a socket: bytes in, messages out; messages in, bytes out."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from tui.wire.errors import FrameError
from tui.wire.framing import Cipher, Framer, encode_frame
from tui.wire.protoids import PUSH_IDS, ProtoId

_LAST_SERIAL = 2**32 - 1


class Role(Enum):
    """Which end of the connection this is."""

    CLIENT = auto()
    SERVER = auto()


class ReplyArrived(NamedTuple):
    """Client: the answer to the request with this number and serial."""

    proto_id: int
    serial: int
    body: bytes


class PushArrived(NamedTuple):
    """Client: something OpenD says by itself."""

    proto_id: int
    body: bytes


class RequestArrived(NamedTuple):
    """Server: a question, to be answered under the same number and serial."""

    proto_id: int
    serial: int
    body: bytes


Incoming = ReplyArrived | PushArrived | RequestArrived


class Connection:
    """The framing state of one connection; used for one connection only and dead after a FrameError."""

    def __init__(self, role: Role, *, first_serial: int = 1) -> None:
        self._role = role
        self._framer = Framer()
        self._cipher: Cipher | None = None
        self._next_serial = first_serial
        self._push_serial = 0
        self._opened = False
        self._broken = False

    def secure(self, cipher: Cipher) -> None:
        """Encrypt and decrypt every later body. Frames already returned by `receive` are not touched."""
        self._cipher = cipher
        self._framer.cipher = cipher

    def receive(self, data: bytes) -> list[Incoming]:
        """Take bytes as they came and return what they complete; FrameError means: drop the link."""
        if self._broken:
            raise FrameError("this connection broke the protocol before and is no longer read")
        try:
            return self._replies(data) if self._role is Role.CLIENT else self._requests(data)
        except FrameError:
            self._broken = True
            raise

    def reserve_serial(self) -> int:
        """Client: take the serial of the next request, which order requests also carry in their body."""
        serial = self._next_serial
        self._next_serial = 1 if serial == _LAST_SERIAL else serial + 1
        return serial

    def request(self, proto_id: int, serial: int, body: bytes) -> bytes:
        """Client: return the bytes of a request."""
        return encode_frame(proto_id, serial, body, self._cipher)

    def reply(self, proto_id: int, serial: int, body: bytes) -> bytes:
        """Server: return the bytes of an answer, under the number and serial of its request."""
        return encode_frame(proto_id, serial, body, self._cipher)

    def push(self, proto_id: int, body: bytes) -> bytes:
        """Server: return the bytes of a push; its serial counts the pushes of this connection."""
        self._push_serial = 1 if self._push_serial == _LAST_SERIAL else self._push_serial + 1
        return encode_frame(proto_id, self._push_serial, body, self._cipher)

    def _replies(self, data: bytes) -> list[Incoming]:
        return [
            _new(PushArrived, (proto_id, body))
            if proto_id in PUSH_IDS
            else _new(ReplyArrived, (proto_id, serial, body))
            for proto_id, serial, body in self._framer.feed_parts(data)
        ]

    def _requests(self, data: bytes) -> list[Incoming]:
        frames = self._framer.feed(data)
        if frames and not self._opened:
            first = frames[0].proto_id
            if first != ProtoId.INIT_CONNECT:
                raise FrameError(f"a connection must begin with InitConnect, not with protocol {first}")
            self._opened = True
        return [RequestArrived(frame.proto_id, frame.serial, frame.body) for frame in frames]


# What a NamedTuple's own constructor does, without its Python-level call: this runs for every push.
_new = tuple.__new__
