"""Orders that are sent while others are being cancelled: only the kill switch means them, too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import PAPER, REAL, FakeOpenD, Refusal
from tests.client.running import ORDER
from tests.client.stepped import stepped, until
from tests.engines import intent_of, knowing, live
from tests.trading.scripted import KILL, SCOPE, cancels, fates, obeys
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, OrderIntent, OutcomeKind
from tui.domain.markets import TradeMarket
from tui.domain.withdrawals import Fate, Scope, Withdrawal
from tui.engine import Engine
from tui.wire.messages.trade import ModifyOrder, OrderPush, OrderReply, PlaceOrder

PRICE = Decimal(400)
OLD = replace(ORDER, order_id="OLD", price=PRICE, number=1)
AT_PRICE = replace(SCOPE, side=OLD.side, id=OLD.id, price=PRICE)
"""What Delete means on the ladder."""


def takes(opend: FakeOpenD, *, remark: bool = True) -> Callable[[PlaceOrder], Any]:
    """Answer a new order by working it."""

    def answer(request: PlaceOrder) -> OrderReply:
        number = len(opend.received(PlaceOrder))
        new = replace(
            ORDER,
            order_id=f"NEW{number}",
            acc_id=request.header.acc_id,
            env=request.header.env,
            market=request.header.market,
            side=request.side,
            price=request.price,
            qty=request.qty,
            remark=(request.remark or "") if remark else "",
            number=number + 10,
        )
        opend.orders.append(new)
        opend.push(OrderPush(new))
        return OrderReply(request.header, new.order_id, number + 1)

    return answer


def obeys_later(opend: FakeOpenD, delay_s: float) -> Callable[[ModifyOrder], OrderReply]:
    """Answer a cancel at once and end the order after a while."""
    obey = obeys(opend)

    def answer(request: ModifyOrder) -> OrderReply:
        asyncio.get_running_loop().call_later(delay_s, obey, request)
        return OrderReply(request.header, request.order_id, 1)

    return answer


def stays(opend: FakeOpenD) -> Callable[[ModifyOrder], Any]:
    """Refuse to cancel the old order, and obey otherwise."""
    obey = obeys(opend)
    return lambda request: Refusal("No.") if request.order_id == "OLD" else obey(request)


def withdrawing(engine: Engine, scope: Scope) -> tuple[asyncio.Future[Withdrawal], list[Withdrawal]]:
    told: list[Withdrawal] = []
    return asyncio.ensure_future(engine.withdraw(scope, told.append)), told


async def order(engine: Engine, **change: Any) -> OrderIntent:
    intent = knowing(engine, intent_of(**{"id": OLD.id, "side": OLD.side, "price": PRICE, **change}))
    assert (await engine.place(intent)).kind is OutcomeKind.ACCEPTED
    return intent


async def known(engine: Engine, *order_ids: str) -> None:
    engine._session.read_again(PAPER.acc_id)
    await until(lambda: {one.order_id for one in engine.store.working_orders(PAPER.acc_id)} >= set(order_ids))


@stepped
async def test_an_order_sent_after_the_key_stays() -> None:
    async with live() as (opend, engine):
        opend.orders.append(OLD)
        opend.answers |= {PlaceOrder: takes(opend), ModifyOrder: obeys_later(opend, 0.4)}
        run, _ = withdrawing(engine, AT_PRICE)
        await asyncio.sleep(0.3)
        await order(engine)
        done = await run
        assert fates(done) == {"OLD": Fate.CANCELLED}
        assert done.confirmed
        assert cancels(opend) == ["OLD"]


@stepped
async def test_orders_sent_while_one_will_not_go_stay_and_keep_nobody_waiting() -> None:
    async with live() as (opend, engine):
        opend.orders.append(OLD)
        opend.answers |= {PlaceOrder: takes(opend), ModifyOrder: stays(opend)}
        began = asyncio.get_running_loop().time()
        run, told = withdrawing(engine, replace(SCOPE, side=OLD.side))
        for _ in range(2):
            await asyncio.sleep(25)
            await order(engine)
        done = await run
        assert fates(done) == {"OLD": Fate.LIVE}
        assert {one.order.order_id for each in told for one in each.orders} == {"OLD"}
        assert set(cancels(opend)) == {"OLD"}
        assert asyncio.get_running_loop().time() - began < 70


@stepped
async def test_a_newer_order_stays_before_the_first_reading_and_without_its_remark() -> None:
    async with live() as (opend, engine):
        opend.orders.append(OLD)
        opend.answers |= {PlaceOrder: takes(opend, remark=False), ModifyOrder: obeys(opend)}
        # Both keys were there when the loop came round.
        run, _ = withdrawing(engine, AT_PRICE)
        placing = asyncio.ensure_future(order(engine))
        await placing
        assert fates(await run) == {"OLD": Fate.CANCELLED}
        assert cancels(opend) == ["OLD"]


@pytest.mark.parametrize("remark", [True, False])
def test_an_order_that_was_on_its_way_at_the_key_goes(remark: bool) -> None:
    @stepped
    async def run_it() -> None:
        async with live() as (opend, engine):
            opend.answers |= {PlaceOrder: takes(opend, remark=remark), ModifyOrder: obeys(opend)}
            opend.delays[PlaceOrder] = 3.0
            placing = asyncio.ensure_future(order(engine))
            run, told = withdrawing(engine, AT_PRICE)
            await until(lambda: told and told[-1].count(Fate.UNKNOWN) == 1)
            await placing
            assert fates(await run) == {"NEW1": Fate.CANCELLED}
            assert cancels(opend) == ["NEW1"]

    run_it()


@stepped
async def test_the_kill_switch_takes_every_newcomer() -> None:
    async with live() as (opend, engine):
        opend.orders.append(OLD)
        opend.answers[ModifyOrder] = stays(opend)
        run, _ = withdrawing(engine, KILL)
        await asyncio.sleep(10)
        new = replace(ORDER, order_id="NEW", number=99)
        opend.orders.append(new)
        opend.push(OrderPush(new))
        done = await run
        assert fates(done) == {"OLD": Fate.LIVE, "NEW": Fate.CANCELLED}


@stepped
async def test_a_second_one_takes_what_came_after_the_first() -> None:
    async with live() as (opend, engine):
        opend.orders.append(OLD)
        opend.answers |= {PlaceOrder: takes(opend), ModifyOrder: stays(opend)}
        first, _ = withdrawing(engine, AT_PRICE)
        await asyncio.sleep(1)
        await order(engine)
        second, _ = withdrawing(engine, AT_PRICE)
        await until(lambda: "NEW1" in cancels(opend))
        assert set(fates(await first)) == {"OLD"}
        assert fates(await second)["NEW1"] is Fate.CANCELLED
        assert cancels(opend).count("NEW1") == 1


@stepped
async def test_an_order_moved_to_the_price_afterwards_stays() -> None:
    async with live() as (opend, engine):
        opend.orders += [OLD, replace(OLD, order_id="NEAR", price=PRICE - 1, number=2)]
        await known(engine, "OLD", "NEAR")

        def answer(request: ModifyOrder) -> Any:
            if request.price is None:
                return Refusal("No.")
            opend.orders[1] = replace(opend.orders[1], price=request.price)
            opend.push(OrderPush(opend.orders[1]))
            return OrderReply(request.header, request.order_id, 1)

        opend.answers[ModifyOrder] = answer
        run, _ = withdrawing(engine, AT_PRICE)
        await engine.amend(AmendIntent(PAPER.env, PAPER.acc_id, "NEAR", OLD.qty, PRICE))
        assert fates(await run) == {"OLD": Fate.LIVE}
        assert [one.order_id for one in opend.received(ModifyOrder) if one.price is None].count("NEAR") == 0


@stepped
async def test_one_request_for_all_is_not_sent_over_a_newer_order() -> None:
    mine: dict[str, Any] = {"acc_id": REAL.acc_id, "env": Env.REAL}
    async with live() as (opend, engine):
        opend.orders.append(replace(OLD, market=TradeMarket.HK, **mine))
        run, told = withdrawing(engine, replace(SCOPE, accounts=((Env.REAL, REAL.acc_id),)))
        obey = obeys(opend)
        locked = Refusal("Trading is locked: unlock it with the trade password first.")
        opend.answers[ModifyOrder] = locked
        await until(lambda: told and told[-1].trouble)
        new = replace(OLD, order_id="NEW", market=TradeMarket.HK, number=9, **mine)
        opend.orders.append(new)
        opend.push(OrderPush(new))
        await asyncio.sleep(1)
        opend.answers[ModifyOrder] = obey
        assert fates(await run) == {"OLD": Fate.CANCELLED}
        assert [one.everything for one in opend.received(ModifyOrder)] == [True, False]
