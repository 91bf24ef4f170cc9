"""One end of a connection, without a socket: bytes in, messages out; messages in, bytes out."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from tui.wire.errors import FrameError
from tui.wire.framing import Cipher, Framer, encode_frame
from tui.wire.greeting import ClientGreeting, ServerGreeting
from tui.wire.protoids import PUSH_IDS
from tui.wire.shared import SharedPush

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
    """The framing state of one connection; used for one connection only and dead after a FrameError.

    With an RSA key a client insists on an encrypted session, and a server grants one to whoever asks. The
    cipher is in force from the very next frame after the answer to InitConnect, even within one piece.

    With `newest_only` a client leaves out quotes, books and broker queues that a later one in the same piece
    replaces: for a reader that keeps only the newest of each.
    """

    def __init__(
        self, role: Role, *, first_serial: int = 1, key: Cipher | None = None, newest_only: bool = False
    ) -> None:
        self.sealed = False
        """Server: whether InitConnect came encrypted with the RSA key."""
        self._framer = Framer()
        self._cipher: Cipher | None = None
        self._next_serial = first_serial
        self._push_serial = 0
        self._broken = False
        self._newest_only = newest_only
        # Each ends with the greeting; a plain client has nothing special to say or to hear at all.
        self._asking = ClientGreeting(key) if key is not None and role is Role.CLIENT else None
        self._answering = ServerGreeting(key) if role is Role.SERVER else None
        self._receive = self._replies if role is Role.CLIENT else self._requests
        self._hear = self._receive
        if self._asking is not None:
            self._hear = self._first_reply
        elif self._answering is not None:
            self._hear = self._first_request

    @property
    def encrypted(self) -> bool:
        """Whether every further body is encrypted."""
        return self._cipher is not None

    def secure(self, cipher: Cipher) -> None:
        """Encrypt and decrypt every later body. Frames already returned by `receive` are not touched."""
        self._cipher = cipher
        self._framer.cipher = cipher

    def receive(self, data: bytes) -> list[Incoming]:
        """Take bytes as they came and return what they complete; FrameError means: drop the link."""
        if self._broken:
            raise FrameError("this connection broke the protocol before and is no longer read")
        try:
            return self._hear(data)
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
        cipher = self._cipher if self._asking is None else self._asking.key
        return encode_frame(proto_id, serial, body, cipher)

    def reply(self, proto_id: int, serial: int, body: bytes) -> bytes:
        """Server: return the bytes of an answer, under the number and serial of its request."""
        if self._answering is None:
            return encode_frame(proto_id, serial, body, self._cipher)
        sealing, session = self._answering.answer(body)
        self._answering = None
        if session is not None:
            self.secure(session)
        return encode_frame(proto_id, serial, body, sealing)

    def push(self, proto_id: int, body: bytes) -> bytes:
        """Server: return the bytes of a push; its serial counts the pushes of this connection."""
        self._push_serial = 1 if self._push_serial == _LAST_SERIAL else self._push_serial + 1
        return encode_frame(proto_id, self._push_serial, body, self._cipher)

    def push_shared(self, push: SharedPush) -> bytes:
        """Server: do what `push` does with a push that goes to other connections too."""
        if self._cipher is not None:
            return self.push(push.proto_id, push.body)
        self._push_serial = 1 if self._push_serial == _LAST_SERIAL else self._push_serial + 1
        return push.framed(self._push_serial)

    def _first_reply(self, data: bytes) -> list[Incoming]:
        assert self._asking is not None
        frame = self._framer.take_raw(data)
        if frame is None:
            return []
        body, session = self._asking.hear(frame)
        self._asking = None
        reply = ReplyArrived(frame.proto_id, frame.serial, body)
        if session is None:
            self._broken = True  # A refused connection goes no further.
            return [reply]
        self.secure(session)
        return [reply, *self._go_on()]

    def _first_request(self, data: bytes) -> list[Incoming]:
        assert self._answering is not None
        frame = self._framer.take_raw(data)
        if frame is None:
            return []
        body = self._answering.hear(frame)
        self.sealed = self._answering.sealed
        return [RequestArrived(frame.proto_id, frame.serial, body), *self._go_on()]

    def _go_on(self) -> list[Incoming]:
        """Read what came behind the greeting, now and from now on, in the ordinary way."""
        self._hear = self._receive
        return self._receive(b"")

    def _replies(self, data: bytes) -> list[Incoming]:
        frames = self._framer.feed_parts(data)
        if self._newest_only and len(frames) > 1:
            # It knows the schemas, which a program that only starts does without.
            from tui.wire.newest import newest

            frames = newest(frames)
        return [
            _new(PushArrived, (proto_id, body))
            if proto_id in PUSH_IDS
            else _new(ReplyArrived, (proto_id, serial, body))
            for proto_id, serial, body in frames
        ]

    def _requests(self, data: bytes) -> list[Incoming]:
        return [
            RequestArrived(proto_id, serial, body) for proto_id, serial, body in self._framer.feed_parts(data)
        ]


# What a NamedTuple's own constructor does, without its Python-level call: this runs for every push.
_new = tuple.__new__
