"""The dashboard with its ladder by prices in front, and a clock of our own behind its keys."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal
from time import monotonic
from typing import Any

from textual.pilot import Pilot

from tests.app.face import dashboard, running, settled
from tests.app.listings import PAPER_HK
from tests.app.ticket_fakes import Broker, SteppedClock
from tui.app.app import FutuApp
from tui.app.key_queue import KeyQueue
from tui.app.lone_keys import ALONE_S
from tui.app.screens.dashboard import Dashboard
from tui.domain.accounts import Env


class Rider:
    """Everything a test of the ladder touches."""

    def __init__(self, pilot: Pilot[int], broker: Broker) -> None:
        self.pilot, self.broker = pilot, broker
        self.screen: Dashboard = dashboard(pilot)
        self.clock = SteppedClock()
        self.screen.ladder_clock = self.clock

    async def press(self, *keys: str, after: float = 1.0) -> None:
        """Press keys, each so long after the one before."""
        for key in keys:
            self.clock.step(after)
            await self.tap(key)
        await self.settle()

    async def tap(self, key: str) -> None:
        """Press a key by itself, however fast the machine is, and let it get where it goes."""
        await self.alone()
        await self.pilot.press(key)
        await self.until(lambda: not self.keys.busy)

    async def alone(self) -> None:
        """Wait until the next key has no company."""
        at = monotonic()
        await self.until(lambda: monotonic() - at > ALONE_S)

    @property
    def keys(self) -> KeyQueue:
        """The keys on their way."""
        app = self.pilot.app
        assert isinstance(app, FutuApp)
        return app._keys

    async def settle(self) -> None:
        """Wait until orders are answered and what changed is painted."""
        app = self.pilot.app
        await self.pilot.pause()
        await app.workers.wait_for_complete([one for one in app.workers if one.group == "orders"])
        await settled(self.pilot)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition."""
        for _ in range(1000):
            if condition():
                return
            await self.pilot.pause()
        assert condition()

    async def go(self, price: str) -> None:
        """Put the cursor on a price."""
        self.screen.ladder.go_to(Decimal(price))
        await self.pilot.pause()
        assert self.screen.ladder.selected_price == Decimal(price)

    def arm(self, env: Env = Env.PAPER, acc_id: int = PAPER_HK) -> None:
        """Arm an account."""
        self.broker.arm(env=env, acc_id=acc_id)

    @property
    def said(self) -> str:
        """What the key line says."""
        return self.screen.keys.said

    @property
    def title(self) -> str:
        """The line above the ladder."""
        return self.screen.ladder.render_line(0).text


@asynccontextmanager
async def riding(
    size: tuple[int, int] = (120, 40), *, broker: Broker | None = None, armed: bool = True, **options: Any
) -> AsyncIterator[Rider]:
    """Run the dashboard with the ladder by prices focused."""
    made = broker or Broker()
    async with running(made, size, **options) as pilot:
        rider = Rider(pilot, made)
        if armed:
            rider.arm()
        await settled(pilot)
        await pilot.press("l")
        rider.screen.ladder.switch(by_prices=True)
        await settled(pilot)
        yield rider
