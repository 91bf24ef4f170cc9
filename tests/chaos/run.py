"""One chaotic run: an engine with fifty subscriptions and orders, a simulator that misbehaves, an audit."""

from __future__ import annotations

import asyncio
import random
import resource
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from tests.chaos.plan import Round, plan
from tests.client.stepped import until
from tests.scenarios.stage import LoopClock, Stage
from tests.sim.bench import SMALL, TENCENT
from tui.client.address import Address
from tui.client.backoff import Backoff
from tui.client.timing import Timing
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.intents import CancelIntent, OutcomeKind
from tui.domain.markets import Market
from tui.domain.orders import Side
from tui.engine import Engine
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.messages.quote import Feed

RECOVERED_IN_S = 10.0
_WATCHED = tuple(
    listing.id
    for listing in UNIVERSE
    if listing.tradable and listing.owner is None and listing.follows is None and not listing.weights
    if listing.id.market in (Market.HK, Market.US, Market.SH, Market.SZ)
)[:46]
_UNIVERSE = UNIVERSE.only((*_WATCHED, *(listing.id for listing in SMALL)))
_ORDER_EVERY_S = 3.0
_WORKING = 4
_SETTLED_S = 45.0
"""At the end: orders of unknown outcome are looked for twice, ten seconds apart."""


@dataclass
class Report:
    """What came of a run; `faults` is empty when all went well."""

    rounds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[OutcomeKind] = field(default_factory=Counter)
    slowest_s: float = 0.0
    """Longest time from the end of a mishap until everything was there again."""
    orders: int = 0
    growth_mb: float = 0.0
    """Of the process, since the first third of the run."""
    tasks_left: int = 0
    faults: list[str] = field(default_factory=list)


async def run(seed: int, seconds: float) -> Report:
    """Run for so many simulated seconds."""
    scenario, rounds = plan(seed, seconds)
    report = Report()
    config = SimConfig(port=0, seed=seed)
    before = asyncio.all_tasks()
    async with SimServer(config, LoopClock(), _UNIVERSE, scenario) as server:
        engine = Engine(
            Address("127.0.0.1", server.port),
            timing=Timing(request_s=3.0, handshake_s=3.0),
            backoff=Backoff(chance=random.Random(seed).random),
        )
        engine.watch(_WATCHED)
        engine.focus(TENCENT)
        engine.use_accounts([PAPER_HK])
        await engine.start()
        stage = Stage(server, engine)
        trader = asyncio.create_task(_trade(stage, random.Random(seed), report))
        try:
            await _follow(stage, rounds, report)
        finally:
            trader.cancel()
            await asyncio.gather(trader, return_exceptions=True)
        await stage.at(stage.time + _SETTLED_S)
        _audit(stage, report)
        await engine.stop()
    await asyncio.sleep(1)
    report.tasks_left = len(asyncio.all_tasks() - before)
    if report.tasks_left:
        report.faults.append(f"{report.tasks_left} tasks left")
    return report


async def _follow(stage: Stage, rounds: tuple[Round, ...], report: Report) -> None:
    """Check after every mishap that everything comes back in time."""
    await until(lambda: _missing(stage) == "")
    early = 0.0
    for place, one in enumerate(rounds):
        await stage.at(one.ends)
        report.rounds[one.name] += 1
        try:
            await until(lambda: _missing(stage) == "", limit_s=RECOVERED_IN_S)
        except TimeoutError:
            report.faults.append(
                f"{RECOVERED_IN_S:g} s after {one.name} at {one.begins:g}: {_missing(stage)}"
            )
        report.slowest_s = max(report.slowest_s, stage.time - one.ends)
        if place == len(rounds) // 3:
            early = _megabytes()
    report.growth_mb = _megabytes() - early


async def _trade(stage: Stage, chance: random.Random, report: Report) -> None:
    """Place an order every few seconds, some to rest and some to fill, and withdraw those that rest long."""
    kinds = ((Side.BUY, -8), (Side.BUY, -20), (Side.BUY, 2), (Side.SELL, 8), (Side.SELL, -2))
    while True:
        await asyncio.sleep(_ORDER_EVERY_S)
        side, away = chance.choice(kinds)
        outcome = await stage.engine.place(stage.intent(side=side, away=away))
        report.outcomes[outcome.kind] += 1
        working = stage.store.working_orders(PAPER_HK)
        if len(working) > _WORKING:
            oldest = min(working, key=lambda order: order.order_id)
            await stage.engine.cancel(CancelIntent(Env.PAPER, PAPER_HK, oldest.order_id))


def _missing(stage: Stage) -> str:
    """What is not as it should be, nothing when all is well."""
    link = stage.store.link
    if link.phase is not LinkPhase.LIVE:
        return f"the link is {link.phase.name}: {link.reason}"
    subscriptions = stage.server.daemon.world.subscriptions
    wanted = {(id_, Feed.QUOTE) for id_ in _WATCHED}
    wanted |= {(TENCENT, feed) for feed in (Feed.BOOK, Feed.BROKERS, Feed.TRADES)}
    # Several connections may be open for a while, but only one can be the engine's living one.
    best = max(
        (
            {
                (topic.id, topic.feed)
                for topic in subscriptions.pushed_topics
                if caller in subscriptions.listeners(topic)
            }
            for caller in stage.server._peers
        ),
        key=len,
        default=set(),
    )
    lost = wanted - best
    return f"{len(lost)} of {len(wanted)} subscriptions missing" if lost else ""


def _audit(stage: Stage, report: Report) -> None:
    """Compare the store with the broker's books, order by order."""
    books = stage.server.daemon.world.brokerage.books(Env.PAPER, PAPER_HK)
    real = {order_id: live.order for order_id, live in books.live.items()}
    report.orders = len(real)
    shown = {order.order_id: order for order in stage.store.orders(PAPER_HK) if order.remark.startswith("ft")}
    if set(shown) != set(real):
        report.faults.append(
            f"orders differ: lost {set(real) - set(shown)}, invented {set(shown) - set(real)}"
        )
    tags = Counter(order.remark for order in real.values())
    report.faults += [f"{tag} was sent {times} times" for tag, times in tags.items() if times > 1]
    filled: dict[str, Decimal] = {}
    for fill in stage.store.fills(PAPER_HK):
        filled[fill.order_id] = filled.get(fill.order_id, Decimal(0)) + fill.qty
    for order_id in set(real) & set(shown):
        truth, ours = real[order_id], shown[order_id]
        if (truth.status, truth.filled_qty) != (ours.status, ours.filled_qty):
            report.faults.append(
                f"{order_id}: {truth.status.name} {truth.filled_qty}, "
                f"shown {ours.status.name} {ours.filled_qty}"
            )
        if filled.get(order_id, 0) != truth.filled_qty:
            report.faults.append(
                f"{order_id}: {truth.filled_qty} filled, fills sum to {filled.get(order_id, 0)}"
            )
    unresolved = [one for one in stage.store.pending(PAPER_HK) if one.outcome is None]
    report.faults += [f"{one.intent.tag} has no outcome" for one in unresolved]


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
