"""The server's end of one TCP connection."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from tui.sim.caller import Caller
from tui.sim.daemon import Answer
from tui.wire.errors import FrameError
from tui.wire.protocol import Connection, RequestArrived, Role

SLOW_ABOVE = 8 * 2**20
"""Bytes waiting to be read by the other end from which on quotes are left out."""
CLOSE_ABOVE = 64 * 2**20
"""Bytes waiting from which on the other end is given up."""
SILENT_FOR_S = 60.0
TURN_S = 0.01
"""How long one connection's requests may keep all others waiting."""

OnRequest = Callable[["Peer", RequestArrived], Answer]
OnEnd = Callable[["Peer"], None]


class Peer(asyncio.Protocol):
    """Slices frames, hands requests to the server and writes what it is given; never waits."""

    def __init__(self, caller: Caller, now: float, on_request: OnRequest, on_end: OnEnd) -> None:
        self.caller = caller
        self.heard_at = now
        """When the last bytes came, by the server's clock."""
        self._connection = Connection(Role.SERVER)
        self._transport: asyncio.Transport | None = None
        self._requests: deque[RequestArrived] = deque()
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
        """Answer every request that these bytes complete; drop a connection with other frames."""
        try:
            arrived = self._connection.receive(data)
        except FrameError:
            self.close()
            return
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
            self._write(self._connection.reply(request.proto_id, request.serial, answer.body))
            if answer.hang_up or self._transport is None or self._transport.is_closing():
                self._requests.clear()
                self.close()
            elif self._requests and loop.time() >= end:
                self._transport.pause_reading()
                loop.call_soon(self._take_turn)
                return
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the server; a reset is as good an end as any."""
        del exc
        self._transport = None
        self._requests.clear()
        self._on_end(self)

    # ---- called by the server

    def push(self, proto_id: int, body: bytes) -> None:
        """Send something nobody asked for."""
        self._write(self._connection.push(proto_id, body))

    def close(self) -> None:
        """End the connection after what is written already."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _write(self, frame: bytes) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(frame)
        if self.waiting > CLOSE_ABOVE:
            self._transport.abort()
