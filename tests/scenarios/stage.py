"""A scenario played to the engine: simulator and client in one process, on a clock that costs no time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

from tests.client.stepped import until
from tests.engines import HASTE, knowing
from tests.journals import MemoryJournal
from tests.sim.bench import SMALL, TENCENT
from tests.sim.traders import SECONDS
from tui.client.address import Address
from tui.client.backoff import Backoff
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, Outcome
from tui.domain.orders import OrderType, Side
from tui.domain.ticks import LADDERS
from tui.engine import Engine
from tui.sim.config import SimConfig
from tui.sim.faults.scenario import Scenario, load
from tui.sim.server import SimServer
from tui.sim.trading.accounts import PAPER_HK
from tui.state.dirty import Topic
from tui.trading.tags import new_tag
from tui.wire.protoids import ProtoId

LADDER = LADDERS["hk.part_a"]
HSBC = SecurityId.parse("00005")
APPLE = SecurityId.parse("AAPL")


class Line(Protocol):
    """Something the engine connects to."""

    @property
    def port(self) -> int:
        """The port it listens on."""


class LoopClock:
    """The loop's own time as wall time, so that the market keeps step with the client."""

    def now(self) -> float:
        """Return unix seconds."""
        return round(SECONDS + asyncio.get_running_loop().time(), 3)


class Stage:
    """A running simulator and an engine on it."""

    def __init__(self, server: SimServer, engine: Engine, journal: MemoryJournal) -> None:
        self.server = server
        self.engine = engine
        self.journal = journal
        self.store = engine.store

    @property
    def time(self) -> float:
        """Seconds since the scenario began."""
        return self.server.clock.now() - SECONDS

    async def at(self, seconds: float) -> None:
        """Wait for a moment of the scenario."""
        await until(lambda: self.time >= seconds, limit_s=600)

    async def live(self) -> None:
        """Wait until the engine is connected and has read everything."""
        await until(lambda: self.store.link.phase is LinkPhase.LIVE)

    async def flowing(self, *ids: SecurityId) -> None:
        """Wait until quotes of these securities are fresh."""
        await until(lambda: not any(self.store.is_stale(Topic.QUOTE, id_) for id_ in ids))

    def intent(self, *, away: int = -8, qty: int = 100, side: Side = Side.BUY) -> OrderIntent:
        """A paper order some ticks from the bid (below) or the ask (above)."""
        book = self.server.daemon.world.exchange.book(TENCENT)
        assert book.best_bid is not None
        assert book.best_ask is not None
        price = LADDER.down(book.best_bid, -away) if away < 0 else LADDER.up(book.best_ask, away)
        return OrderIntent(
            new_tag(), Env.PAPER, PAPER_HK, TENCENT, side, OrderType.LIMIT, Decimal(qty), price
        )

    async def place(self, *, away: int = -8, qty: int = 100) -> Outcome:
        """Send such an order."""
        return await self.engine.place(knowing(self.engine, self.intent(away=away, qty=qty)))

    def told(self, *words: str) -> list[NoticeReceived]:
        """Notices that hold all these words."""
        return [one for one in self.store.notices if all(word in one.text for word in words)]

    @property
    def placed(self) -> int:
        """Whole requests to place an order that the simulator has received."""
        return self.server.received[ProtoId.TRD_PLACE_ORDER]

    @property
    def brokers_orders(self) -> set[str]:
        """Orders of today at the simulated broker, by id."""
        return set(self.server.daemon.world.brokerage.books(Env.PAPER, PAPER_HK).live)

    @property
    def our_orders(self) -> list[str]:
        """Orders of today in the store, by id."""
        return [order.order_id for order in self.store.orders(PAPER_HK) if order.remark.startswith("ft")]


@asynccontextmanager
async def played(
    scenario: str | Scenario,
    *,
    config: SimConfig | None = None,
    ready: Callable[[Engine], None] = lambda _: None,
    through: Callable[[int], AbstractAsyncContextManager[Line]] | None = None,
    journal: MemoryJournal | None = None,
) -> AsyncIterator[Stage]:
    """Play a scenario, shipped or made up, to an engine that watches three securities and an account.

    With `through`, the engine connects to the line that it makes to the simulator's port.
    """
    chosen = load(scenario) if isinstance(scenario, str) else scenario
    settings = config or SimConfig(port=0, seed=11)
    records = journal or MemoryJournal()
    async with (
        SimServer(settings, LoopClock(), SMALL, chosen) as server,
        through(server.port) if through else nullcontext(server) as line,
    ):
        engine = Engine(
            Address("127.0.0.1", line.port),
            journal=records,
            backoff=Backoff(chance=lambda: 0.0),
            pace=HASTE,
            now=lambda: datetime.fromtimestamp(server.clock.now(), UTC),
        )
        engine.watch([TENCENT, HSBC, APPLE])
        engine.focus(TENCENT)
        engine.use_accounts([PAPER_HK])
        ready(engine)
        await engine.start()
        try:
            stage = Stage(server, engine, records)
            await stage.live()
            yield stage
        finally:
            await engine.stop()
