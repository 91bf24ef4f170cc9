"""Orders whose outcome is not known: looked for, never sent again."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from tests.client.fakes import PAPER, REAL, TENCENT, Refusal
from tests.client.stepped import stepped, until
from tests.engines import START, intent_of, live, order_of
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import EntryKind
from tui.domain.orders import Fill, OrderStatus, Side
from tui.trading.entries import intent_entry
from tui.wire.messages.trade import (
    FillPush,
    GetHistoryOrders,
    GetOrders,
    OrderPush,
    OrderReply,
    PlaceOrder,
)

FILL = Fill(
    "F1", "R1", REAL.acc_id, Env.REAL, TENCENT, "TENCENT", Side.BUY, Decimal(100), Decimal(400), START
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
        await asyncio.sleep(15)
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


def of_an_earlier_run() -> tuple[OrderIntent, MemoryJournal]:
    """An order that was about to be sent an hour ago, and nothing is known after that."""
    journal, intent = MemoryJournal(), intent_of()
    journal.note(intent_entry(intent, START - timedelta(hours=1)))
    return intent, journal


@stepped
async def test_an_order_of_an_earlier_run_is_shown_keeps_the_account_unarmed_and_is_found() -> None:
    intent, journal = of_an_earlier_run()
    async with live(journal=journal) as (opend, engine):
        await until(lambda: engine.store.safety.unresolved)
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert (pending.intent, (pending.outcome or NOTHING).kind) == (intent, OutcomeKind.UNKNOWN)
        assert "unknown outcome" in engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id)
        opend.orders.append(order_of(intent, status=OrderStatus.FILLED_ALL, filled_qty=intent.qty))
        await until(lambda: not engine.store.safety.unresolved)
        assert engine.store.pending(PAPER.acc_id) == ()
        assert engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == ""
        assert [entry.kind for entry in journal.entries if entry.ref == 1][-1] is EntryKind.FOUND
        assert opend.received(PlaceOrder) == []


@stepped
async def test_an_order_of_an_earlier_run_that_is_nowhere_is_said_to_be_so_and_can_be_put_away() -> None:
    intent, journal = of_an_earlier_run()
    async with live(journal=journal) as (opend, engine):
        await until(lambda: engine.store.pending(PAPER.acc_id) and not engine.store.safety.unresolved)
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert "not found at the broker" in (pending.outcome or NOTHING).text
        assert engine.store.dismiss(intent.tag)
        assert opend.received(PlaceOrder) == []
    async with live(journal=journal) as (opend, engine):
        await asyncio.sleep(30)
        assert engine.store.pending(PAPER.acc_id) == ()
        assert engine.store.safety.unresolved == ()


@stepped
async def test_an_order_of_an_earlier_run_is_never_sent_by_this_one() -> None:
    intent, journal = of_an_earlier_run()
    async with live(journal=journal) as (opend, engine):
        outcome = await engine.place(intent)
        assert outcome.kind is OutcomeKind.REJECTED
        assert opend.received(PlaceOrder) == []


@stepped
async def test_an_order_that_fills_while_its_status_was_in_doubt_is_read_again() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        outcome = await engine.place(intent)
        doubted = order_of(intent, outcome.order_id, status=OrderStatus.TIMEOUT)
        opend.orders.append(doubted)
        opend.push(OrderPush(doubted))
        await until(lambda: engine.store.safety.unresolved)
        opend.orders[:] = [replace(doubted, status=OrderStatus.FILLED_ALL, filled_qty=intent.qty)]
        await until(lambda: not engine.store.safety.unresolved)
        (order,) = engine.store.orders(PAPER.acc_id)
        assert order.status is OrderStatus.FILLED_ALL
        assert any(request.refresh for request in opend.received(GetOrders))


@stepped
async def test_everything_heard_of_an_order_is_in_the_journal() -> None:
    journal = MemoryJournal()
    async with live(journal=journal) as (opend, engine):
        intent = intent_of()
        outcome = await engine.place(intent)
        for status in (OrderStatus.SUBMITTED, OrderStatus.SUBMITTED, OrderStatus.FILLED_ALL):
            opend.push(OrderPush(order_of(intent, outcome.order_id, status=status)))
        opend.push(FillPush(FILL))
        await until(lambda: engine.store.fills(REAL.acc_id))
        kinds = [entry.kind for entry in await engine.history(PAPER.acc_id, tag=intent.tag)]
        assert kinds == [
            EntryKind.INTENT, EntryKind.ACCEPTED, EntryKind.PUSH, EntryKind.STATE, EntryKind.PUSH,
            EntryKind.PUSH, EntryKind.STATE,
        ]  # fmt: skip
        assert [one.facts["fill_id"] for one in journal.entries if "fill_id" in one.facts] == ["F1"]
