"""Stands between dashboard and simulator: tells when an order's first bytes came, and floods when told to.

Usage: latency_relay.py SIMULATOR_PORT. The first line printed is the port. Then `P NANOSECONDS` of
time.monotonic for each read of the socket that holds a PlaceOrder. A number on standard input is how many
pushes a second to add to those of the simulator from now on; the answer is `B COUNT SECONDS`, how many were
added since the last such number. They are the newest books, quotes and broker queues that the simulator has
sent, one of each security, with other volumes and prices each time, so that every one of them changes
something on the screen.
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from tui.domain.ids import SecurityId
from tui.pb import Qot_UpdateBasicQot_pb2, Qot_UpdateOrderBook_pb2
from tui.wire.framing import Framer, encode_frame
from tui.wire.peek import peek_only_element, peek_security
from tui.wire.protoids import ProtoId

STEP_S = 0.002
VARIANTS = 16
MOST_WAITING = 1 << 18
"""Bytes that may wait for a dashboard that does not keep up; what finds no room is not sent."""


class Flood:
    """Pushes of its own, at a rate."""

    def __init__(self) -> None:
        self.rate = 0.0
        self.sent = 0
        self.began = time.monotonic()
        self.down: asyncio.Transport | None = None
        """Towards the dashboard."""
        self._frames: dict[tuple[int, SecurityId], list[bytes]] = {}
        self._next = 0

    def saw(self, proto_id: int, body: bytes) -> None:
        """Take a push of the simulator for a pattern."""
        make, of = {
            ProtoId.QOT_UPDATE_ORDER_BOOK: (_books, peek_security),
            ProtoId.QOT_UPDATE_BASIC_QOT: (_quotes, peek_only_element),
            ProtoId.QOT_UPDATE_BROKER: (_brokers, peek_security),
        }.get(ProtoId(proto_id), (None, None))
        security = None if of is None else of(body)
        if make is not None and security is not None:
            self._frames[proto_id, security] = [
                encode_frame(proto_id, number + 1, one) for number, one in enumerate(make(body))
            ]

    def told(self, rate: float) -> str:
        """Go on at another rate; say what was sent at the last one."""
        now = time.monotonic()
        line = f"B {self.sent} {now - self.began:.3f}"
        self.rate, self.sent, self.began = rate, 0, now
        return line

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        debt, before = 0.0, time.monotonic()
        while True:
            await asyncio.sleep(STEP_S)
            now = time.monotonic()
            debt += self.rate * (now - before)
            before = now
            count, debt = int(debt), debt - int(debt)
            if not count or self.down is None or self.down.is_closing() or not self._frames:
                continue
            if self.down.get_write_buffer_size() < MOST_WAITING:
                self.down.write(b"".join(self._take(count)))
                self.sent += count

    def _take(self, count: int) -> list[bytes]:
        keys, taken = list(self._frames), []
        for _ in range(count):
            self._next += 1
            frames = self._frames[keys[self._next % len(keys)]]
            taken.append(frames[self._next // len(keys) % len(frames)])
        return taken


def _books(body: bytes) -> list[bytes]:
    made = []
    for number in range(VARIANTS):
        message = Qot_UpdateOrderBook_pb2.Response.FromString(body)
        for level in (*message.s2c.orderBookAskList, *message.s2c.orderBookBidList):
            level.volume += 100 * number
        made.append(message.SerializeToString())
    return made


def _quotes(body: bytes) -> list[bytes]:
    made = []
    for number in range(VARIANTS):
        message = Qot_UpdateBasicQot_pb2.Response.FromString(body)
        quotes: Any = message.s2c.basicQotList
        for quote in quotes:
            quote.volume += 100 * number
            quote.curPrice += quote.priceSpread * (number % 3)
        made.append(message.SerializeToString())
    return made


def _brokers(body: bytes) -> list[bytes]:
    return [body]


class Way(asyncio.Protocol):
    """One direction: hands bytes on at once, then looks at the frames in them."""

    def __init__(self, flood: Flood, *, up: bool) -> None:
        self.to: asyncio.Transport | None = None
        self.own: asyncio.Transport | None = None
        self._flood = flood
        self._up = up
        self._framer = Framer()
        self._early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.Transport)
        self.own = transport

    def data_received(self, data: bytes) -> None:
        """Look at the time before anything else."""
        at = time.monotonic_ns()
        self._early.append(data)
        self.flush()
        for proto_id, _, body in self._framer.feed_parts(data):
            if self._up and proto_id == ProtoId.TRD_PLACE_ORDER:
                print(f"P {at}", flush=True)
            elif not self._up and 3000 < proto_id < 3100:
                self._flood.saw(proto_id, bytes(body))

    def flush(self) -> None:
        """Hand on what came before the other side was there."""
        if self.to is not None:
            for data in self._early:
                self.to.write(data)
            self._early.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the other side, too."""
        if self.to is not None:
            self.to.close()


async def main() -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    flood = Flood()
    joins: set[asyncio.Task[None]] = set()

    async def join(here: Way) -> None:
        there = Way(flood, up=False)
        await loop.create_connection(lambda: there, "127.0.0.1", int(sys.argv[1]))
        assert here.own is not None
        here.to, there.to = there.own, here.own
        flood.down = here.own
        here.flush()
        there.flush()

    def accept() -> Way:
        way = Way(flood, up=True)
        joins.add(loop.create_task(join(way)))
        return way

    server = await loop.create_server(accept, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    running = loop.create_task(flood.run())
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(flood.told(float(line)), flush=True)
    running.cancel()
    server.close()


asyncio.run(main())
