"""The simulated OpenD on TCP: accepts connections and keeps the market moving."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from collections import Counter
from collections.abc import Hashable
from types import TracebackType
from typing import Self

from tui.sim.clock import Clock, WallClock
from tui.sim.config import SimConfig
from tui.sim.daemon import Answer, Daemon
from tui.sim.faults.layer import Faults
from tui.sim.faults.scenario import Scenario, renamed
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Universe
from tui.sim.peer import SLOW_ABOVE, Peer
from tui.sim.publisher import Delivery
from tui.wire.protocol import RequestArrived
from tui.wire.shared import SharedPush

STEP_S = 0.05
MOST_CONNECTIONS = 128
"""As OpenD documents; the next one is closed at once."""


class ListenError(Exception):
    """The address to listen on cannot be had; the text is one line for the user."""


class SimServer:
    """One simulated OpenD; use it as an async context manager and read `port` inside."""

    def __init__(
        self,
        config: SimConfig,
        clock: Clock | None = None,
        universe: Universe = UNIVERSE,
        scenario: Scenario | None = None,
    ) -> None:
        self.config = config
        self.clock: Clock = clock if clock is not None else WallClock()
        start = self.clock.now()
        self._peers: dict[Hashable, Peer] = {}
        self._faults: Faults | None = None
        if scenario is None:
            self.daemon = Daemon(config, start, universe)
        else:
            self.daemon = Daemon(config, start, renamed(universe, scenario.names))
            self._faults = Faults(scenario, self.daemon, lambda: tuple(self._peers.values()), config.seed)
        self.received: Counter[int] = Counter()
        """How many whole requests of each number came, whatever became of them."""
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
        loop = asyncio.get_running_loop()
        began = loop.time()
        if self._faults is not None:
            self._faults.tick(now)
        for delivery in self.daemon.step(now, self._is_slow):
            self._deliver(delivery)
            if delivery.event_at is not None:
                waited_s, took_s = now - delivery.event_at, loop.time() - began
                self.daemon.world.delays.pushed(delivery.proto_id, waited_s, took_s)
        for peer in tuple(self._peers.values()):
            peer.flush()
            if peer.is_over(now):
                peer.abort()
        if self._faults is not None:
            self._faults.release(now)

    # ---- connections

    def _accept(self) -> asyncio.Protocol:
        if len(self._peers) >= MOST_CONNECTIONS:
            return _TurnedAway()
        if self._faults is not None and self._faults.down:
            return _TurnedAway()
        peer = Peer(self.daemon.connect(), self.clock.now(), self._answer, self._forget, key=self.config.key)
        self._peers[peer.caller] = peer
        if self._faults is not None:
            self._faults.joined(peer)
        return peer

    def _answer(self, peer: Peer, request: RequestArrived) -> Answer | None:
        peer.heard_at = self.clock.now()
        self.received[request.proto_id] += 1
        if self._faults is None:
            return self._carry_out(peer, request)
        return self._faults.answer(peer, request, peer.heard_at, self._carry_out)

    def _carry_out(self, peer: Peer, request: RequestArrived) -> Answer:
        now = peer.heard_at
        loop = asyncio.get_running_loop()
        began = loop.time()
        answer = self.daemon.answer(peer.caller, request.proto_id, request.body, now)
        self.daemon.world.delays.replied(request.proto_id, loop.time() - began)
        return answer

    def _forget(self, peer: Peer) -> None:
        if self._peers.pop(peer.caller, None) is not None:
            self.daemon.disconnect(peer.caller)

    def _is_slow(self, listener: Hashable) -> bool:
        peer = self._peers.get(listener)
        return peer is None or peer.waiting > SLOW_ABOVE

    def _deliver(self, delivery: Delivery) -> None:
        push = SharedPush(delivery.proto_id, delivery.body)
        send = Peer.push if self._faults is None else self._faults.push
        for listener in delivery.listeners:
            peer = self._peers.get(listener)
            if peer is not None:
                send(peer, push)

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


class _TurnedAway(asyncio.Protocol):
    """A connection that is one too many: accepted and ended."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """End it."""
        transport.close()


def _reason(error: OSError | UnicodeError) -> str:
    """Say what is wrong; asyncio's own text repeats the address, and a resolver has numbers of its own."""
    if isinstance(error, UnicodeError):
        return "not a host name"
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror or error)
