"""Whoever waits for a request may stop waiting at any moment: nothing is sent unwritten, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from tests.journals import MemoryJournal
from tests.trading.test_combos import INTENT as COMBO
from tests.trading.test_desk import INTENT, ORDER, PAPER, Port
from tests.trading.test_desk_journal import AMEND, CANCEL, desk_on, with_tag
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind, unsettled
from tui.trading.desk import Desk
from tui.wire.messages.base import PacketId, Request

R = TypeVar("R")
K = EntryKind
TURNS = range(16)
"""More turns of the loop than any request takes here."""


class Ponderous(MemoryJournal):
    """Takes some turns of the loop for everything."""

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        await turns(3)
        return await super().commit(*entries)


class SlowPort(Port):
    """Waits before and after the bytes leave."""

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        await turns(2)
        answer = await super().request_order(build)
        await turns(3)
        return answer


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def cut_short(desk: Desk, work: Coroutine[Any, Any, Outcome], after: int) -> Outcome | None:
    """Return how it ended, None when it was cancelled before; everything that goes on is waited for."""
    task = asyncio.ensure_future(work)
    await turns(after)
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    await turns(len(TURNS))
    await desk.settle()
    return ended if isinstance(ended, Outcome) else None


@pytest.mark.parametrize("after", TURNS)
@pytest.mark.parametrize("what", ["place", "place_combo", "amend"])
async def test_an_order_that_nobody_waits_for_is_never_sent_unwritten(what: str, after: int) -> None:
    journal, port = Ponderous(), SlowPort()
    wish: Any = {"place": INTENT, "place_combo": with_tag(COMBO), "amend": AMEND}[what]
    desk = desk_on(port, journal)
    ended = await cut_short(desk, getattr(desk, what)(wish), after)
    assert len(port.sent) <= 1
    if ended is not None:
        assert journal.kinds()[-1] is K.ACCEPTED
    elif port.sent:
        assert len(journal.entries) == 1
        assert what == "amend" or unsettled(journal.entries) == tuple(journal.entries)
    again = await desk.place(replace(INTENT, tag=wish.tag)) if what == "place" and journal.entries else None
    assert again is None or (again.kind, len(port.sent) <= 1) == (OutcomeKind.REJECTED, True)


async def test_these_turns_reach_every_stage() -> None:
    stages = set()
    for after in TURNS:
        journal, port = Ponderous(), SlowPort()
        desk = desk_on(port, journal)
        ended = await cut_short(desk, desk.place(INTENT), after)
        stages.add((bool(journal.entries), bool(port.sent), ended is not None))
    assert stages == {
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (True, True, True),
    }


@pytest.mark.parametrize("after", TURNS)
async def test_a_cancel_that_nobody_waits_for_is_written_nevertheless(after: int) -> None:
    journal, port = Ponderous(), SlowPort()
    desk = desk_on(port, journal)
    await cut_short(desk, desk.cancel(CANCEL), after)
    if port.sent:
        assert [kind for kind in journal.kinds() if kind is K.CANCEL] == [K.CANCEL]
        (answer,) = [one for one in journal.entries if one.ref == 1]
        assert answer.kind in (K.ACCEPTED, K.UNKNOWN)


@pytest.mark.parametrize("after", TURNS)
async def test_cancels_of_all_stop_between_two_and_are_all_written(after: int) -> None:
    journal, port = Ponderous(), SlowPort(orders=(ORDER, replace(ORDER, order_id="A2")))
    desk = desk_on(port, journal)
    await cut_short(desk, desk.cancel_all(env=PAPER.env, acc_id=PAPER.acc_id), after)
    written = [one.order_id for one in journal.entries if one.kind is K.CANCEL]
    assert [sent.order_id for sent in port.sent] == written[: len(port.sent)]
