"""Keys pressed while the program stood still reach nothing, whoever notices the standstill first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from textual import events

from tests.app.face import dashboard, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import PAPER_HK
from tests.app.test_key_queue import Burst, type_at_once
from tui.app.key_queue import KeyQueue
from tui.app.stalls import SUSPENDED, Resumption, Stalls
from tui.domain.accounts import Env


def steady(until: float) -> Stalls:
    """A loop that ran well until now."""
    stalls = Stalls()
    for step in range(int(until * 2) + 1):
        assert not stalls.beat(step / 2)
    return stalls


@pytest.mark.parametrize(
    ("pressed_at", "handled_at", "stale"),
    [
        (9.9, 10.0, False),
        (10.0, 14.9, False),
        # The loop stood still from 10 on: pressed meanwhile, and handed over by the terminal at its end.
        (11.0, 16.0, True),
        (15.9, 16.0, True),
        (16.2, 16.2, True),
    ],
)
def test_a_key_is_stale_when_nothing_moved(pressed_at: float, handled_at: float, stale: bool) -> None:
    assert steady(10).is_stale(pressed_at, handled_at) is stale


def test_keys_count_again_soon_after_a_standstill() -> None:
    stalls = steady(10)
    assert stalls.beat(16)
    assert stalls.is_stale(16.4, 16.4)
    assert not stalls.is_stale(16.6, 16.6)
    assert not stalls.beat(16.5)


def test_after_a_stop_of_any_length_waiting_keys_are_stale() -> None:
    stalls = steady(10)
    stalls.went_on(10.1)
    assert stalls.is_stale(10.1, 10.1)
    assert not stalls.is_stale(10.7, 10.7)


def test_a_continued_program_hears_of_it_and_textual_too() -> None:
    told: list[str] = []
    before = signal.signal(signal.SIGCONT, lambda *_: told.append("textual"))
    resumption = Resumption(lambda: told.append("ours"))
    try:
        resumption.hold()
        os.kill(os.getpid(), signal.SIGCONT)
        assert told == ["ours", "textual"]
        resumption.let_go()
        os.kill(os.getpid(), signal.SIGCONT)
        assert told == ["ours", "textual", "textual"]
    finally:
        signal.signal(signal.SIGCONT, before)


class Standing(Burst):
    """The same two inputs, on a loop that says when it stood still."""

    def __init__(self) -> None:
        super().__init__()
        self.stalls = Stalls()
        self.dropped: list[str] = []
        self.taken = 0
        self.queue = KeyQueue(
            self,
            super(Burst, self).on_event,
            stalls=self.stalls,
            on_stale=lambda: self.dropped.append("key"),
            on_taken=self.count,
        )

    def count(self) -> None:
        self.taken += 1


async def test_stale_keys_are_dropped_and_told_and_are_no_sign_of_life() -> None:
    app = Standing()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        app.stalls.went_on(events.Key("a", "a").time)
        type_at_once(app, "yyy")
        await pilot.pause()
        assert app.query_one("#first").value == ""  # type: ignore[attr-defined]
        assert (app.dropped, app.taken) == (["key"] * 3, 0)


async def test_a_standstill_disarms_and_its_keys_do_nothing() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        app = pilot.app
        app._stalls.went_on(events.Key("b", "b").time)  # type: ignore[attr-defined]
        await pilot.press("b")
        await settled(pilot)
        assert not dashboard(pilot).panel.is_open
        assert engine.store.safety.disarmed_because == "the program stood still"
        assert engine.acted == 0


async def test_a_program_that_goes_on_reads_the_orders_again() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        pilot.app._resumed()  # type: ignore[attr-defined]
        await settled(pilot)
        assert engine.store.safety.disarmed_because == SUSPENDED
        assert engine.caught_up == 1


def test_without_a_shell_that_could_continue_it_it_does_not_stop() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from tui.app.stalls import why_not_suspend; print(why_not_suspend())"],
        capture_output=True,
        text=True,
        check=True,
        start_new_session=True,
    )
    assert told.stdout == "no shell started this that could continue it\n"


async def test_every_key_keeps_the_arming_alive() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("o", "p", "f")
        assert engine.acted == 3
