"""Flatten and reverse where something else comes in between: fills, other orders, a second key, the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from textual.pilot import Pilot

from tests.app.face import answer, dashboard, settled
from tests.app.flatten_fakes import (
    Market,
    at_the_dashboard,
    finished,
    hold_apple,
    said,
    sent,
    work,
)
from tests.app.listings import PAPER_US
from tui.app.screens.flatten import FlattenScreen
from tui.app.screens.quit import QuitScreen
from tui.domain.orders import Side
from tui.domain.withdrawals import Scope, Withdrawal

D = Decimal


class SlowMarket(Market):
    """Withdraws only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def withdraw(self, scope: Scope, on_progress: object) -> Withdrawal:
        """Cancel at once, and prove it later."""
        told = await super().withdraw(scope, on_progress)
        await self.go.wait()
        return told


@asynccontextmanager
async def withdrawing() -> AsyncIterator[tuple[Pilot[int], SlowMarket]]:
    """Give a flatten of 1000 shares that waits for its withdrawal."""
    async with at_the_dashboard(market := SlowMarket()) as (pilot, _):
        await hold_apple(pilot, market, "1000")
        work(market, Side.BUY, "100")
        await settled(pilot)
        await pilot.press("l", "F")
        await settled(pilot)
        await answer(pilot, "y")
        await settled(pilot)
        yield pilot, market


# ---- two at once


async def test_one_holding_has_one_flatten_at_a_time() -> None:
    async with withdrawing() as (pilot, market):
        for key in ("F", "R"):
            await pilot.press(key)
            await settled(pilot)
            assert not isinstance(pilot.app.screen, FlattenScreen)
            assert said(pilot) == "a flatten or reverse of US.AAPL is under way: wait until it is over"
        market.go.set()
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_US, "US.AAPL", D(1000))]


async def test_once_a_flatten_is_over_the_next_may_be_reviewed() -> None:
    async with withdrawing() as (pilot, market):
        market.go.set()
        await finished(pilot)
        await pilot.press("F")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FlattenScreen)


# ---- leaving


async def test_leaving_in_the_middle_of_a_flatten_is_asked() -> None:
    async with withdrawing() as (pilot, market):
        assert dashboard(pilot)._engine.store.working_orders(PAPER_US) == ()
        await pilot.press("q")
        await settled(pilot)
        assert isinstance(pilot.app.screen, QuitScreen)
        await answer(pilot, "n")
        market.go.set()
        await finished(pilot)
        assert len(market.placed) == 1
