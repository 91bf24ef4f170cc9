"""One chaotic run: an engine with fifty subscriptions and orders, a simulator that misbehaves, an audit."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.chaos.audit import Footprint, audit, standing_connections
from tests.chaos.plan import Round, plan
from tests.chaos.trader import ACCOUNTS, Flow, trade
from tests.client.stepped import until
from tests.engines import HASTE
from tests.journals import MemoryJournal
from tests.scenarios.stage import LoopClock, Stage
from tests.sim.bench import SMALL, TENCENT
from tui.client.address import Address
from tui.client.backoff import Backoff
from tui.client.timing import Timing
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.limits import Limits, LimitsBook
from tui.domain.markets import Market
from tui.engine import Engine
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.state.dirty import Topic
from tui.wire.messages.quote import Feed

RECOVERED_IN_S = 10.0
_WATCHED = tuple(
    listing.id
    for listing in UNIVERSE
    if listing.tradable and listing.owner is None and listing.follows is None and not listing.weights
    if listing.id.market in (Market.HK, Market.US, Market.SH, Market.SZ)
)[:46]
_UNIVERSE = UNIVERSE.only((*_WATCHED, *(listing.id for listing in SMALL)))
_GROWTH = 6000
"""Objects that ten minutes may add: some thirty an order, which the day's list keeps, and no more."""
_SETTLED_S = 45.0
"""At the end: orders of unknown outcome are looked for twice, ten seconds apart."""


@dataclass
class Report:
    """What came of a run; `faults` is empty when all went well."""

    rounds: Counter[str] = field(default_factory=Counter)
    flow: Flow = field(default_factory=Flow)
    slowest_s: float = 0.0
    """Longest time from the end of a mishap until everything was there again."""
    priced_s: float = 0.0
    """Longest time from then until every wanted price was the exchange's again."""
    orders: int = 0
    fills: int = 0
    early: Footprint | None = None
    """What was held after a third of the run."""
    late: Footprint | None = None
    tasks_left: int = 0
    faults: list[str] = field(default_factory=list)


async def run(seed: int, seconds: float, forget: Callable[[], None] = lambda: None) -> Report:
    """Run for so many simulated seconds; `forget` drops what an observer holds before counting."""
    scenario, rounds = plan(seed, seconds)
    report = Report()
    config = SimConfig(port=0, seed=seed)
    before, others = asyncio.all_tasks(), standing_connections()
    async with SimServer(config, LoopClock(), _UNIVERSE, scenario) as server:
        journal = MemoryJournal()
        engine = Engine(
            Address("127.0.0.1", server.port),
            journal=journal,
            timing=Timing(request_s=3.0, handshake_s=3.0),
            backoff=Backoff(chance=random.Random(seed).random),
            allow_real=True,
            limits=LimitsBook(real={acc_id: Limits() for env, acc_id in ACCOUNTS if env is Env.REAL}),
            pace=HASTE,
            now=lambda: datetime.fromtimestamp(server.clock.now(), UTC),
        )
        engine.watch(_WATCHED)
        engine.focus(TENCENT)
        engine.use_accounts([acc_id for _, acc_id in ACCOUNTS])
        await engine.start()
        stage = Stage(server, engine, journal)
        trader = asyncio.create_task(trade(stage, random.Random(seed), report.flow))
        try:
            await _follow(stage, rounds, report)
        finally:
            trader.cancel()
            await asyncio.gather(trader, return_exceptions=True)
        await stage.at(stage.time + _SETTLED_S)
        forget()
        report.late = Footprint(others)
        if report.early and report.late.objects > report.early.objects + _GROWTH:
            report.faults.append(f"memory grew: {report.early}; then {report.late}")
        report.faults += audit(stage)
        for env, acc_id in ACCOUNTS:
            books = server.daemon.world.brokerage.books(env, acc_id)
            report.orders += sum(bool(live.order.remark) for live in books.live.values())
            report.fills += len(books.fills)
        await engine.stop()
    await asyncio.sleep(1)
    report.tasks_left = len(asyncio.all_tasks() - before)
    if report.tasks_left:
        report.faults.append(f"{report.tasks_left} tasks left")
    return report


async def _follow(stage: Stage, rounds: tuple[Round, ...], report: Report) -> None:
    """Check after every mishap that everything comes back in time."""
    await until(lambda: _missing(stage) == "")
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
        waiting = set(_WATCHED)
        try:
            await until(lambda waiting=waiting: not _unpriced(stage, waiting), limit_s=RECOVERED_IN_S)  # type: ignore[misc]
        except TimeoutError:
            report.faults.append(f"{one.name} at {one.begins:g}: no prices of {len(waiting)} codes")
        report.priced_s = max(report.priced_s, stage.time - one.ends)
        if place == len(rounds) // 3:
            report.early = Footprint()


def _unpriced(stage: Stage, waiting: set[SecurityId]) -> set[SecurityId]:
    """Take those away whose fresh price is the exchange's; at any moment a few are under way."""
    exchange = stage.server.daemon.world.exchange
    for id_ in tuple(waiting):
        quote = stage.store.quote(id_)
        if quote and not stage.store.is_stale(Topic.QUOTE, id_) and quote.last == exchange.last(id_):
            waiting.discard(id_)
    book, truth = stage.store.book(TENCENT), exchange.book(TENCENT)
    if stage.store.is_stale(Topic.BOOK, TENCENT) or book is None or book.best_bid != truth.best_bid:
        return waiting | {TENCENT}
    return waiting


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
