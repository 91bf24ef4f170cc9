"""The engine on the real simulator process: prices, an order's life, and OpenD being killed under it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest

from tests.e2e.simulator import reserved_port, running_simulator, start_simulator, stop_simulator
from tests.journals import MemoryJournal
from tui.client.address import Address
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, OutcomeKind
from tui.domain.markets import Market
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.domain.ticks import LADDERS
from tui.engine import Engine
from tui.state.dirty import Topic
from tui.trading.tags import new_tag

TENCENT = SecurityId(Market.HK, "00700")
APPLE = SecurityId(Market.US, "AAPL")
PAPER = 3180001
LADDER = LADDERS["hk.part_a"]


async def until(condition: Callable[[], object], limit_s: float = 20.0) -> float:
    """Wait until it holds and return how long that took."""
    started = time.monotonic()
    async with asyncio.timeout(limit_s):
        while not condition():
            await asyncio.sleep(0.02)
    return time.monotonic() - started


@asynccontextmanager
async def engine_on(port: int) -> AsyncIterator[Engine]:
    engine = Engine(Address("127.0.0.1", port), journal=MemoryJournal())
    engine.watch([TENCENT, APPLE])
    engine.focus(TENCENT)
    engine.use_accounts([PAPER])
    await engine.start()
    try:
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        yield engine
    finally:
        await engine.stop()


def prices_flow(engine: Engine) -> bool:
    store = engine.store
    fresh = not any(store.is_stale(topic, TENCENT) for topic in (Topic.QUOTE, Topic.BOOK, Topic.BROKERS))
    return fresh and not store.is_stale(Topic.QUOTE, APPLE)


async def test_prices_facts_and_account_arrive() -> None:
    with running_simulator() as port:
        async with engine_on(port) as engine:
            await until(lambda: prices_flow(engine) and engine.store.trades(TENCENT))
            await until(lambda: len(engine.store.instruments) >= 60 and engine.store.market_state(TENCENT))
            assert engine.store.instruments[TENCENT].lot == 100
            assert engine.store.funds(PAPER) is not None
            assert engine.store.link.quote_login
            assert [notice.text for notice in engine.store.notices if "not " in notice.text] == []


async def test_life_of_an_order() -> None:
    with running_simulator() as port:
        async with engine_on(port) as engine:
            store = engine.store
            await until(lambda: prices_flow(engine))
            before = store.position(PAPER, TENCENT)
            held = Decimal(0) if before is None else before.qty
            book = store.book(TENCENT)
            assert book is not None
            assert book.best_bid is not None
            assert book.best_ask is not None
            low, high = LADDER.down(book.best_bid, 20), LADDER.up(book.best_ask, 5)
            intent = OrderIntent(
                new_tag(), Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), low
            )
            placed = await engine.place(intent)
            assert placed.kind is OutcomeKind.ACCEPTED
            await until(lambda: store.order(PAPER, placed.order_id) and not store.pending(PAPER))
            amended = await engine.amend(AmendIntent(Env.PAPER, PAPER, placed.order_id, Decimal(200), None))
            assert amended.kind is OutcomeKind.ACCEPTED
            await until(lambda: (order := store.order(PAPER, placed.order_id)) and order.qty == 200)
            cancelled = await engine.cancel(CancelIntent(Env.PAPER, PAPER, placed.order_id))
            assert cancelled.kind is OutcomeKind.ACCEPTED
            await until(
                lambda: (
                    (order := store.order(PAPER, placed.order_id))
                    and order.status is OrderStatus.CANCELLED_ALL
                )
            )
            intent = OrderIntent(
                new_tag(), Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), high
            )
            bought = await engine.place(intent)
            await until(
                lambda: (
                    (order := store.order(PAPER, bought.order_id)) and order.status is OrderStatus.FILLED_ALL
                )
            )
            await until(lambda: (now := store.position(PAPER, TENCENT)) and now.qty == held + 100)
            assert store.fills(PAPER)


@pytest.mark.slow
async def test_killed_under_a_running_engine_and_started_again() -> None:
    with reserved_port() as port:
        process, _ = start_simulator(port=port)
        try:
            async with engine_on(port) as engine:
                await until(lambda: prices_flow(engine))
                process.kill()
                process.wait()
                assert await until(lambda: engine.store.link.phase is LinkPhase.DOWN) < 2
                assert engine.store.is_stale(Topic.QUOTE, TENCENT)
                assert engine.store.link.reason
                if process.stdout is not None:
                    process.stdout.close()
                await until(lambda: (engine.store.link.retry_in_s or 0) > 1)
                process, _ = start_simulator(port=port)
                assert await until(lambda: engine.store.link.phase is LinkPhase.LIVE) < 10
                await until(lambda: prices_flow(engine))
                assert engine.store.funds(PAPER) is not None
                book = engine.store.book(TENCENT)
                assert book is not None
                assert book.best_bid is not None
                low = LADDER.down(book.best_bid, 20)
                intent = OrderIntent(
                    new_tag(), Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), low
                )
                placed = await engine.place(intent)
                assert placed.kind is OutcomeKind.ACCEPTED
                await until(lambda: engine.store.order(PAPER, placed.order_id))
        finally:
            stop_simulator(process)
