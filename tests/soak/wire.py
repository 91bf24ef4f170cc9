"""Connections without sockets, on a loop whose clock steps: an hour of talk takes seconds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.client.stepped import SteppedLoop

QUICKEST_S, SLOWEST_S = 0.001, 0.009
"""How long bytes are on their way to an OpenD near by."""

Accept = Callable[[], asyncio.Protocol | None]


class WireLoop(SteppedLoop):
    """Connects every client to one server, or refuses while there is none."""

    def __init__(self) -> None:
        super().__init__(grace_s=0)
        self.accept: Accept = lambda: None
        self.chance = random.Random(1)

    async def create_connection(  # type: ignore[override]
        self, protocol_factory: Callable[[], asyncio.Protocol], *args: object, **options: object
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        """Join a new client and a new server protocol."""
        server = self.accept()
        if server is None:
            raise ConnectionRefusedError(111, "Connect call failed")
        client = protocol_factory()
        near, far = _End(self, client), _End(self, server)
        near.other, far.other = far, near
        server.connection_made(far)
        client.connection_made(near)
        return near, client


class _End(asyncio.Transport):
    """One end; bytes arrive at the other one a little later, in their order."""

    other: _End

    def __init__(self, loop: WireLoop, protocol: asyncio.Protocol) -> None:
        super().__init__()
        self._loop = loop
        self._protocol = protocol
        self._closed = False
        self._arrives_at = 0.0

    def write(self, data: Any) -> None:
        """Send."""
        if not self._closed:
            self._later(self.other._receive, bytes(data))

    def close(self) -> None:
        """End both ends after what was written."""
        if not self._closed:
            self._closed = True
            self._loop.call_soon(self._protocol.connection_lost, None)
            self._later(self.other._hang_up)

    def abort(self) -> None:
        """End both ends."""
        self.close()

    def is_closing(self) -> bool:
        """Whether it is over."""
        return self._closed

    def get_write_buffer_size(self) -> int:
        """Nothing ever waits here."""
        return 0

    def pause_reading(self) -> None:
        """Do nothing: the other end is in no hurry."""

    def resume_reading(self) -> None:
        """Do nothing."""

    def _later(self, call: Callable[..., None], *arguments: object) -> None:
        delay_s = self._loop.chance.uniform(QUICKEST_S, SLOWEST_S)
        # A hair apart: timers of one moment have no order.
        self._arrives_at = max(self._arrives_at + 1e-6, self._loop.time() + delay_s)
        self._loop.call_at(self._arrives_at, call, *arguments)

    def _receive(self, data: bytes) -> None:
        if not self._closed:
            self._protocol.data_received(data)

    def _hang_up(self) -> None:
        if not self._closed:
            self._closed = True
            self._protocol.connection_lost(None)
