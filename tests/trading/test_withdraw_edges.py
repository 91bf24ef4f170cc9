"""Many cancels on a scripted OpenD: what each order is told to have become when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import HSBC, PAPER, REAL, FakeOpenD, Refusal
from tests.client.running import ORDER
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.journal import EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import Order, OrderStatus, Side
from tui.domain.withdrawals import Fate, Scope, Withdrawal
from tui.engine import Engine
from tui.trading.clearing import GIVE_UP_S
from tui.wire.messages.trade import GetOrders, ModifyOrder, OrderPush, OrderReply, PlaceOrder

SCOPE = Scope(((PAPER.env, PAPER.acc_id),), how="test")
KILL = replace(SCOPE, lock=True)
BOTH = replace(KILL, accounts=((PAPER.env, PAPER.acc_id), (REAL.env, REAL.acc_id)))
Ended = OrderStatus.CANCELLED_ALL


def orders_of(number: int, **change: Any) -> list[Order]:
    return [
        replace(ORDER, order_id=f"A{place}", price=Decimal(400 - place), number=place + 1, **change)
        for place in range(number)
    ]


def obeys(opend: FakeOpenD, become: OrderStatus = Ended, **change: Any) -> Callable[[ModifyOrder], Any]:
    """Answer a cancel by ending the order, as a sound broker does."""

    def answer(request: ModifyOrder) -> OrderReply:
        for place, order in enumerate(opend.orders):
            if order.order_id == request.order_id or (request.everything and order.market is request.market):
                opend.orders[place] = replace(order, status=become, **change)
                opend.push(OrderPush(opend.orders[place]))
        return OrderReply(request.header, request.order_id, 1)

    return answer


def cancels(opend: FakeOpenD) -> list[str]:
    return [request.order_id for request in opend.received(ModifyOrder)]


async def withdrawn(engine: Engine, scope: Scope = SCOPE) -> tuple[Withdrawal, list[Withdrawal]]:
    told: list[Withdrawal] = []
    return await engine.withdraw(scope, told.append), told


def fates(withdrawal: Withdrawal) -> dict[str, Fate]:
    return {one.order.order_id: one.fate for one in withdrawal.orders}


@stepped
async def test_the_largest_goes_first_and_one_without_a_price_before_it() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(3)
        opend.orders[1] = replace(opend.orders[1], qty=Decimal(900))
        opend.orders[2] = replace(opend.orders[2], price=None)
        opend.answers[ModifyOrder] = obeys(opend)
        done, _ = await withdrawn(engine)
        assert done.confirmed
        assert cancels(opend) == ["A2", "A1", "A0"]


@stepped
async def test_a_fill_that_crosses_the_cancel_is_told_as_filled() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)

        def crossed(request: ModifyOrder) -> Any:
            if request.order_id != "A0":
                return obeys(opend)(request)
            opend.orders[0] = replace(opend.orders[0], status=OrderStatus.FILLED_ALL, filled_qty=Decimal(200))
            return Refusal("The order is filled and cannot be cancelled.")

        opend.answers[ModifyOrder] = crossed
        done, _ = await withdrawn(engine, KILL)
        assert fates(done) == {"A0": Fate.FILLED, "A1": Fate.CANCELLED}
        assert done.confirmed
        assert sorted(cancels(opend)) == ["A0", "A1"]


@stepped
async def test_an_order_that_is_over_already_is_told_as_what_it_became() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(1)
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        engine._session.read_again(PAPER.acc_id)
        await until(lambda: engine.store.working_orders(PAPER.acc_id))
        opend.orders[0] = replace(opend.orders[0], status=OrderStatus.CANCELLED_PART, filled_qty=Decimal(100))
        opend.answers[ModifyOrder] = Refusal("The order is cancelled already.")
        done, _ = await withdrawn(engine)
        assert fates(done) == {"A0": Fate.CANCELLED}
        assert done.confirmed


@stepped
async def test_an_order_that_will_not_go_is_told_as_still_live_with_the_brokers_word() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        refuse = obeys(opend)
        opend.answers[ModifyOrder] = lambda one: Refusal("No.") if one.order_id == "A0" else refuse(one)
        began = asyncio.get_running_loop().time()
        done, _ = await withdrawn(engine, KILL)
        assert fates(done) == {"A0": Fate.LIVE, "A1": Fate.CANCELLED}
        assert [one.text for one in done.orders if one.fate is Fate.LIVE] == ["No."]
        assert done.over
        assert not done.confirmed
        assert GIVE_UP_S <= asyncio.get_running_loop().time() - began < GIVE_UP_S + 10
        assert 5 < cancels(opend).count("A0") < 20
        assert cancels(opend).count("A1") == 1


@stepped
async def test_a_cancel_without_effect_is_sent_again() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(1)
        obey, seen = obeys(opend), cancels
        opend.answers[ModifyOrder] = lambda one: (
            obey(one) if len(seen(opend)) > 1 else OrderReply(one.header, one.order_id, 1)
        )
        done, told = await withdrawn(engine)
        assert done.confirmed
        assert cancels(opend) == ["A0", "A0"]
        assert any(one.count(Fate.SENT) for one in told)


@stepped
async def test_orders_that_appear_meanwhile_go_too() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(1)
        obey = obeys(opend)

        def late(request: ModifyOrder) -> Any:
            if len(opend.orders) == 1:
                opend.orders.append(replace(ORDER, order_id="NEW", number=99))
            return obey(request)

        opend.answers[ModifyOrder] = late
        done, _ = await withdrawn(engine, KILL)
        assert fates(done) == {"A0": Fate.CANCELLED, "NEW": Fate.CANCELLED}
        assert done.confirmed


@stepped
async def test_nothing_to_cancel_is_said_after_a_reading_that_asked_the_broker() -> None:
    async with live() as (opend, engine):
        done, _ = await withdrawn(engine, KILL)
        assert done.confirmed
        assert done.orders == ()
        assert [request.refresh for request in opend.received(GetOrders)][-1]
        assert cancels(opend) == []


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ({"side": Side.BUY}, {"B", "H"}),
        ({"side": Side.SELL}, {"S"}),
        ({"id": HSBC}, {"H"}),
        ({"price": Decimal(400)}, {"B", "S"}),
        ({"order_ids": ("H", "S")}, {"S", "H"}),
    ],
)
def test_a_soft_one_cancels_what_it_covers_and_locks_nothing(change: dict[str, Any], gone: set[str]) -> None:
    @stepped
    async def run() -> None:
        async with live() as (opend, engine):
            opend.orders.append(replace(ORDER, order_id="B", number=6))
            opend.orders.append(replace(ORDER, order_id="S", side=Side.SELL, number=7))
            opend.orders.append(replace(ORDER, order_id="H", id=HSBC, price=Decimal(60), number=8))
            opend.answers[ModifyOrder] = obeys(opend)
            done, _ = await withdrawn(engine, replace(SCOPE, **change))
            assert done.confirmed
            assert set(fates(done)) == gone
            assert set(cancels(opend)) == gone
            assert EntryKind.LOCKED not in journal_of(engine).kinds()
            assert EntryKind.PANIC not in journal_of(engine).kinds()

    run()


def journal_of(engine: Engine) -> MemoryJournal:
    journal = engine._journal
    assert isinstance(journal, MemoryJournal)
    return journal


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
async def test_two_runs_at_once_share_the_cancels() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(5)
        opend.answers[ModifyOrder] = obeys(opend)
        opend.delays[ModifyOrder] = 0.5
        (one, _), (other, _) = await asyncio.gather(withdrawn(engine), withdrawn(engine, KILL))
        assert one.confirmed
        assert other.confirmed
        assert sorted(cancels(opend)) == ["A0", "A1", "A2", "A3", "A4"]


@stepped
async def test_a_real_account_goes_with_one_request_a_market_without_arming_or_permission() -> None:
    async with live(allow_real=False) as (opend, engine):
        mine: dict[str, Any] = {"acc_id": REAL.acc_id, "env": Env.REAL}
        opend.orders += orders_of(3, market=TradeMarket.HK, **mine)
        opend.orders.append(replace(ORDER, order_id="U", number=9, market=TradeMarket.US, **mine))
        opend.orders.append(replace(ORDER, order_id="C", number=10, market=TradeMarket.HKCC, **mine))
        opend.answers[ModifyOrder] = obeys(opend)
        done, _ = await withdrawn(engine, BOTH)
        assert done.confirmed, done
        assert len(done.orders) == 5
        sent = opend.received(ModifyOrder)
        assert {(one.everything, one.market, one.order_id) for one in sent} == {
            (True, TradeMarket.HK, ""),
            (True, TradeMarket.US, ""),
            (False, TradeMarket.UNKNOWN, "C"),
        }


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
async def test_an_order_of_unknown_outcome_is_told_and_cancelled_when_it_is_found() -> None:
    async with live() as (opend, engine):
        opend.swallowed.add(PlaceOrder)
        intent = intent_of()
        placing = asyncio.ensure_future(engine.place(intent))
        await until(lambda: opend.received(PlaceOrder))
        opend.answers[ModifyOrder] = obeys(opend)
        told: list[Withdrawal] = []
        run = asyncio.ensure_future(engine.withdraw(KILL, told.append))
        await until(lambda: told and told[-1].count(Fate.UNKNOWN) == 1)
        assert told[-1].orders[0].order.order_id == ""
        await placing
        opend.orders.append(order_of(intent))
        done = await run
        assert fates(done) == {"B1": Fate.CANCELLED}
        assert done.confirmed
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_an_order_the_broker_lists_no_more_is_unknown() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(1)
        engine._session.read_again(PAPER.acc_id)
        await until(lambda: engine.store.working_orders(PAPER.acc_id))

        def vanish(request: ModifyOrder) -> Any:
            opend.orders.clear()
            return OrderReply(request.header, request.order_id, 1)

        opend.answers[ModifyOrder] = vanish
        done, _ = await withdrawn(engine)
        assert fates(done) == {"A0": Fate.UNKNOWN}
        assert not done.confirmed


@stepped
async def test_a_run_that_is_stopped_has_told_what_it_knew() -> None:
    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        opend.answers[ModifyOrder] = Refusal("No.")
        told: list[Withdrawal] = []
        run = asyncio.ensure_future(engine.withdraw(KILL, told.append))
        await until(lambda: len(cancels(opend)) == 2)
        await asyncio.sleep(3)
        run.cancel()
        with suppress(asyncio.CancelledError):
            await run
        assert told[-1].over
        assert fates(told[-1]) == {"A0": Fate.LIVE, "A1": Fate.LIVE}


@stepped
async def test_one_who_fails_to_show_the_progress_stops_nothing() -> None:
    def fails(_: Withdrawal) -> None:
        raise RuntimeError("no screen")

    async with live() as (opend, engine):
        opend.orders += orders_of(2)
        opend.answers[ModifyOrder] = obeys(opend)
        assert (await engine.withdraw(KILL, fails)).confirmed


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


@stepped
async def test_a_read_only_engine_cancels_nothing() -> None:
    async with live(read_only=True) as (opend, engine):
        opend.orders += orders_of(1)
        done, _ = await withdrawn(engine, KILL)
        assert "read-only" in done.trouble
        assert cancels(opend) == []
