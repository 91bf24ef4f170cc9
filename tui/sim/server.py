"""The simulated OpenD on TCP: accepts connections and keeps the market moving."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections.abc import Hashable
from types import TracebackType
from typing import Self

from tui.sim.clock import Clock, WallClock
from tui.sim.config import SimConfig
from tui.sim.daemon import Answer, Daemon
from tui.sim.peer import SILENT_FOR_S, SLOW_ABOVE, Peer
from tui.sim.publisher import Delivery
from tui.sim.universe import Universe
from tui.sim.universe_table import UNIVERSE
from tui.wire.protocol import RequestArrived

STEP_S = 0.05


class ListenError(Exception):
    """The address to listen on cannot be had; the text is one line for the user."""


class SimServer:
    """One simulated OpenD; use it as an async context manager and read `port` inside."""

    def __init__(self, config: SimConfig, clock: Clock | None = None, universe: Universe = UNIVERSE) -> None:
        self.config = config
        self.clock: Clock = clock if clock is not None else WallClock()
        self.daemon = Daemon(config, self.clock.now(), universe)
        self._peers: dict[Hashable, Peer] = {}
        self._listener: asyncio.Server | None = None
        self._feed: asyncio.Task[None] | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        if self._listener is None:
            raise RuntimeError("the server is not listening")
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    async def __aenter__(self) -> Self:
        """Listen and start the market; ListenError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        host, port = self.config.host, self.config.port
        try:
            self._listener = await loop.create_server(self._accept, host, port)
        except (OSError, UnicodeError) as error:
            raise ListenError(f"cannot listen on {host}:{port}: {_reason(error)}") from error
        self.daemon.warm_up()
        self._feed = loop.create_task(self._run(), name="sim feed")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the market and drop all connections."""
        assert self._listener is not None
        assert self._feed is not None
        self._feed.cancel()
        self._listener.close()
        for peer in tuple(self._peers.values()):
            peer.abort()
        await asyncio.gather(self._feed, return_exceptions=True)
        await self._listener.wait_closed()

    def step(self) -> None:
        """Run the market up to now, push what changed and drop connections that have gone silent."""
        now = self.clock.now()
        for delivery in self.daemon.step(now, self._is_slow):
            self._deliver(delivery)
        for peer in tuple(self._peers.values()):
            if now - peer.heard_at > SILENT_FOR_S:
                peer.abort()

    # ---- connections

    def _accept(self) -> Peer:
        peer = Peer(self.daemon.connect(), self.clock.now(), self._answer, self._forget)
        self._peers[peer.caller] = peer
        return peer

    def _answer(self, peer: Peer, request: RequestArrived) -> Answer:
        now = self.clock.now()
        peer.heard_at = now
        return self.daemon.answer(peer.caller, request.proto_id, request.body, now)

    def _forget(self, peer: Peer) -> None:
        if self._peers.pop(peer.caller, None) is not None:
            self.daemon.disconnect(peer.caller)

    def _is_slow(self, listener: Hashable) -> bool:
        peer = self._peers.get(listener)
        return peer is None or peer.waiting > SLOW_ABOVE

    def _deliver(self, delivery: Delivery) -> None:
        for listener in delivery.listeners:
            peer = self._peers.get(listener)
            if peer is not None:
                peer.push(delivery.proto_id, delivery.body)

    # ---- the market

    async def _run(self) -> None:
        """Step on a fixed beat that never drifts; beats that were missed are skipped, not piled up."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            try:
                self.step()
            except Exception:  # noqa: BLE001 - the market must outlive a bug in one step
                traceback.print_exc(file=sys.stderr)
            due += STEP_S
            late = loop.time() - due
            if late > 0:
                due += STEP_S * int(late / STEP_S + 1)
            await asyncio.sleep(due - loop.time())


def _reason(error: OSError | UnicodeError) -> str:
    """Say what is wrong; asyncio's own text repeats the address, and a resolver has numbers of its own."""
    if isinstance(error, UnicodeError):
        return "not a host name"
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror or error)
