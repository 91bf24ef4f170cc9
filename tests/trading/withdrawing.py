"""A simulator with its limits on, an engine on it, and a second opinion on all that reaches it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tests.client.stepped import until
from tests.journals import MemoryJournal
from tests.scenarios.stage import HSBC, LADDER, Stage, played
from tests.sim.bench import TENCENT
from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.orders import ModifyOp, Order, OrderType, Side
from tui.domain.rate_limits import LIMITS
from tui.domain.refusals import Cause, explain
from tui.domain.withdrawals import Fate, Scope, Withdrawal
from tui.sim.config import SimConfig
from tui.sim.daemon import Answer, Daemon
from tui.sim.faults.kinds import KINDS
from tui.sim.faults.scenario import Fault, Scenario, Trigger
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES
from tui.trading.tags import new_tag
from tui.wire.codec import decode_reply, decode_request
from tui.wire.errors import RefusedError
from tui.wire.messages.base import PacketId
from tui.wire.messages.trade import Header, ModifyOrder, PlaceOrder
from tui.wire.metering import cost_of
from tui.wire.protoids import ProtoId

PAPER = ((Env.PAPER, PAPER_HK),)
REAL = ((Env.REAL, REAL_SECURITIES),)
KILL = Scope(PAPER, lock=True, how="test")
FAR = -15
"""Ticks from the touch: far enough to rest for the length of a test, near enough to be taken."""
NEAR = -5
"""Where a row of orders at different prices begins: the same one twice is asked about."""
CALM = SimConfig(port=0, seed=11, rate=0.05)


_LIMITS = {limit.bucket: limit for limit in LIMITS.values()}


@dataclass
class Watch:
    """What arrived at the daemon, counted without its own counter."""

    arrivals: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: Counter[Cause] = field(default_factory=Counter)
    changes: list[ModifyOrder] = field(default_factory=list)
    placed: list[PlaceOrder] = field(default_factory=list)

    def put_before(self, daemon: Daemon, clock: Callable[[], float]) -> None:
        """Look at every request that the daemon answers."""
        answer = daemon.answer

        def watched(caller: Any, proto_id: int, body: bytes, now: float) -> Answer:
            request = decode_request(proto_id, body)
            cost = cost_of(request)
            if cost is not None:
                self.arrivals[cost.window].append(clock())
            if isinstance(request, ModifyOrder):
                self.changes.append(request)
            if isinstance(request, PlaceOrder):
                self.placed.append(request)
            given = answer(caller, proto_id, body, now)
            try:
                decode_reply(request, given.body)
            except RefusedError as error:
                self.refusals[explain(error.text).cause] += 1
            return given

        daemon.answer = watched  # type: ignore[method-assign]

    def broken(self) -> list[str]:
        """Every window that was exceeded, and every gap that was too short; on a clock that steps."""
        return [*self.too_many(), *self._too_close()]

    def too_many(self) -> list[str]:
        """Every window that was exceeded."""
        return [
            f"{bucket}: too many from {at:.3f} on"
            for (bucket, _), times in self.arrivals.items()
            for place, at in enumerate(times)
            if bisect_left(times, at + _LIMITS[bucket].window_s) - place > _LIMITS[bucket].calls
        ]

    def _too_close(self) -> list[str]:
        return [
            f"{bucket}: {after - before:.4f} s apart"
            for (bucket, _), times in self.arrivals.items()
            for before, after in pairwise(times)
            if after - before < _LIMITS[bucket].min_gap_s - 0.01
        ]


@dataclass
class Told:
    """Everything a run has told, with its time."""

    stage: Stage
    all: list[tuple[float, Withdrawal]] = field(default_factory=list)

    def __call__(self, withdrawal: Withdrawal) -> None:
        self.all.append((self.stage.time, withdrawal))

    @property
    def last(self) -> Withdrawal:
        return self.all[-1][1]

    def ever(self, *fates: Fate) -> int:
        """The largest number of orders that had one of these fates at a time."""
        return max(one.count(*fates) for _, one in self.all)


def journal_of(stage: Stage) -> MemoryJournal:
    journal = stage.engine._journal
    assert isinstance(journal, MemoryJournal)
    return journal


def faults(*made: Fault) -> Scenario:
    """A scenario of these faults."""
    return Scenario("test", faults=made)


def on_cancel(name: str, *places: int, count: int = 1, **options: Any) -> tuple[Fault, ...]:
    """A fault that hits the changes of orders at these places."""
    kind = KINDS[name]
    defaults = {key: option.default for key, option in kind.options.items()}
    trigger = [Trigger(ProtoId.TRD_MODIFY_ORDER, nth, count) for nth in places]
    return tuple(Fault(kind, on=one, options={**defaults, **options}) for one in trigger)


def an_intent(
    stage: Stage,
    *,
    account: tuple[Env, int] = PAPER[0],
    security: SecurityId = HSBC,
    away: int = FAR,
    qty: int = 400,
    side: Side = Side.BUY,
) -> OrderIntent:
    """A limit order so many ticks behind the best price of its own side."""
    book = stage.server.daemon.world.exchange.book(security)
    best = book.best_bid if side.buys else book.best_ask
    assert best is not None
    price = LADDER.down(best, -away) if side.buys else LADDER.up(best, -away)
    return OrderIntent(new_tag(), *account, security, side, OrderType.LIMIT, Decimal(qty), price)


async def place(stage: Stage, count: int = 1, **terms: Any) -> list[str]:
    """Place so many orders within OpenD's limits, all at work when this returns; their ids."""
    ids = []
    for turn in range(count):
        while True:
            outcome = await stage.engine.place(an_intent(stage, away=NEAR - turn, **terms))
            ids.append(outcome.order_id)
            if outcome.kind is OutcomeKind.ACCEPTED:
                break
            ids.pop()
            assert outcome.wait_s is not None, outcome
            # Sooner than the time for duplicates, the same order would be asked about.
            await stage.at(stage.time + max(outcome.wait_s, 16))
    await until(lambda: all(one.dismissable for one in stage.store.pending(PAPER_HK)))
    return ids


