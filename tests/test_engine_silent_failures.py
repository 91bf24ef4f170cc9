"""Orders that the broker takes and then drops without a word, on an account with pushes."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.client.fakes import PAPER, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import intent_of, knowing, live, order_of
from tui.domain.orders import OrderStatus
from tui.engine import Engine
from tui.wire.messages.trade import GetOrders, OrderPush


async def place_another(opend: FakeOpenD, engine: Engine) -> None:
    intent = knowing(engine, intent_of())
    outcome = await engine.place(intent)
    opend.orders.append(order_of(intent, outcome.order_id))


@stepped
@pytest.mark.parametrize("after_s", [1.0, 5.0])
async def test_an_accepted_order_that_fails_without_a_push_is_shown_as_failed(after_s: float) -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        outcome = await engine.place(intent)
        submitted = order_of(intent, outcome.order_id)
        opend.push(OrderPush(submitted))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        await asyncio.sleep(after_s)
        opend.orders[:] = [replace(submitted, status=OrderStatus.FAILED)]
        await asyncio.sleep(16.0 - after_s)
        (order,) = engine.store.orders(PAPER.acc_id)
        assert order.status is OrderStatus.FAILED


@stepped
async def test_the_orders_of_one_account_are_looked_at_together_and_the_broker_is_asked() -> None:
    async with live() as (opend, engine):
        opend.requests.clear()
        for _ in range(5):
            await place_another(opend, engine)
        await asyncio.sleep(60)
        looks = opend.received(GetOrders)
        assert [request.refresh for request in looks] == [True, True]
        assert {request.header.acc_id for request in looks} == {PAPER.acc_id}


@stepped
async def test_orders_without_a_pause_are_looked_at_and_leave_reads_to_others() -> None:
    async with live() as (opend, engine):
        loop = asyncio.get_running_loop()
        opend.requests.clear()
        began = loop.time()
        while loop.time() < began + 30:
            await place_another(opend, engine)
            await asyncio.sleep(2.5)
        assert 4 <= len(opend.received(GetOrders)) <= 5
