"""A trader in a hurry: pages, looks, places, amends and cancels at random, in bursts."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from decimal import Decimal

from tests.client.stepped import until
from tests.engines import HASTE, knowing
from tests.journals import MemoryJournal
from tests.soak.opend import SoakOpenD
from tui.client.address import Address
from tui.client.errors import ClientError
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import Market
from tui.domain.orders import Order, OrderType, Side
from tui.engine import Engine
from tui.sim.listings.table import UNIVERSE
from tui.sim.trading.accounts import PAPER_HK
from tui.trading.tags import new_tag
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import GetMarketStates, GetSnapshots
from tui.wire.messages.trade import Filter, GetHistoryOrders, Header

CODES = tuple(listing.id for listing in UNIVERSE)
HONG_KONG = tuple(id_ for id_ in CODES if id_.market is Market.HK)
TENCENT = SecurityId(Market.HK, "00700")
PAGE = 40
HELD_BACK = "next slot in"


class Trader:
    """Drives a real engine; what it does is random, what it must never see is not."""

    def __init__(self, opend: SoakOpenD, seed: int) -> None:
        self.engine = Engine(Address("127.0.0.1", 11111), journal=MemoryJournal(), pace=HASTE)
        self.chance = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.cancel_waits: list[float] = []
        """Seconds from the wish to cancel until OpenD had answered."""
        self._opend = opend
        self._under_way: set[asyncio.Task[None]] = set()
        self._acts: tuple[tuple[int, Callable[[], Awaitable[None]]], ...] = (
            (30, self._flip),
            (20, self._look),
            (25, self._place),
            (15, self._amend),
            (20, self._cancel),
            (20, self._ask_how_much),
            (12, self._read),
            (2, self._burst),
            (1, self._cancel_all),
        )

    async def trade(self, seconds: float) -> None:
        """Be busy for so long, and lose the link now and then."""
        loop = asyncio.get_running_loop()
        self.engine.use_accounts([PAPER_HK])
        self.engine.focus(TENCENT)
        await self.engine.start()
        end, lose_at = loop.time() + seconds, loop.time() + 45
        while loop.time() < end:
            if loop.time() >= lose_at:
                await self._lose_link()
                lose_at = loop.time() + self.chance.uniform(60, 240)
            weights, acts = zip(*self._acts, strict=True)
            (act,) = self.chance.choices(acts, weights)
            self._start(act())
            await asyncio.sleep(self.chance.choice((0.0, 0.01, 0.1, 0.5, 1.0, 2.0)))
        await asyncio.gather(*self._under_way)
        await self.engine.stop()

    # ---- what a trader does

    async def _flip(self) -> None:
        """Page quickly through the watchlist."""
        for _ in range(self.chance.randint(1, 4)):
            start = self.chance.randrange(len(CODES))
            self.engine.watch((CODES * 2)[start : start + PAGE])
            await asyncio.sleep(0.25)
        self.done["pages"] += 1

    async def _look(self) -> None:
        self.engine.focus(self.chance.choice(CODES))
        self.done["looks"] += 1

    async def _place(self) -> None:
        quote = self.engine.store.quote(TENCENT)
        if quote is None or quote.last is None:
            return
        price = quote.last.quantize(Decimal(1)) - self.chance.randint(3, 20)
        intent = OrderIntent(
            new_tag(), Env.PAPER, PAPER_HK, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), price
        )
        self._count("place", await self.engine.place(knowing(self.engine, intent)))

    async def _amend(self) -> None:
        order = self._working()
        if order is not None:
            intent = AmendIntent(Env.PAPER, PAPER_HK, order.order_id, order.qty, order.price)
            self._count("amend", await self.engine.amend(intent))

    async def _cancel(self) -> None:
        order = self._working()
        if order is not None:
            loop = asyncio.get_running_loop()
            asked_at = loop.time()
            outcome = await self.engine.cancel(CancelIntent(Env.PAPER, PAPER_HK, order.order_id))
            self._count("cancel", outcome)
            if outcome.kind is not OutcomeKind.UNKNOWN:
                self.cancel_waits.append(loop.time() - asked_at)

    async def _cancel_all(self) -> None:
        self._count("cancel all", await self.engine.cancel_all(env=Env.PAPER, acc_id=PAPER_HK))

    async def _burst(self) -> None:
        """Hammer one key."""
        act = self.chance.choice((self._place, self._amend, self._cancel, self._ask_how_much))
        await asyncio.gather(*(act() for _ in range(self.chance.randint(5, 30))))
        self.done["bursts"] += 1

    async def _ask_how_much(self) -> None:
        await self.engine.max_quantities(Env.PAPER, PAPER_HK, TENCENT, OrderType.LIMIT, Decimal(400))
        self.done["asks"] += 1

    async def _read(self) -> None:
        """Reads of the panes: some are limited, some of them heavily."""
        session = self.engine._session
        account = self.engine.store.account(PAPER_HK)
        period = Filter(begin="2026-11-18 00:00:00", end="2026-11-22 00:00:00")
        try:
            for _ in range(self.chance.randint(1, 5)):
                await session.request(GetSnapshots(HONG_KONG[:20]))
                await session.request(GetMarketStates(HONG_KONG))
                if account is not None:
                    header = Header(Env.PAPER, PAPER_HK, account.markets[0])
                    await session.request(GetHistoryOrders(header, period))
                self.done["reads"] += 1
        except RefusedError:
            self.done["reads refused"] += 1
        except ClientError:
            self.done["reads lost"] += 1

    async def _lose_link(self) -> None:
        self._opend.up = self.chance.random() < 0.5
        self._opend.hang_up()
        await asyncio.sleep(self.chance.uniform(0, 20))
        self._opend.up = True
        await until(lambda: self.engine.store.link.phase is LinkPhase.LIVE)
        self.done["lost links"] += 1

    # ---- inner

    def _working(self) -> Order | None:
        orders = self.engine.store.working_orders(PAPER_HK)
        return self.chance.choice(orders) if orders else None

    def _count(self, what: str, outcome: Outcome) -> None:
        held = "held back" if HELD_BACK in outcome.text else outcome.kind.name.lower()
        self.done[f"{what} {held}"] += 1

    def _start(self, act: Awaitable[None]) -> None:
        task = asyncio.ensure_future(act)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
