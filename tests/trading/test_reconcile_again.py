"""An order whose outcome turns unknown while the search is busy: it is never forgotten to look again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from tests.client.stepped import stepped, until
from tests.engines import loop_now
from tests.journals import MemoryJournal
from tests.trading.test_desk import INTENT, TAG
from tests.trading.test_reconcile import OURS, Broker, Set, searching
from tui.domain.accounts import Env
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.orders import Order
from tui.trading.entries import intent_entry
from tui.trading.records import JournalError

OTHER = TAG[:-1] + "2"


class Gate:
    """Holds the one who comes, and tells that somebody is there."""

    def __init__(self) -> None:
        self.reached, self.opened = asyncio.Event(), asyncio.Event()

    async def passed(self) -> None:
        self.reached.set()
        await self.opened.wait()


class HeldBroker(Broker):
    """Answers with what it has once a gate is open."""

    gate: Gate | None = None

    async def todays_orders(self, *, env: Env, acc_id: int) -> tuple[Order, ...]:
        if self.gate is not None:
            await self.gate.passed()
        return await super().todays_orders(env=env, acc_id=acc_id)


class HeldJournal(MemoryJournal):
    """Hands over what it read once a gate is open; cannot be read while `trouble` is set."""

    gate: Gate | None = None
    trouble_on_read = False

    async def unsettled(self) -> tuple[Entry, ...]:
        if self.trouble_on_read:
            raise JournalError("the order journal cannot be read")
        found = await super().unsettled()
        if self.gate is not None:
            await self.gate.passed()
        return found


@asynccontextmanager
async def running(scene: Set) -> AsyncIterator[Set]:
    task = asyncio.ensure_future(scene.search.run())
    scene.search.link_changed(live=True)
    try:
        yield scene
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def sent(scene: Set, *tags: str) -> None:
    for tag in tags:
        scene.search.sending(tag)
        await scene.write(intent_entry(replace(INTENT, tag=tag), loop_now()))


def unknown(scene: Set, tag: str) -> None:
    scene.search.ended(tag, Outcome(OutcomeKind.UNKNOWN))


def tags_of(scene: Set) -> Sequence[str]:
    return [one.tag for one in scene.search.unresolved]


async def is_settled(scene: Set) -> None:
    await until(lambda: any(intent.tag == OTHER and end.searched for intent, end in scene.screen.ends))
    assert await scene.journal.unsettled() == ()


@stepped
async def test_one_that_turns_unknown_while_another_is_found_is_looked_for_next() -> None:
    scene = Set()
    scene.search._broker = scene.broker = broker = HeldBroker()
    async with running(scene):
        await until(lambda: scene.told)
        broker.gate = Gate()
        await sent(scene, TAG, OTHER)
        unknown(scene, TAG)
        await broker.gate.reached.wait()
        unknown(scene, OTHER)
        broker.today = [replace(OURS, remark=TAG)]
        broker.gate.opened.set()
        await until(lambda: tags_of(scene) == [OTHER])
        await is_settled(scene)


@stepped
async def test_one_that_is_written_while_the_journal_is_read_is_looked_for_next() -> None:
    journal = HeldJournal()
    journal.gate = gate = Gate()
    async with running(Set(journal)) as scene:
        await gate.reached.wait()
        await sent(scene, OTHER)
        unknown(scene, OTHER)
        gate.opened.set()
        await until(lambda: tags_of(scene) == [OTHER])
        await is_settled(scene)


@stepped
async def test_a_journal_that_fails_once_long_after_the_start_is_read_again() -> None:
    journal = HeldJournal()
    async with running(Set(journal)) as scene:
        await until(lambda: scene.told)
        await sent(scene, OTHER)
        journal.trouble_on_read = True
        unknown(scene, OTHER)
        await asyncio.sleep(1)
        journal.trouble_on_read = False
        await until(lambda: tags_of(scene) == [OTHER])
        await is_settled(scene)


@stepped
async def test_a_search_that_has_nothing_to_look_for_reads_the_journal_once() -> None:
    class Counted(MemoryJournal):
        reads = 0

        async def unsettled(self) -> tuple[Entry, ...]:
            self.reads += 1
            return await super().unsettled()

    journal = Counted()
    async with running(Set(journal)) as scene:
        await until(lambda: scene.told)
        await asyncio.sleep(600)
        assert journal.reads == 1


@stepped
async def test_an_order_found_at_once_leaves_nothing_to_look_for() -> None:
    async with searching() as scene:
        await until(lambda: scene.told)
        await sent(scene, TAG)
        scene.broker.today = [replace(OURS, remark=TAG)]
        unknown(scene, TAG)
        await until(lambda: scene.screen.found)
        await asyncio.sleep(600)
        assert len(scene.broker.asked_at) == 1
