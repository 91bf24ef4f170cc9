"""The TCP side of a link under a flood: read in gulps, unless somebody waits for an answer."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.client.stepped import stepped
from tui.client.transport import BREATH_S, Transport
from tui.wire.framing import encode_frame
from tui.wire.protocol import Connection, Incoming, Role
from tui.wire.protoids import ProtoId

PUSH = encode_frame(ProtoId.NOTIFY, 1, b"\x08\x00")


class Socket(asyncio.Transport):
    """Notes whether it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.read = True

    def pause_reading(self) -> None:
        self.read = False

    def resume_reading(self) -> None:
        self.read = True

    def is_closing(self) -> bool:
        return False

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        del data


class Line:
    """A transport on such a socket, and what came through it."""

    def __init__(self) -> None:
        self.awaited = False
        self.heard: list[Incoming] = []
        self.socket = Socket()
        self.transport = Transport(Connection(Role.CLIENT), self.heard.append, awaits=lambda: self.awaited)
        self.transport.connection_made(self.socket)

    async def hear(self, *, after_s: float = 0.0, pushes: int = 1) -> bool:
        """Read so many pushes at once; whether the socket is read on."""
        await asyncio.sleep(after_s)
        self.transport.data_received(PUSH * pushes)
        return self.socket.read


@stepped
async def test_single_pushes_are_read_as_they_come() -> None:
    line = Line()
    assert [await line.hear(after_s=0.02) for _ in range(5)] == [True] * 5
    assert len(line.heard) == 5


@stepped
async def test_a_flood_is_read_in_gulps() -> None:
    line = Line()
    await asyncio.sleep(1)
    assert await line.hear()
    for pushes in (1, 100):
        assert not await line.hear(pushes=pushes)
        await asyncio.sleep(BREATH_S * 0.9)
        assert not line.socket.read
        await asyncio.sleep(BREATH_S * 0.2)
        assert line.socket.read
    assert len(line.heard) == 102


@stepped
async def test_more_than_a_read_takes_is_read_on_at_once() -> None:
    assert await Line().hear(pushes=200 * 1024 // len(PUSH))


@stepped
async def test_whoever_waits_for_an_answer_is_not_kept_waiting() -> None:
    line = Line()
    assert not await line.hear(pushes=100)
    assert line.transport.send(b"a request")
    assert line.socket.read
    line.awaited = True
    assert await line.hear(pushes=100)
    line.awaited = False
    assert not await line.hear(pushes=100)


@stepped
async def test_a_lost_connection_leaves_no_timer() -> None:
    line = Line()
    assert not await line.hear(pushes=100)
    line.transport.connection_lost(None)
    assert line.transport._breathing is None
    assert line.transport.closed.done()
