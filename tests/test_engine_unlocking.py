"""An unlock whose asker goes away: it was sent, so its end is heard, written and undone at the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.client.fakes import REAL, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import UNLIMITED
from tests.journals import MemoryJournal
from tui.domain.events import LinkPhase
from tui.domain.journal import EntryKind
from tui.domain.secret import Secret
from tui.engine import LOCK_WITHIN_S, Engine
from tui.wire.messages.trade import UnlockTrade


class Scene:
    """An engine that has just asked OpenD to unlock."""

    def __init__(self, opend: FakeOpenD, *, lock_on_exit: bool) -> None:
        self.opend = opend
        self.journal = MemoryJournal()
        self.engine = Engine(
            opend.address,
            journal=self.journal,
            allow_real=True,
            lock_on_exit=lock_on_exit,
            limits=UNLIMITED,
        )
        self.asking: asyncio.Future[str] = asyncio.Future()

    async def ask(self) -> None:
        sent = len(self.opend.received(UnlockTrade))
        self.asking = asyncio.ensure_future(self.engine.unlock(Secret("246810"), REAL.firm))
        await until(lambda: len(self.opend.received(UnlockTrade)) > sent)

    async def leave(self) -> None:
        """Go away, as Escape does."""
        self.asking.cancel()
        await asyncio.gather(self.asking, return_exceptions=True)

    def told(self) -> list[object]:
        return [one.facts["trouble"] for one in self.journal.entries if one.kind is EntryKind.UNLOCKED]

    def asked(self) -> list[bool]:
        return [one.unlock for one in self.opend.received(UnlockTrade)]


@asynccontextmanager
async def unlocking(delay_s: float, *, lock_on_exit: bool = False) -> AsyncIterator[Scene]:
    async with FakeOpenD() as opend:
        scene = Scene(opend, lock_on_exit=lock_on_exit)
        opend.delays[UnlockTrade] = delay_s
        await scene.engine.start()
        await until(lambda: scene.engine.store.link.phase is LinkPhase.LIVE)
        await scene.ask()
        yield scene
        await scene.engine.stop()


@stepped
async def test_what_is_answered_when_nobody_waits_any_more_is_known_and_written() -> None:
    async with unlocking(2.0) as scene:
        await scene.leave()
        assert scene.told() == []
        await until(scene.told)
        assert scene.told() == [""]
        assert scene.engine.store.safety.unlocked == {REAL.firm}


@stepped
async def test_an_opend_that_answers_while_one_leaves_is_locked_again() -> None:
    async with unlocking(LOCK_WITHIN_S / 4, lock_on_exit=True) as scene:
        await scene.leave()
        await scene.engine.stop()
        assert scene.asked() == [True, False]
        assert scene.told() == [""]
        assert scene.engine.store.safety.unlocked == frozenset()


@stepped
async def test_an_opend_that_has_not_answered_when_one_leaves_is_asked_to_lock_all_the_same() -> None:
    async with unlocking(60.0, lock_on_exit=True) as scene:
        await scene.leave()
        began = asyncio.get_running_loop().time()
        await scene.engine.stop()
        assert asyncio.get_running_loop().time() - began <= LOCK_WITHIN_S + 0.5
        assert scene.asked() == [True, False]
        assert len(scene.told()) == 1


@stepped
async def test_one_that_opend_limits_hold_back_is_not_waited_for() -> None:
    async with unlocking(0.0) as scene:
        for _ in range(9):
            await scene.ask()
        waits = asyncio.ensure_future(scene.engine.unlock(Secret("246810"), REAL.firm))
        await asyncio.sleep(1)
        began = asyncio.get_running_loop().time()
        await scene.engine.stop()
        assert asyncio.get_running_loop().time() - began < 1
        assert "trading was not unlocked" in await waits
        assert len(scene.asked()) == 10
