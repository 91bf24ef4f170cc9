"""The ticket inside the real dashboard: opened, answered and followed by the keys a trader has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from tests.app.face import answer
from tests.app.listings import ACCOUNTS, IDS, NOW, PAPER_HK, TENCENT
from tests.app.ticket_fakes import Broker, SteppedClock, bare, settled
from tui.app.app import FutuApp
from tui.app.screens.arm import ArmScreen
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.quit import QuitScreen
from tui.app.settings import Settings
from tui.app.ticket_frame import height_for
from tui.client.address import Address
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, CancelIntent
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.orders import Side
from tui.options import DashboardOptions


class Seat:
    """A running dashboard with a clock of our own in the ticket."""

    def __init__(self, pilot: Pilot[int], broker: Broker, screen: Dashboard) -> None:
        self.pilot, self.broker, self.screen = pilot, broker, screen
        self.clock = SteppedClock()
        screen.panel._clock = self.clock

    async def press(self, *keys: str) -> None:
        self.clock.step(1)
        await self.pilot.press(*keys)
        await settled(self.pilot, self.screen.panel)

    async def until(self, condition: Callable[[], bool]) -> None:
        for _ in range(100):
            if condition():
                return
            await self.pilot.pause()
        assert condition()


@asynccontextmanager
async def dashboard(size: tuple[int, int]) -> AsyncIterator[Seat]:
    broker = Broker()
    address = Address("127.0.0.1", 11111)
    app = FutuApp(
        broker,
        DashboardOptions(address),
        Settings(codes=IDS),
        engine_for=lambda _: broker,
        now=lambda: NOW,
    )
    async with app.run_test(size=size) as pilot:
        broker.go_live()
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, Dashboard)
        screen._bridge.tick()
        await pilot.pause()
        yield Seat(pilot, broker, screen)


SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@SIZES
async def test_three_then_b_opens_a_buy_of_three_lots_once(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await seat.press("3", "b")
        assert "300 = 3 lots" in seat.screen.panel.text
        assert seat.screen.panel.region.bottom <= size[1]
        assert seat.screen.panel.region.height == height_for(size[1])
        await seat.press("escape", "b")
        assert "100 = 1 lot" in seat.screen.panel.text


@SIZES
async def test_a_new_order_is_shown_and_selected_at_once(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await seat.press("b")
        await seat.press("enter")
        await seat.press("y")
        await seat.until(lambda: bool(seat.broker.placed))
        assert [one.qty for one in seat.broker.placed] == [Decimal(100)]
        await seat.until(lambda: seat.screen.orders.has_focus)
        order = seat.screen.orders.selected_order
        assert order is not None
        assert order.order_id == "P1"


@SIZES
async def test_the_selected_order_is_amended_and_cancelled(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await seat.press("o")
        await seat.until(lambda: seat.screen.orders.has_focus)
        assert seat.screen.orders.move_to((PAPER_HK, "A3"))
        await seat.press("e", "up")
        await seat.press("enter")
        await seat.press("y")
        await seat.until(lambda: bool(seat.broker.amended))
        assert [bare(one) for one in seat.broker.amended] == [
            AmendIntent(Env.PAPER, PAPER_HK, "A3", Decimal(400), Decimal("413.6"))
        ]
        await seat.until(lambda: seat.screen.orders.has_focus)
        await seat.press("c")
        await seat.press("y")
        await seat.until(lambda: bool(seat.broker.cancelled))
        assert seat.broker.cancelled == [CancelIntent(Env.PAPER, PAPER_HK, "A3", how="key y")]
        await seat.until(lambda: seat.screen.orders.has_focus)


@SIZES
async def test_a_position_is_sold_whole(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await seat.press("p")
        await seat.until(lambda: seat.screen.positions.has_focus)
        await seat.press("s")
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert (ticket.instrument.id, ticket.side, ticket.qty.value) == (TENCENT, Side.SELL, Decimal(500))


async def test_closing_gives_the_keys_back() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("o")
        await seat.until(lambda: seat.screen.orders.has_focus)
        await seat.press("b")
        assert seat.screen.panel.has_focus
        await seat.press("escape")
        await seat.until(lambda: seat.screen.orders.has_focus)


async def test_a_resize_keeps_the_open_ticket() -> None:
    async with dashboard((120, 40)) as seat:
        await seat.press("b", "2", "0", "0")
        await seat.pilot.resize_terminal(80, 24)
        await seat.pilot.pause()
        await seat.press("0")
        assert "2000_" in seat.screen.panel.text
        assert seat.screen.panel.region.bottom <= 24


async def test_leaving_asks_while_orders_work() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("q")
        assert isinstance(seat.pilot.app.screen, QuitScreen)
        await answer(seat.pilot, "n")
        assert seat.screen.is_current


async def test_a_real_order_is_armed_from_its_review_and_must_be_read_anew() -> None:
    async with dashboard((80, 24)) as seat:
        account = ACCOUNTS[2]
        seat.broker.change_safety(
            limits=LimitsBook(real={account.acc_id: NO_LIMITS}), unlocked={account.firm}
        )
        seat.screen.accounts.real_allowed = seat.screen.panel._opening._real_allowed = True
        seat.screen._account_chosen(account)
        await seat.press("b")
        await seat.press("enter")
        await seat.press("T")
        assert seat.broker.placed == []
        await seat.press("A")
        assert isinstance(seat.pilot.app.screen, ArmScreen)
        await answer(seat.pilot, "A", "R", "M", "enter")
        await seat.until(lambda: seat.screen.is_current)
        assert seat.broker.store.safety.is_armed(Env.REAL, account.acc_id)
        await seat.pilot.press("T")
        assert seat.broker.placed == []
        await seat.press("T")
        assert [one.acc_id for one in seat.broker.placed] == [account.acc_id]


async def test_a_note_takes_the_letter_that_arms() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("b", "tab", "tab", "A")
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert ticket.remark.text == "A"
