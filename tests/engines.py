"""An engine on a scripted OpenD, and orders for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.client.fakes import PAPER, REAL, TENCENT, FakeOpenD
from tests.client.stepped import until
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.intents import Consent, OrderIntent
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.engine import Engine
from tui.trading.repeats import Pace
from tui.trading.tags import new_tag

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def loop_now() -> datetime:
    """Return the time of the loop as a date, so that a stepped clock steps both."""
    return START + timedelta(seconds=asyncio.get_running_loop().time())


def intent_of(**change: Any) -> OrderIntent:
    intent = OrderIntent(
        new_tag(), Env.PAPER, PAPER.acc_id, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(200), Decimal(400)
    )
    return replace(intent, **change)


def knowing(engine: Engine, intent: OrderIntent) -> OrderIntent:
    """The same intent by a trader who knows of the one before it."""
    repeat = engine.repeat_of(intent)
    return intent if repeat is None else replace(intent, consent=Consent(repeats=repeat.name))


def order_of(intent: OrderIntent, order_id: str = "B1", **change: Any) -> Order:
    order = Order(
        order_id, intent.acc_id, intent.env, intent.id, "TENCENT", intent.side, intent.type,
        OrderStatus.SUBMITTED, intent.qty, intent.price, remark=intent.remark, number=1,
    )  # fmt: skip
    return replace(order, **change)


HASTE = Pace(most=1000, within_s=1.0)
"""A pace that no test reaches."""
UNLIMITED = LimitsBook(real={REAL.acc_id: NO_LIMITS})
"""A profile for the real account, without which it would be closed, that forbids nothing."""


@asynccontextmanager
async def running(
    opend: FakeOpenD,
    *,
    read_only: bool,
    allow_real: bool,
    journal: MemoryJournal | None = None,
    limits: LimitsBook = UNLIMITED,
    pace: Pace = HASTE,
) -> AsyncIterator[Engine]:
    engine = Engine(
        opend.address,
        journal=journal or MemoryJournal(),
        read_only=read_only,
        allow_real=allow_real,
        now=loop_now,
        limits=limits,
        pace=pace,
    )
    await engine.start()
    try:
        yield engine
    finally:
        await engine.stop()


@asynccontextmanager
async def live(
    *,
    read_only: bool = False,
    allow_real: bool = False,
    journal: MemoryJournal | None = None,
    limits: LimitsBook = UNLIMITED,
    pace: Pace = HASTE,
) -> AsyncIterator[tuple[FakeOpenD, Engine]]:
    async with (
        FakeOpenD() as opend,
        running(
            opend,
            read_only=read_only,
            allow_real=allow_real,
            journal=journal,
            limits=limits,
            pace=pace,
        ) as engine,
    ):
        engine.use_accounts([PAPER.acc_id, REAL.acc_id])
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        yield opend, engine
