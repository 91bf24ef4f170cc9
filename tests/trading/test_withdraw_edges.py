"""Many cancels on a scripted OpenD: what each order is told to have become when something goes wrong."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import HSBC, PAPER, REAL, Refusal
from tests.client.running import ORDER
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tests.trading.scripted import BOTH, KILL, SCOPE, cancels, fates, journal_of, obeys, orders_of, withdrawn
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.journal import EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import OrderStatus, Side
from tui.domain.withdrawals import Fate, Withdrawal
from tui.trading.clearing import GIVE_UP_S
from tui.wire.messages.trade import GetOrders, ModifyOrder, OrderReply, PlaceOrder


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
