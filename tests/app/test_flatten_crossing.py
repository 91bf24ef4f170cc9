"""Flatten and reverse where something else comes in between: fills, other orders, a second key, the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from tests.app.face import answer, dashboard, settled
from tests.app.flatten_fakes import (
    APPLE,
    Market,
    at_the_dashboard,
    finished,
    hold_apple,
    holding,
    press_later,
    said,
    sent,
    text,
    work,
)
from tests.app.listings import NOW, PAPER_US
from tests.app.ticket_values import TAG
from tui.app.flatten_review import NOT_READ
from tui.app.screens.flatten import FlattenScreen
from tui.app.screens.quit import QuitScreen
from tui.domain.accounts import Env
from tui.domain.events import FillReported, IntentChanged, OrderChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Fill, OrderStatus, OrderType, Side
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal

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


# ---- fills that the position does not show yet


class CrossingMarket(Market):
    """Its cancels come too late: what is to be withdrawn is filled, and no position is read after it."""

    shows_it = False
    """Whether the position is read after all."""

    async def withdraw(self, scope: Scope, on_progress: object) -> Withdrawal:
        """Fill it."""
        self.scopes.append(scope)
        orders = [one for one in self.store.orders(PAPER_US) if scope.covers(one)]
        ends = [replace(one, status=OrderStatus.FILLED_ALL, filled_qty=one.qty) for one in orders]
        for end in ends:
            self.apply(OrderChanged(end))
        if self.shows_it:  # A cache behind the fill: the same holding, read after it.
            self.apply(holding(PAPER_US, APPLE, "-1000", "0"))
        return Withdrawal(tuple(OrderFate(one, Fate.FILLED) for one in ends), over=True)


@pytest.mark.parametrize("shows_it", [False, True])
async def test_a_fill_that_crosses_the_cancel_stops_it(*, shows_it: bool) -> None:
    async with at_the_dashboard(market := CrossingMarket()) as (pilot, _):
        market.shows_it = shows_it
        await hold_apple(pilot, market, "-1000")
        market.apply(holding(PAPER_US, APPLE, "-1000", "0"))
        work(market, Side.BUY, "200")
        await settled(pilot)
        await pilot.press("l", "F")
        await answer(pilot, "y")
        await finished(pilot)
        assert len(market.scopes) == 1
        assert market.placed == []
        assert said(pilot).startswith("flatten STOPPED: the position changed meanwhile: no order was sent")


async def test_a_fill_between_plan_and_key_waits_for_the_position() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market, "1000")
        market.apply(holding(PAPER_US, APPLE, "1000", "800"))
        row = work(market, Side.SELL, "200")
        await settled(pilot)
        await pilot.press("l", "F")
        market.apply(OrderChanged(replace(row, status=OrderStatus.FILLED_ALL, filled_qty=D(200))))
        await settled(pilot)
        assert f"! {NOT_READ}" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []
        market.apply(holding(PAPER_US, APPLE, "800"))
        await settled(pilot)
        assert "! the position has changed: g takes it anew" in text(pilot)
        await answer(pilot, "g")
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_US, "US.AAPL", D(800))]


async def test_a_fill_told_by_itself_waits_for_the_position_too() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market, "1000")
        await pilot.press("l", "F")
        fill = Fill("F1", "X", PAPER_US, Env.PAPER, APPLE, "", Side.SELL, D(200), D(100), NOW)
        market.apply(FillReported(fill))
        await settled(pilot)
        assert f"! {NOT_READ}" in text(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert market.placed == []


async def test_a_flatten_filled_in_part_is_not_sent_whole_again() -> None:
    async with at_the_dashboard(market := Market()) as (pilot, _):
        market.share = D("0.6")
        await hold_apple(pilot, market, "1000")
        await pilot.press("l", "F")
        await answer(pilot, "y")
        await finished(pilot)
        await pilot.press("F")
        await settled(pilot)
        await answer(pilot, "up")
        assert f"! {NOT_READ}" in text(pilot)
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_US, "US.AAPL", D(1000))]
        market.apply(holding(PAPER_US, APPLE, "400", "0"))
        await press_later(pilot, "g")
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market)[1:] == [("SELL", PAPER_US, "US.AAPL", D(400))]


async def test_after_a_lost_link_the_position_has_to_be_read_again() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market)
        await pilot.press("l", "F")
        market.go_down()
        market.go_live()
        await settled(pilot)
        assert f"! {NOT_READ}" in text(pilot)
        market.apply(holding(PAPER_US, APPLE, "300"))
        await settled(pilot)
        await answer(pilot, "y")
        await finished(pilot)
        assert len(market.placed) == 1


# ---- other orders of the code


async def test_working_orders_that_stay_must_not_turn_the_position_over() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market, "-1000")
        market.apply(holding(PAPER_US, APPLE, "-1000", "0"))
        work(market, Side.BUY, "200")
        await settled(pilot)
        await pilot.press("l", "F")
        await answer(pilot, "c")
        await settled(pilot)
        assert "! working orders would close it, too, and turn it over: c cancels them first" in text(pilot)
        await press_later(pilot, "y")
        assert market.placed == []
        await press_later(pilot, "c")
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("BUY", PAPER_US, "US.AAPL", D(1000))]


async def test_an_order_that_came_while_others_were_cancelled_stops_it() -> None:
    async with withdrawing() as (pilot, market):
        work(market, Side.BUY, "100", "W2")
        market.go.set()
        await finished(pilot)
        assert market.placed == []
        assert said(pilot).startswith("flatten STOPPED: orders of the code are at work again")


@pytest.mark.parametrize("outcome", [None, Outcome(OutcomeKind.UNKNOWN)])
async def test_an_order_that_may_be_live_unseen_forbids_it(outcome: Outcome | None) -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market)
        intent = OrderIntent(TAG, Env.PAPER, PAPER_US, APPLE, Side.SELL, OrderType.LIMIT, D(300), D(200))
        market.apply(IntentChanged(intent, outcome))
        await pilot.press("l", "F")
        await settled(pilot)
        assert "! an order of the code is on its way or of unknown outcome" in text(pilot)
        await answer(pilot, "y")
        assert market.placed == []
        market.apply(IntentChanged(intent, Outcome(OutcomeKind.UNKNOWN, searched=True)))
        await settled(pilot)
        assert "unknown outcome" not in text(pilot)


async def test_what_is_more_than_there_is_to_close_is_not_sent() -> None:
    async with at_the_dashboard() as (pilot, market):
        await hold_apple(pilot, market, "1000")
        await pilot.press("l", "F")
        market.apply(holding(PAPER_US, APPLE, "1000", "800"))
        await settled(pilot)
        assert "! more than there is to close: g takes the position anew" in text(pilot)
        await answer(pilot, "y")
        assert market.placed == []
        await answer(pilot, "g")
        await press_later(pilot, "y")
        await finished(pilot)
        assert sent(market) == [("SELL", PAPER_US, "US.AAPL", D(800))]


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
