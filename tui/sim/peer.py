"""The server's end of one TCP connection."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from tui.sim.caller import Caller
from tui.sim.daemon import Answer
from tui.wire.errors import FrameError, SealedError
from tui.wire.protocol import Connection, RequestArrived, Role
from tui.wire.rsa import RsaKey
from tui.wire.shared import SharedPush

SLOW_ABOVE = 8 * 2**20
"""Bytes waiting to be read by the other end from which on quotes are left out."""
CLOSE_ABOVE = 64 * 2**20
"""Bytes waiting from which on the other end is given up."""
SILENT_FOR_S = 60.0
UNGREETED_FOR_S = 30.0
"""How long a connection may be without its InitConnect."""
TURN_S = 0.01
"""How long one connection's requests may keep all others waiting."""

OnRequest = Callable[["Peer", RequestArrived], Answer | None]
"""Carries a request out; None is no answer, or none yet."""
OnEnd = Callable[["Peer"], None]


class Peer(asyncio.Protocol):
    """Slices frames, hands requests to the server and writes what it is given; never waits."""

    def __init__(
        self,
        caller: Caller,
        now: float,
        on_request: OnRequest,
        on_end: OnEnd,
        *,
        key: RsaKey | None = None,
    ) -> None:
        self.caller = caller
        self.heard_at = now
        """When the last bytes came, by the server's clock."""
        self._connection = Connection(Role.SERVER, key=key)
        self._deaf = False
        """Whether the other end cannot be read, and gets no answer."""
        self._transport: asyncio.Transport | None = None
        self._requests: deque[RequestArrived] = deque()
        self._outbox: list[bytes] = []
        """Pushes of this step, written together at its end."""
        self._reading = True
        self._write_through: Callable[[bytes], None] | None = None
        """Where a fault sends what is to be written; None for the socket."""
        self._on_request = on_request
        self._on_end = on_end

    @property
    def waiting(self) -> int:
        """Bytes that the other end has not taken yet."""
        return 0 if self._transport is None else self._transport.get_write_buffer_size()

    # ---- called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport; nothing is said before the first request."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that these bytes complete; drop a connection with other frames.

        A greeting under another RSA key gets no answer: its sender gives up after a time of its own.
        """
        if self._deaf:
            return
        try:
            arrived = self._connection.receive(data)
        except SealedError:
            self._deaf = True
            return
        except FrameError:
            self.close()
            return
        self.caller.sealed = self._connection.sealed
        busy = bool(self._requests)
        self._requests.extend(one for one in arrived if isinstance(one, RequestArrived))
        if not busy:
            self._take_turn()

    def _take_turn(self) -> None:
        """Answer requests for a short time; leave the rest to the next turn, after everybody else's."""
        loop = asyncio.get_running_loop()
        end = loop.time() + TURN_S
        while self._requests and self._transport is not None:
            request = self._requests.popleft()
            answer = self._on_request(self, request)
            if answer is not None:
                self.reply(request.proto_id, request.serial, answer.body)
            if (
                (answer is not None and answer.hang_up)
                or self._transport is None
                or self._transport.is_closing()
            ):
                self._requests.clear()
                self.close()
            elif self._requests and loop.time() >= end:
                self._transport.pause_reading()
                loop.call_soon(self._take_turn)
                return
        if self._reading and self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the server; a reset is as good an end as any."""
        del exc
        self._transport = None
        self._requests.clear()
        self._on_end(self)

    # ---- called by the server

    def is_over(self, now: float) -> bool:
        """Whether it has been silent, or without a greeting, for too long."""
        return now - self.heard_at > (SILENT_FOR_S if self.caller.greeted else UNGREETED_FOR_S)

    def push(self, push: SharedPush) -> None:
        """Have something that nobody asked for sent with the next `flush`."""
        self._outbox.append(self._connection.push_shared(push))

    def flush(self) -> None:
        """Write what was pushed, in one piece."""
        if self._outbox:
            data = b"".join(self._outbox)
            self._outbox.clear()
            self._write(data)

    def reply(self, proto_id: int, serial: int, body: bytes) -> None:
        """Send an answer."""
        self._write(self._connection.reply(proto_id, serial, body))

    def close(self) -> None:
        """End the connection after what is written already."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def write(self, data: bytes) -> None:
        """Give bytes to the socket, unless the other end has left too many untaken."""
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(data)
        if self.waiting > CLOSE_ABOVE:
            self._transport.abort()

    def _write(self, data: bytes) -> None:
        if self._write_through is None:
            self.write(data)
        else:
            self._write_through(data)

    # ---- for faults

    def frame_reply(self, proto_id: int, serial: int, body: bytes) -> bytes:
        """Return the bytes of an answer without sending them."""
        return self._connection.reply(proto_id, serial, body)

    def frame_push(self, proto_id: int, body: bytes) -> bytes:
        """Return the bytes of a push without sending them."""
        return self._connection.push(proto_id, body)

    def send_frame(self, frame: bytes) -> None:
        """Send bytes in their turn, whatever they are."""
        self._outbox.append(frame)

    def write_through(self, write: Callable[[bytes], None] | None) -> None:
        """Send everything through this instead of straight to the socket; None ends that."""
        self._write_through = write

    def read(self, *, on: bool) -> None:
        """Stop or go on to take bytes from the socket."""
        self._reading = on
        if self._transport is None or self._transport.is_closing():
            return
        if on:
            self._transport.resume_reading()
        else:
            self._transport.pause_reading()

    @property
    def closed(self) -> bool:
        """Whether nothing can be sent any more."""
        return self._transport is None or self._transport.is_closing()
