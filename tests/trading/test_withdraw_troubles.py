"""Many cancels while OpenD is away, locked or busy, or nothing can be cancelled: it waits, or says why."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from tests.client.fakes import PAPER, REAL, Refusal
from tests.client.stepped import stepped, until
from tests.engines import live
from tests.trading.scripted import BOTH, KILL, cancels, fates, journal_of, obeys, orders_of, withdrawn
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.journal import EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.withdrawals import Fate, Scope, Withdrawal
from tui.trading.clearing import GIVE_UP_S
from tui.wire.messages.trade import ModifyOrder


@stepped
async def test_with_the_link_down_all_is_unknown_and_it_goes_on_when_opend_is_back() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        engine._session.read_again(PAPER.acc_id)
        await until(lambda: len(engine.store.working_orders(PAPER.acc_id)) == 2)
        await opend.stop()
        await until(lambda: engine.store.link.phase is LinkPhase.DOWN)
        told: list[Withdrawal] = []
        run = asyncio.ensure_future(engine.withdraw(KILL, told.append))
        await asyncio.sleep(3 * GIVE_UP_S)
        assert not run.done()
        assert fates(told[-1]) == {"A0": Fate.UNKNOWN, "A1": Fate.UNKNOWN}
        assert "not connected" in told[-1].trouble
        assert cancels(opend) == []
        opend.answers[ModifyOrder] = obeys(opend)
        await opend.start()
        engine.retry_now()
        done = await run
        assert done.confirmed, done
        assert fates(done) == {"A0": Fate.CANCELLED, "A1": Fate.CANCELLED}


@stepped
async def test_an_opend_that_restarts_in_the_middle_only_delays_it() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(6)
        obey, restarts = obeys(opend), []

        async def away_for_a_while() -> None:
            await opend.stop()
            await asyncio.sleep(8)
            await opend.start()

        def restart(request: ModifyOrder) -> Any:
            if len(cancels(opend)) == 3:
                restarts.append(asyncio.ensure_future(away_for_a_while()))
            return obey(request)

        opend.answers[ModifyOrder] = restart
        done, told = await withdrawn(engine, KILL)
        assert done.confirmed, done
        assert set(fates(done).values()) == {Fate.CANCELLED}
        assert any(one.trouble for one in told)
        assert len(done.orders) == 6


@stepped
async def test_lost_quotes_are_nothing_to_it() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        opend.answers[ModifyOrder] = obeys(opend)
        engine.store.link = replace(engine.store.link, quote_login=False)
        done, _ = await withdrawn(engine, KILL)
        assert done.confirmed


@stepped
async def test_where_one_request_for_all_is_refused_each_goes_by_itself() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(3, acc_id=REAL.acc_id, env=Env.REAL)
        obey = obeys(opend)
        opend.answers[ModifyOrder] = lambda one: Refusal("Not for you.") if one.everything else obey(one)
        done, _ = await withdrawn(engine, BOTH)
        assert done.confirmed
        assert sorted(cancels(opend)) == ["", "A0", "A1", "A2"]


@stepped
async def test_a_locked_opend_is_asked_little_until_it_is_unlocked() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(23, acc_id=REAL.acc_id, env=Env.REAL, market=TradeMarket.HKCC)
        opend.answers[ModifyOrder] = Refusal("Trading is locked: unlock it with the trade password first.")
        told: list[Withdrawal] = []
        run = asyncio.ensure_future(engine.withdraw(BOTH, told.append))
        await asyncio.sleep(31)
        assert "unlock it" in told[-1].trouble
        began = len(cancels(opend))
        assert began < 30
        opend.answers[ModifyOrder] = obeys(opend)
        done = await run
        assert done.confirmed, done


@stepped
async def test_others_who_use_up_the_window_are_waited_for() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(3)
        obey, loop = obeys(opend), asyncio.get_running_loop()
        until_s = loop.time() + 10
        opend.answers[ModifyOrder] = lambda one: (
            obey(one) if loop.time() > until_s else Refusal("Requests are too frequent: at most 20 in 30 s.")
        )
        done, told = await withdrawn(engine)
        assert done.confirmed
        assert len(cancels(opend)) < 20
        assert any(one.next_in_s for one in told)


@stepped
async def test_a_journal_that_fails_is_told_and_the_cancels_go_on() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        opend.answers[ModifyOrder] = obeys(opend)
        journal_of(engine).trouble = "the disk is full"
        done, _ = await withdrawn(engine, KILL)
        assert set(fates(done).values()) == {Fate.CANCELLED}
        assert "the lock could not be written" in done.trouble
        assert "the disk is full" in done.trouble
        assert not done.confirmed


@stepped
async def test_a_read_only_engine_cancels_nothing() -> None:
    async with live(read_only=True) as (opend, engine):
        opend.orders += orders_of(1)
        done, _ = await withdrawn(engine, KILL)
        assert "read-only" in done.trouble
        assert cancels(opend) == []


@stepped
async def test_without_accounts_it_locks_and_says_so() -> None:
    async with live() as (_, engine):
        done, _ = await withdrawn(engine, Scope((), lock=True, lock_all=True))
        assert "no account is known" in done.trouble
        assert journal_of(engine).kinds().count(EntryKind.LOCKED) == 1
        assert await engine.release("trade") != ""
        assert await engine.release("TRADE") == ""
        assert await journal_of(engine).locks() == ()


@stepped
async def test_an_account_that_opend_does_not_list_ends_with_that_cause() -> None:
    async with live() as (_, engine):
        done, _ = await withdrawn(engine, replace(KILL, accounts=((Env.PAPER, 42),)))
        assert "OpenD lists no account 42" in done.trouble
        assert not done.confirmed
