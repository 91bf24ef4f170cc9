"""Leaving the question for the trade password: an unlock that OpenD was asked for is heard to its end."""

from __future__ import annotations

import asyncio
import threading

import pytest
from textual.pilot import Pilot

from tests.app.face import running, settled
from tests.app.fakes import FakeEngine
from tests.app.test_arming import PIN, REAL, calm, choose_real, press
from tui.app.screens.arm import ArmScreen
from tui.app.screens.unlock import GONE_OUT, UNLOCKED_LATE, UnlockScreen
from tui.domain.accounts import Firm
from tui.domain.secret import Secret
from tui.trading.passwords import Found


def notices(pilot: Pilot[int]) -> list[str]:
    return [str(one.message) for one in pilot.app._notifications]


class Slow(FakeEngine):
    """Answers an unlock when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.is_out, self.gate = asyncio.Event(), asyncio.Event()

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Wait for the test."""
        self.is_out.set()
        await self.gate.wait()
        return await super().unlock(password, firm)


@pytest.mark.parametrize(
    ("why", "told"),
    [("", UNLOCKED_LATE), ("trading was not unlocked: wrong trade password",) * 2],
    ids=["unlocked", "refused"],
)
async def test_to_leave_calls_no_unlock_off_and_its_end_is_told(why: str, told: str) -> None:
    engine = Slow()
    engine.why_not_unlocked = why
    async with running(engine, real=True) as pilot:
        await choose_real(pilot)
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, *PIN, "enter")
        await engine.is_out.wait()
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, UnlockScreen)
        assert notices(pilot) == [GONE_OUT]
        engine.gate.set()
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert engine.passwords == [PIN]
        assert notices(pilot) == [GONE_OUT, told]
        assert not isinstance(pilot.app.screen, ArmScreen | UnlockScreen)
        assert engine.store.safety.armed is None


async def test_to_leave_while_the_password_is_looked_for_asks_opend_nothing() -> None:
    engine, looked, found = FakeEngine(), threading.Event(), threading.Event()

    def find() -> Found | None:
        looked.set()
        found.wait(10)
        return Found(Secret(PIN), "the keyring")

    async with running(engine, real=True) as pilot:
        screen = UnlockScreen(engine, REAL, find, lambda: 0.0)
        pilot.app.push_screen(screen)
        await settled(pilot)
        await calm(pilot)
        await press(pilot, "enter")
        while not looked.is_set():
            await pilot.pause()
        await press(pilot, "escape")
        found.set()
        await settled(pilot)
        assert not isinstance(pilot.app.screen, UnlockScreen)
        assert (engine.passwords, notices(pilot)) == ([], [])
