"""The kill switch in the face: it fires whatever is on the screen, and tells how far it is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK, PAPER_US
from tui.app.screens.offline import OfflineScreen
from tui.app.screens.panic import LIVE, UNKNOWN, PanicScreen, advice
from tui.app.screens.release import ReleaseScreen
from tui.domain.accounts import Env
from tui.domain.events import LinkChanged, LinkPhase
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal

KEY = "ctrl+x"


class SlowEngine(FakeEngine):
    """Cancels when a test lets it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.let_go = asyncio.Event()
        self.cancelled_runs = 0

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        self.scopes.append(scope)
        orders = [
            one for _, acc_id in scope.accounts for one in self.store.orders(acc_id) if scope.covers(one)
        ]
        half = len(orders) // 2
        fates = [Fate.CANCELLED] * half + [Fate.WAITING] * (len(orders) - half)
        on_progress(Withdrawal(tuple(map(OrderFate, orders, fates)), next_in_s=6.2))
        try:
            await self.let_go.wait()
        except asyncio.CancelledError:
            self.cancelled_runs += 1
            on_progress(Withdrawal(tuple(OrderFate(one, Fate.LIVE) for one in orders), over=True))
            raise
        done = Withdrawal(tuple(OrderFate(one, Fate.CANCELLED) for one in orders), over=True)
        on_progress(done)
        return done


async def chord(pilot: Pilot[int], gap_s: float = 0.2) -> None:
    """Press the key twice, as two reads of the terminal bring it."""
    now = monotonic()
    for at in (now, now + gap_s):
        key = events.Key(KEY, None)
        key.time = at
        pilot.app.post_message(key)
    await settled(pilot)
    await settled(pilot)


def told(pilot: Pilot[int]) -> list[str]:
    return [notice.message for notice in pilot.app._notifications]


async def nothing(_: Pilot[int]) -> None:
    """Leave the dashboard as it is."""


def keys(*pressed: str) -> Callable[[Pilot[int]], Awaitable[None]]:
    async def press(pilot: Pilot[int]) -> None:
        await pilot.press(*pressed)
        await settled(pilot)

    return press


async def link_down(pilot: Pilot[int]) -> None:
    board = dashboard(pilot)
    board._engine.store.apply(LinkChanged(LinkPhase.DOWN, "refused", 5.0))
    await settled(pilot)


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(nothing, id="dashboard"),
        pytest.param(keys("b"), id="ticket"),
        pytest.param(keys("b", "enter"), id="review"),
        pytest.param(keys("slash", "7", "0"), id="finder"),
        pytest.param(keys("question_mark"), id="help"),
        pytest.param(keys("ctrl+p"), id="palette"),
        pytest.param(keys("q"), id="question"),
        pytest.param(keys("a"), id="accounts"),
        pytest.param(keys("i"), id="details"),
        pytest.param(keys("n"), id="notices"),
        pytest.param(keys("X"), id="cancel_menu"),
        pytest.param(keys("K"), id="lock"),
        pytest.param(link_down, id="link_down"),
    ],
)
async def test_it_fires_whatever_is_on_the_screen(before: Callable[[Pilot[int]], Awaitable[None]]) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await before(pilot)
        await chord(pilot)
        (scope,) = engine.scopes
        assert scope.lock
        assert scope.lock_all
        assert scope.everything
        assert {acc_id for _, acc_id in scope.accounts} == {PAPER_HK, PAPER_US}
        assert all(env is Env.PAPER for env, _ in scope.accounts)
        assert isinstance(pilot.app.screen, PanicScreen)
        assert "KILL SWITCH" in picture(pilot)[0]
        assert engine.placed == []


async def test_one_press_only_says_what_a_second_one_does() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press(KEY)
        await settled(pilot)
        assert engine.scopes == []
        (said,) = told(pilot)
        assert said.startswith("Ctrl+X again within 3 s")
        assert not isinstance(pilot.app.screen, PanicScreen)


async def test_a_paste_of_the_key_does_nothing() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await chord(pilot, gap_s=0.001)
        assert engine.scopes == []


