"""The simulator's daemon at the end of the wire, and a second opinion on every call that reaches it."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tests.soak.wire import WireLoop
from tui.domain.rate_limits import LIMITS
from tui.domain.refusals import Cause, explain
from tui.sim.config import SimConfig
from tui.sim.daemon import Answer, Daemon
from tui.sim.peer import Peer
from tui.wire.codec import decode_reply, decode_request
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import Subscribe
from tui.wire.messages.trade import ModifyOrder, PlaceOrder
from tui.wire.metering import cost_of
from tui.wire.protocol import RequestArrived
from tui.wire.shared import SharedPush

START = datetime(2026, 11, 20, 9, 45, tzinfo=ZoneInfo("Asia/Hong_Kong")).timestamp()
STEP_S = 1.0
_DIGITS = re.compile(r"[0-9.,]*[0-9]")
OURS_TO_AVOID = frozenset({Cause.TOO_OFTEN, Cause.TOO_MANY, Cause.QUOTA, Cause.TOO_EARLY})
"""Refusals that a client which keeps its own books never gets."""


class SoakOpenD:
    """Answers on a WireLoop as the simulator does on TCP, and remembers what arrived and what was refused."""

    def __init__(self, loop: WireLoop, *, quota: int, seed: int) -> None:
        self.daemon = Daemon(SimConfig(rate=0.05, seed=seed, quota=quota), START)
        self.up = True
        self.refusals: Counter[Cause] = Counter()
        self.avoidable: list[str] = []
        self.others: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.orders: list[tuple[float, PlaceOrder | ModifyOrder]] = []
        self.most_units = 0
        self._arrivals: dict[tuple[str, int], list[float]] = defaultdict(list)
        self._since: dict[Hashable, float] = {}
        self._peers: dict[Hashable, Peer] = {}
        self._loop = loop
        loop.accept = self._accept

    def hang_up(self) -> None:
        """End every connection."""
        for peer in tuple(self._peers.values()):
            peer.abort()

    async def run(self) -> None:
        """Move the market."""
        while True:
            now = self._now()
            for delivery in self.daemon.step(now, lambda _: False):
                push = SharedPush(delivery.proto_id, delivery.body)
                for listener in delivery.listeners:
                    if listener in self._peers:
                        self._peers[listener].push(push)
            for peer in tuple(self._peers.values()):
                peer.flush()
            await asyncio.sleep(STEP_S)

    def broken_limits(self) -> list[str]:
        """Return every window and gap that was not kept, counted without the simulator's own counter."""
        limits = {limit.bucket: limit for limit in LIMITS.values()}
        found: list[str] = []
        for (bucket, account), times in self._arrivals.items():
            limit = limits[bucket]
            for place, at in enumerate(times):
                calls = bisect_left(times, at + limit.window_s) - place
                if calls > limit.calls:
                    found.append(f"{bucket} of {account}: {calls} calls from {at:.3f} on")
            found += [
                f"{bucket} of {account}: {after - before:.4f} s apart at {after:.3f}"
                for before, after in pairwise(times)
                if after - before < limit.min_gap_s
            ]
        return found

    def _now(self) -> float:
        return START + self._loop.time()

    def _accept(self) -> Peer | None:
        if not self.up:
            return None
        peer = Peer(self.daemon.connect(), self._now(), self._answer, self._forget)
        self._peers[peer.caller] = peer
        return peer

    def _forget(self, peer: Peer) -> None:
        if self._peers.pop(peer.caller, None) is not None:
            self.daemon.disconnect(peer.caller)

    def _answer(self, peer: Peer, arrived: RequestArrived) -> Answer:
        request = decode_request(arrived.proto_id, arrived.body)
        self._note(request)
        answer = self.daemon.answer(peer.caller, arrived.proto_id, arrived.body, self._now())
        try:
            decode_reply(request, answer.body)
        except RefusedError as error:
            cause = explain(error.text).cause
            self.refusals[cause] += 1
            if cause in OURS_TO_AVOID:
                self.avoidable.append(f"{self._loop.time():.3f} {arrived.proto_id}: {error.text}")
            elif cause is Cause.OTHER:
                self.others[_DIGITS.sub("#", error.text)] += 1
        self.most_units = max(self.most_units, self.daemon.world.subscriptions.used)
        return answer

    def _note(self, request: Request[Any]) -> None:
        now = self._loop.time()
        name = type(request).__name__
        if isinstance(request, Subscribe) and not request.subscribe:
            name = "Unsubscribe"
        self.calls[name] += 1
        if isinstance(request, (PlaceOrder, ModifyOrder)):
            self.orders.append((now, request))
        cost = cost_of(request)
        if cost is not None:
            self._arrivals[cost.window].append(now)
