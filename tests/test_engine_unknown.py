"""Orders whose outcome is not known: looked for, never sent again."""

from __future__ import annotations

import asyncio

from tests.client.fakes import PAPER, REAL, Refusal
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tui.domain.intents import Outcome, OutcomeKind
from tui.wire.messages.trade import (
    GetHistoryOrders,
    GetOrders,
    OrderReply,
    PlaceOrder,
)

NOTHING = Outcome(OutcomeKind.UNKNOWN)


@stepped
async def test_a_swallowed_order_is_unknown_then_found_by_its_tag_and_never_sent_again() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.swallowed.add(PlaceOrder)
        opend.orders.append(order_of(intent))
        outcome = await engine.place(intent)
        assert outcome.kind is OutcomeKind.UNKNOWN
        await until(lambda: engine.store.orders(PAPER.acc_id))
        assert engine.store.pending(PAPER.acc_id) == ()
        await asyncio.sleep(300)
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_an_order_that_left_no_trace_is_looked_for_twice_then_said_to_be_missing() -> None:
    async with live() as (opend, engine):
        opend.swallowed.add(PlaceOrder)
        await engine.place(intent_of())
        opend.requests.clear()
        loop = asyncio.get_running_loop()
        started = loop.time()
        await until(lambda: "not found" in (engine.store.pending(PAPER.acc_id)[0].outcome or NOTHING).text)
        assert loop.time() - started >= 10
        # One at once, which proves nothing yet, and the two that count.
        assert len(opend.received(GetHistoryOrders)) == 3
        assert engine.store.pending(PAPER.acc_id)[0].outcome.kind is OutcomeKind.UNKNOWN  # type: ignore[union-attr]
        assert opend.received(PlaceOrder) == []


@stepped
async def test_an_order_cut_off_is_looked_for_after_the_reconnect() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.cut.add(PlaceOrder)
        outcome = await engine.place(intent)
        assert outcome.kind is OutcomeKind.UNKNOWN
        opend.orders.append(order_of(intent))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        assert engine.store.pending(PAPER.acc_id) == ()
        await asyncio.sleep(60)
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_an_accepted_order_whose_push_is_lost_is_read() -> None:
    async with live() as (opend, engine):
        intent = intent_of()

        def accept_quietly(request: PlaceOrder) -> OrderReply:
            opend.orders.append(order_of(intent, remark=""))
            return OrderReply(request.header, "B1", 1)

        opend.answers[PlaceOrder] = accept_quietly
        assert (await engine.place(intent)).kind is OutcomeKind.ACCEPTED
        assert len(engine.store.pending(PAPER.acc_id)) == 1
        await until(lambda: engine.store.orders(PAPER.acc_id))
        assert engine.store.pending(PAPER.acc_id) == ()
        opend.requests.clear()
        await asyncio.sleep(60)
        assert opend.received(GetOrders) == []


@stepped
async def test_an_unlisted_account_is_not_taken_for_one_without_the_order() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.accounts = (REAL,)
        opend.cut.add(PlaceOrder)
        await engine.place(intent)
        await until(lambda: engine.store.accounts == (REAL,))
        await asyncio.sleep(120)
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert "not found" not in (pending.outcome or NOTHING).text
        opend.accounts = (PAPER, REAL)
        opend.orders.append(order_of(intent))
        opend.hang_up()
        await until(lambda: engine.store.orders(PAPER.acc_id))
        assert engine.store.pending(PAPER.acc_id) == ()


@stepped
async def test_a_broker_that_refuses_to_be_asked_is_not_asked_in_a_hurry() -> None:
    async with live() as (opend, engine):
        opend.swallowed.add(PlaceOrder)
        opend.answers[GetHistoryOrders] = Refusal("too many requests")
        await engine.place(intent_of())
        opend.requests.clear()
        await asyncio.sleep(30)
        assert 1 <= len(opend.received(GetHistoryOrders)) <= 4
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert "not found" not in (pending.outcome or NOTHING).text


@stepped
async def test_an_order_that_left_no_trace_can_be_put_away() -> None:
    async with live() as (opend, engine):
        opend.swallowed.add(PlaceOrder)
        intent = intent_of()
        await engine.place(intent)
        assert not engine.store.dismiss(intent.tag)
        await until(lambda: "not found" in (engine.store.pending(PAPER.acc_id)[0].outcome or NOTHING).text)
        assert engine.store.dismiss(intent.tag)
        assert engine.store.pending(PAPER.acc_id) == ()
