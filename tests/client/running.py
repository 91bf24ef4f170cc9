"""A session at work on a scripted OpenD, and everything it told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

from tests.client.fakes import HSBC, PAPER, TENCENT, FakeOpenD
from tests.client.stepped import until
from tui.client.address import Address
from tui.client.session import Session
from tui.client.subscriptions import FeedKey
from tui.domain.accounts import Env
from tui.domain.events import (
    Event,
    LinkChanged,
    LinkPhase,
)
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.wire.messages.quote import Feed

ORDER = Order(
    "A1", PAPER.acc_id, Env.PAPER, TENCENT, "TENCENT", Side.BUY, OrderType.LIMIT, OrderStatus.SUBMITTED,
    Decimal(200), Decimal(400), market=PAPER.markets[0], number=1,
)  # fmt: skip
QUOTES = (FeedKey(TENCENT, Feed.QUOTE), FeedKey(HSBC, Feed.QUOTE))


class Running:
    """A session at work and everything it told."""

    def __init__(self, address: Address) -> None:
        self.events: list[Event] = []
        self.session = Session(address, self.events.append)

    def told(self, kind: type) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    @property
    def phases(self) -> list[LinkPhase]:
        return [event.phase for event in self.told(LinkChanged)]

    async def phase(self, phase: LinkPhase) -> None:
        await until(lambda: self.session.phase is phase)


@asynccontextmanager
async def running(opend: FakeOpenD) -> AsyncIterator[Running]:
    run = Running(opend.address)
    task = asyncio.ensure_future(run.session.run())
    try:
        yield run
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
