"""A screen that leaves closes itself, whatever has come to lie over it meanwhile."""

from __future__ import annotations

import asyncio

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from tests.app.face import answer, dashboard, running, settled
from tests.app.fakes import FakeEngine
from tests.app.test_arming import PIN, calm, choose_real, on_real, press
from tests.app.test_kill_switch import SlowEngine, chord
from tui.app.screens.arm import ArmScreen
from tui.app.screens.base import BaseModal
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.offline import OfflineScreen
from tui.app.screens.panic import PanicScreen
from tui.app.screens.progress import ProgressScreen
from tui.app.screens.release import ReleaseScreen
from tui.app.widgets.lines import Lines
from tui.domain.accounts import Firm
from tui.domain.events import LinkChanged, LinkPhase
from tui.domain.secret import Secret
from tui.domain.withdrawals import Scope


class Waits(BaseModal[str]):
    """Leaves when something it waits for has come."""


async def test_one_that_lies_below_leaves_when_the_others_have_left() -> None:
    app, told = App[None](), list[str | None]()
    async with app.run_test() as pilot:
        below, middle, top = Waits(), Waits(), Waits()
        for screen in (below, middle, top):
            await app.push_screen(screen, told.append)
        below.dismiss("below")
        below.dismiss("again")
        middle.dismiss("middle")
        await pilot.pause()
        assert (app.screen, told) == (top, [])
        top.dismiss("top")
        await pilot.pause()
        await pilot.pause()
        assert told == ["top", "middle", "below"]
        assert len(app.screen_stack) == 1


async def test_one_that_has_left_leaves_no_second_time() -> None:
    app, told = App[None](), list[str | None]()
    async with app.run_test() as pilot:
        screen = Waits()
        await app.push_screen(screen, told.append)
        screen.dismiss("first")
        screen.dismiss("second")
        await pilot.pause()
        assert (len(app.screen_stack), told) == (1, ["first"])


async def test_textual_closes_the_one_on_top_instead() -> None:
    app = App[None]()
    async with app.run_test():
        below, top = Screen[None](), Screen[None]()
        await app.push_screen(below)
        await app.push_screen(top)
        below.dismiss()
        assert app.screen is below  # When this fails `dismiss` of ours may go.


class Unlocks(SlowEngine):
    """Unlocks when a test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.unlocks = asyncio.Event()

    async def unlock(self, password: Secret, firm: Firm) -> str:
        await self.unlocks.wait()
        return await super().unlock(password, firm)


async def test_the_kill_switch_stays_while_an_unlock_behind_it_ends() -> None:
    engine = Unlocks()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        await pilot.press("A")
        await calm(pilot)
        await pilot.press(*PIN, "enter")
        await chord(pilot)
        engine.unlocks.set()
        await settled(pilot)
        assert isinstance(pilot.app.screen, PanicScreen)
        await press(pilot, "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ArmScreen)
        await answer(pilot, "escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dashboard)
        assert engine.cancelled_runs == 0


@pytest.mark.parametrize("paints", [1, 2])
async def test_opend_that_comes_while_help_is_read_uncovers_the_dashboard(paints: int) -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24), live=False) as pilot:
        engine.go_down("refused")
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        help_page = pilot.app.screen
        engine.apply(LinkChanged(LinkPhase.SYNCING))
        if paints == 2:
            await settled(pilot)
        engine.apply(LinkChanged(LinkPhase.LIVE))
        await settled(pilot)
        assert pilot.app.screen is help_page
        await pilot.press("escape")
        await settled(pilot)
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dashboard)
        assert not any(isinstance(one, OfflineScreen) for one in pilot.app.screen_stack)


async def leaving(pilot: Pilot[int]) -> None:
    """Have the screen on top leave, as far as its widgets being gone and itself not yet."""
    screen = pilot.app.screen
    screen.dismiss(None)
    while screen.is_mounted and screen.query(Lines):
        await asyncio.sleep(0)
    assert screen.is_mounted


async def test_cancels_that_end_while_their_progress_leaves_end_nothing() -> None:
    engine = SlowEngine()
    async with running(engine) as pilot:
        dashboard(pilot).withdraw("all", Scope(()))
        await settled(pilot)
        assert isinstance(pilot.app.screen, ProgressScreen)
        await leaving(pilot)
        engine.let_go.set()
        await settled(pilot)
        assert pilot.app.is_running
        assert isinstance(pilot.app.screen, Dashboard)


async def test_an_answer_that_comes_while_its_question_leaves_ends_nothing() -> None:
    engine, answers = FakeEngine(), asyncio.Event()

    async def release(word: str) -> str:
        await answers.wait()
        return "trading stays locked"

    engine.release = release  # type: ignore[method-assign]
    async with running(engine) as pilot:
        screen = ReleaseScreen(engine)
        await pilot.app.push_screen(screen)
        await settled(pilot)
        screen.action_release_send()
        await settled(pilot)
        await leaving(pilot)
        answers.set()
        await settled(pilot)
        assert pilot.app.is_running
        assert list(pilot.app._notifications) == []
        assert isinstance(pilot.app.screen, Dashboard)