def working(stage: Stage, acc_id: int = PAPER_HK) -> Sequence[Order]:
    """What the broker still holds for live."""
    env = Env.PAPER if acc_id == PAPER_HK else Env.REAL
    return [
        live.order
        for live in stage.server.daemon.world.brokerage.books(env, acc_id).live.values()
        if not live.order.status.terminal
    ]


def fill(stage: Stage, order_id: str) -> None:
    """Let the market come to an order: it is repriced behind the program's back, and filled."""
    world = stage.server.daemon.world
    live = world.brokerage.books(*PAPER[0]).live[order_id]
    book = world.exchange.book(live.order.id)
    assert book.best_ask is not None
    assert book.best_bid is not None
    price = LADDER.up(book.best_ask, 8) if live.order.side.buys else LADDER.down(book.best_bid, 8)
    header, packet = Header(*PAPER[0], live.order.market), PacketId(1, 1)
    change = ModifyOrder(packet, header, ModifyOp.AMEND, order_id, qty=live.order.qty, price=price)
    world.brokerage.modify(change, stage.server.clock.now())


@asynccontextmanager
async def desk_of_23(scenario: Scenario | None = None) -> AsyncIterator[tuple[Stage, Watch]]:
    """19 paper orders to buy and 4 to sell, with OpenD's limits on."""
    async with played(scenario or faults(), config=CALM) as stage:
        watch = Watch()
        watch.put_before(stage.server.daemon, lambda: stage.time)
        await place(stage, 19)
        await place(stage, 2, side=Side.SELL)
        await place(stage, 2, side=Side.SELL, security=TENCENT, qty=100)
        assert len(working(stage)) == 23
        yield stage, watch