async def test_keys_stuck_in_the_queue_do_not_delay_it(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        queue = pilot.app._keys  # type: ignore[attr-defined]
        monkeypatch.setattr(queue, "_on_its_way", 10_000)  # A key that never comes to its end.
        await pilot.press("b", "down", "enter")
        await chord(pilot)
        assert len(engine.scopes) == 1
        assert isinstance(pilot.app.screen, PanicScreen)


async def test_progress_countdown_and_result_are_shown_and_it_goes_on_when_put_away() -> None:
    engine = SlowEngine()
    async with running(engine) as pilot:
        await chord(pilot)
        shown = "\n".join(picture(pilot))
        total = len([one for _, acc in engine.scopes[0].accounts for one in engine.store.working_orders(acc)])
        assert total > 1
        assert f"{total // 2}/{total} gone, next cancel in 7 s" in shown
        assert "the cancels go on" in shown
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, PanicScreen)
        engine.let_go.set()
        await settled(pilot)
        await settled(pilot)
        assert any(f"kill switch: {total}/{total} gone" in text for text in told(pilot))
        assert engine.cancelled_runs == 0


async def test_a_second_kill_while_one_runs_shows_it_again_and_after_it_runs_anew() -> None:
    engine = SlowEngine()
    async with running(engine) as pilot:
        await chord(pilot)
        await pilot.press("escape")
        await settled(pilot)
        await chord(pilot)
        assert len(engine.scopes) == 1
        assert isinstance(pilot.app.screen, PanicScreen)
        engine.let_go.set()
        await settled(pilot)
        await chord(pilot)
        assert len(engine.scopes) == 2


async def test_it_can_be_stopped_and_says_what_is_still_live() -> None:
    engine = SlowEngine()
    async with running(engine) as pilot:
        await chord(pilot)
        await pilot.press("S")
        await settled(pilot)
        await settled(pilot)
        assert engine.cancelled_runs == 1
        shown = " ".join(" ".join(picture(pilot)).split())
        assert "STILL LIVE" in shown
        assert "call the broker" in shown


async def test_the_lock_is_released_by_the_word_alone() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await chord(pilot)
        engine.change_safety(locked="trading is locked for all accounts since 10:03:10: kill switch")
        pilot.app.screen.paint()  # type: ignore[attr-defined]
        assert "locked for all accounts since 10:03:10" in "\n".join(picture(pilot))
        await pilot.press("r")
        await settled(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
        screen.clock = lambda: monotonic() + 10
        await pilot.press("enter")
        await settled(pilot)
        assert engine.store.safety.locked or isinstance(pilot.app.screen, ReleaseScreen)
        await pilot.press("T", "R", "A", "D", "X", "backspace", "E")
        await settled(pilot)
        assert "TRADE_" in "\n".join(picture(pilot))
        await pilot.press("enter")
        await settled(pilot)
        assert not isinstance(pilot.app.screen, ReleaseScreen)
        assert engine.store.safety.locked == ""


async def test_a_word_is_asked_for_only_while_something_is_locked_but_always_taken() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("K")
        await settled(pilot)
        shown = "\n".join(picture(pilot))
        assert "Trading is not locked." in shown
        assert "to release" not in shown
        assert "leave it locked" not in shown
        assert "Esc leave" in shown
        screen = pilot.app.screen
        assert isinstance(screen, ReleaseScreen)
        screen.clock = lambda: monotonic() + 10
        await pilot.press("T")
        await settled(pilot)
        assert "Type TRADE and Enter to release  T_" in "\n".join(picture(pilot))


async def test_with_opend_never_reached_it_still_locks() -> None:
    engine = FakeEngine()
    async with running(engine, live=False) as pilot:
        engine.apply(LinkChanged(LinkPhase.DOWN, "refused", 5.0))
        await settled(pilot)
        assert any(isinstance(one, OfflineScreen) for one in pilot.app.screen_stack)
        await chord(pilot)
        (scope,) = engine.scopes
        assert scope.lock_all
        assert scope.accounts == ()
        assert isinstance(pilot.app.screen, PanicScreen)


@pytest.mark.parametrize(
    ("withdrawal", "said"),
    [
        (Withdrawal(), ""),
        (Withdrawal(over=True), ""),
        (Withdrawal(over=True, trouble="away"), UNKNOWN),
    ],
)
def test_what_to_do_about_what_is_not_gone(withdrawal: Withdrawal, said: str) -> None:
    assert advice(withdrawal) == said
    assert LIVE != UNKNOWN
