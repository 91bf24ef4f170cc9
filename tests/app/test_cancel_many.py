"""Many cancels by keys: asked for twice, listed before, followed to the end, never in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from textual.pilot import Pilot

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK, PAPER_US, TENCENT, order_changed
from tests.app.ticket_fakes import SteppedClock
from tui.app.screens.cancel_many import CancelConfirm, CancelMenu
from tui.app.screens.progress import ProgressScreen
from tui.app.screens.question import Question
from tui.domain.accounts import Env
from tui.domain.orders import OrderStatus, Side
from tui.domain.safety import Unresolved
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal

ALL = ((Env.PAPER, PAPER_HK), (Env.PAPER, PAPER_US))


class SlowBroker(FakeEngine):
    """Cancels when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.tell: Callable[[Withdrawal], None] | None = None
        self.end: asyncio.Future[Withdrawal] | None = None

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Wait for the test."""
        self.scopes.append(scope)
        self.tell, self.end = on_progress, asyncio.get_running_loop().create_future()
        return await self.end


async def asked(pilot: Pilot[int], *keys: str) -> None:
    """Press keys one by one, each after the question before was read for a second."""
    clock = SteppedClock()
    for key in keys:
        await read(pilot, clock)
        await pilot.press(key)
        await pilot.pause()


async def read(pilot: Pilot[int], clock: SteppedClock) -> None:
    """Let a question be painted and looked at."""
    screen = pilot.app.screen
    if isinstance(screen, Question) and screen.clock is not clock:
        screen.clock = clock
        screen._guard.ask()
        screen._guard.painted(clock())
    clock.step(1)


def text(pilot: Pilot[int]) -> str:
    return "\n".join(picture(pilot))


@pytest.mark.parametrize(
    ("key", "scope", "ids"),
    [
        ("b", Scope(ALL, side=Side.BUY), ["A2"]),
        ("s", Scope(ALL, side=Side.SELL), ["A3"]),
        ("i", Scope(ALL, id=TENCENT), ["A3", "A2"]),
        ("a", Scope(ALL), ["A3", "A2"]),
    ],
)
async def test_a_scope_is_chosen_listed_confirmed_and_sent_once(
    key: str, scope: Scope, ids: list[str]
) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, key)
        assert isinstance(pilot.app.screen, CancelConfirm)
        assert engine.scopes == []
        count = "1 order" if len(ids) == 1 else f"{len(ids)} orders"
        assert f"CANCEL?   {count}: all" in text(pilot)
        assert sum("PAPER *1001" in line and "HK.00700 at" in line for line in picture(pilot)) == len(ids)
        await asked(pilot, "y")
        await settled(pilot)
        assert engine.scopes == [scope]
        assert isinstance(pilot.app.screen, ProgressScreen)
        assert f"{len(ids)}/{len(ids)} gone: none of them is live any more" in text(pilot)
        await pilot.press("escape")
        assert dashboard(pilot).keys.said.startswith("cancels (all")


async def test_marked_orders_are_cancelled_and_no_others() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("o", "home", "space", "X")
        assert "the 1 marked" in text(pilot)
        await asked(pilot, "m", "y")
        assert engine.scopes == [Scope(((Env.PAPER, PAPER_HK),), order_ids=("A3",))]


async def test_those_at_the_price_of_the_selected_order() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(order_changed("A9", Side.BUY, "412.2", 700, OrderStatus.SUBMITTED))
        await settled(pilot)
        await pilot.press("o")
        assert dashboard(pilot).orders.move_to((PAPER_HK, "A2"))
        await pilot.press("X")
        assert "all in HK.00700 at 412.2" in text(pilot)
        await asked(pilot, "p")
        assert "2 orders" in text(pilot)
        await asked(pilot, "y")
        assert engine.scopes == [Scope(ALL, id=TENCENT, price=Decimal("412.2"))]


async def test_those_at_the_price_of_the_ladders_cursor() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("l")
        ladder = dashboard(pilot).ladder
        ladder.move_to(next(one for one in ladder.rows if one.level.text == "A5").key)
        await pilot.press("X")
        await asked(pilot, "p", "y")
        assert [scope.price for scope in engine.scopes] == [Decimal("413.6")]


@pytest.mark.parametrize(
    ("key", "why"),
    [("m", "no order is marked"), ("w", "no cancels are under way"), ("p", "no price is pointed at")],
)
async def test_what_is_not_there_says_so_and_stays_in_the_menu(key: str, why: str) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, key)
        assert isinstance(pilot.app.screen, CancelMenu)
        assert why in text(pilot)
        await asked(pilot, "escape")
        assert engine.scopes == []


async def test_nothing_working_is_told_and_not_asked() -> None:
    engine = FakeEngine(orders=False)
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, "a")
        assert "no working order to cancel: all" in text(pilot)


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_the_question_can_be_left(key: str) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, "a", key)
        assert engine.scopes == []
        assert dashboard(pilot).watchlist.has_focus


async def test_keys_on_their_way_answer_nothing() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("X", "a", "y", "y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CancelMenu)
        assert engine.scopes == []


async def test_the_list_follows_the_orders_while_it_is_read() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, "a")
        engine.apply(order_changed("A3", Side.SELL, "413.6", 300, OrderStatus.FILLED_ALL, 300))
        await settled(pilot)
        assert "1 order: all" in text(pilot)
        engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.CANCELLED_PART, 200))
        await settled(pilot)
        assert "none of them is working any more" in text(pilot)
        assert "n leaves" in text(pilot)
        assert "cancels 0 orders" not in text(pilot)
        await asked(pilot, "y")
        assert engine.scopes == []


async def test_progress_can_be_put_away_seen_again_and_ends_in_the_key_line() -> None:
    engine = SlowBroker()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, "a", "y")
        assert "reading the orders..." in text(pilot)
        orders = dashboard(pilot)._engine.store.orders(PAPER_HK)[:2]
        under_way = Withdrawal(
            (OrderFate(orders[0], Fate.CANCELLED), OrderFate(orders[1], Fate.WAITING)), next_in_s=2.4
        )
        assert engine.tell is not None
        assert engine.end is not None
        engine.tell(under_way)
        await pilot.pause()
        assert "1/2 gone, next cancel in 3 s" in text(pilot)
        await pilot.press("escape", "o")
        assert dashboard(pilot).orders.has_focus
        await pilot.press("X")
        await asked(pilot, "w")
        assert "1/2 gone" in text(pilot)
        await pilot.press("escape")
        live = replace(under_way.orders[1], fate=Fate.LIVE, text="too late [/]")
        engine.end.set_result(Withdrawal((under_way.orders[0], live), over=True))
        await pilot.pause()
        await pilot.pause()
        assert dashboard(pilot).keys.said == "cancels (all): 1/2 gone, 1 STILL LIVE"
        await pilot.press("X")
        await asked(pilot, "w")
        assert "too late [/]" in text(pilot)


async def test_a_fault_of_ours_is_a_result_not_the_end_of_the_program() -> None:
    engine = SlowBroker()
    async with running(engine) as pilot:
        await pilot.press("X")
        await asked(pilot, "a", "y")
        assert engine.end is not None
        engine.end.set_exception(RuntimeError("boom"))
        await pilot.pause()
        await pilot.pause()
        assert "internal error: RuntimeError" in text(pilot)
        assert "internal error: RuntimeError" in dashboard(pilot).keys.said


async def test_read_only_cancels_nothing() -> None:
    engine = FakeEngine()
    async with running(engine, read_only=True) as pilot:
        await pilot.press("X")
        assert "read-only" in dashboard(pilot).keys.said
        assert not isinstance(pilot.app.screen, CancelMenu)


async def test_orders_of_unknown_outcome_are_told_of() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        engine.change_safety(unresolved=(Unresolved(Env.PAPER, PAPER_HK, "ft:x", "BUY 1", ""),))
        await pilot.press("X")
        await asked(pilot, "a")
        assert "1 of unknown outcome: the broker shows no row yet" in text(pilot)
