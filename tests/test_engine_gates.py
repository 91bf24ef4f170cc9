"""Limits, repeats and pace at the engine: what is refused reaches no socket."""

from __future__ import annotations

import asyncio
from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, REAL
from tests.client.stepped import stepped, until
from tests.engines import UNLIMITED, intent_of, knowing, live
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, OutcomeKind
from tui.domain.journal import EntryKind
from tui.domain.limits import Limits, LimitsBook
from tui.trading.repeats import Pace
from tui.wire.messages.trade import ModifyOrder, PlaceOrder

D = Decimal


@stepped
async def test_a_breach_of_a_limit_sends_nothing_and_is_written() -> None:
    journal = MemoryJournal()
    async with live(limits=LimitsBook(paper=Limits(max_qty=D(100))), journal=journal) as (opend, engine):
        outcome = await engine.place(intent_of())
        assert (outcome.kind, outcome.text) == (OutcomeKind.REJECTED, "your limit is 100 in one order")
        assert opend.received(PlaceOrder) == []
        assert [entry.facts["text"] for entry in journal.entries if entry.kind is EntryKind.REFUSED] == [
            "your limit is 100 in one order"
        ]


@stepped
@pytest.mark.parametrize(
    "book", [LimitsBook(), LimitsBook(real={REAL.acc_id: Limits()}, trouble="limits.toml line 2: what?")]
)
async def test_a_real_account_that_limits_close_takes_no_order_and_no_change(book: LimitsBook) -> None:
    async with live(allow_real=True, limits=book) as (opend, engine):
        assert "read-only" in engine.arm(env=Env.REAL, acc_id=REAL.acc_id)
        order = await engine.place(intent_of(env=Env.REAL, acc_id=REAL.acc_id))
        change = await engine.amend(AmendIntent(Env.REAL, REAL.acc_id, "A1", D(100), D(400)))
        assert [order.kind, change.kind] == [OutcomeKind.REJECTED] * 2
        assert (opend.received(PlaceOrder), opend.received(ModifyOrder)) == ([], [])


@stepped
async def test_a_mistake_in_the_limits_is_told_at_the_start() -> None:
    async with live(limits=LimitsBook(trouble="limits.toml line 2: what?")) as (_, engine):
        told = [notice.text for notice in engine.store.notices]
        assert "limits.toml line 2: what?: real accounts are read-only" in told


@stepped
async def test_ten_presses_in_fifty_milliseconds_are_one_order() -> None:
    async with live() as (opend, engine):
        presses = []
        for _ in range(10):
            presses.append(asyncio.ensure_future(engine.place(intent_of())))
            await asyncio.sleep(0.005)
        outcomes = await asyncio.gather(*presses)
        assert [one.kind for one in outcomes].count(OutcomeKind.ACCEPTED) == 1
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_the_same_order_again_is_asked_about_and_goes_when_it_is_known() -> None:
    async with live() as (opend, engine):
        assert engine.repeat_of(intent_of()) is None
        first, again = intent_of(), intent_of()
        await engine.place(first)
        repeat = engine.repeat_of(again)
        assert repeat is not None
        assert repeat.name == first.tag
        assert "confirm once more" in (await engine.place(again)).text
        assert (await engine.place(knowing(engine, intent_of()))).kind is OutcomeKind.ACCEPTED
        assert len(opend.received(PlaceOrder)) == 2
        await asyncio.sleep(15)
        assert (await engine.place(intent_of())).kind is OutcomeKind.ACCEPTED


@stepped
async def test_too_many_orders_at_once_are_refused_and_disarm() -> None:
    async with live(allow_real=True, limits=UNLIMITED, pace=Pace(3, 10.0)) as (opend, engine):
        await until(lambda: engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == "")
        outcomes = [await engine.place(intent_of(qty=D(100 * lots))) for lots in range(1, 6)]
        assert [one.kind for one in outcomes] == [OutcomeKind.ACCEPTED] * 3 + [OutcomeKind.REJECTED] * 2
        assert len(opend.received(PlaceOrder)) == 3
        assert engine.store.safety.armed is None
        assert engine.store.safety.disarmed_because == "3 orders and changes were sent within 10 s"
