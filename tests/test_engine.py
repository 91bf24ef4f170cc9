"""The engine on a scripted OpenD: wishes, orders, and what happens when OpenD goes away in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

from tests.client.fakes import HSBC, PAPER, REAL, TENCENT, FakeOpenD, Refusal
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tests.journals import MemoryJournal
from tui.client.address import Address
from tui.domain.accounts import Env, MaxQuantities
from tui.domain.book import Book, Level
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, OutcomeKind
from tui.domain.markets import MarketState
from tui.domain.orders import Order, OrderStatus, OrderType
from tui.domain.secret import Secret
from tui.engine import Engine
from tui.wire.messages.quote import BookPush, Feed, GetInstruments
from tui.wire.messages.trade import (
    GetHistoryOrders,
    GetMaxQuantities,
    GetOrders,
    ModifyOrder,
    OrderPush,
    OrderReply,
    PlaceOrder,
    UnlockTrade,
)

BOOK = Book(TENCENT, "TENCENT", (Level(Decimal(400), 100, 1),), (Level(Decimal("400.2"), 200, 2),))


@stepped
async def test_watch_and_focus_become_subscriptions() -> None:
    async with live() as (opend, engine):
        engine.watch([TENCENT, HSBC])
        engine.focus(TENCENT)
        expected = {(TENCENT, feed) for feed in (Feed.QUOTE, Feed.BOOK, Feed.BROKERS, Feed.TRADES)}
        await until(lambda: opend.peers[0].subscribed == expected | {(HSBC, Feed.QUOTE)})
        opend.push(BookPush(BOOK))
        await until(lambda: engine.store.book(TENCENT) == BOOK)
        engine.focus(None)
        await asyncio.sleep(70)
        assert opend.peers[0].subscribed == {(TENCENT, Feed.QUOTE), (HSBC, Feed.QUOTE)}


@stepped
async def test_facts_and_phases_of_watched_codes_reach_the_store() -> None:
    async with live() as (opend, engine):
        engine.watch([TENCENT])
        await until(lambda: engine.store.market_state(TENCENT) is MarketState.MORNING)
        assert engine.store.instruments[TENCENT].lot == 100
        first = next(request for request in opend.received(GetInstruments) if request.ids)
        assert first.ids == (TENCENT,)


@stepped
async def test_an_order_is_pending_before_it_leaves_and_matched_by_its_push() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.delays[PlaceOrder] = 1.0
        placing = asyncio.ensure_future(engine.place(intent))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert (pending.intent, pending.outcome) == (intent, None)
        assert opend.received(PlaceOrder) == []
        outcome = await placing
        assert outcome.kind is OutcomeKind.ACCEPTED
        opend.push(OrderPush(order_of(intent, outcome.order_id)))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        assert engine.store.pending(PAPER.acc_id) == ()


@stepped
async def test_a_push_before_the_reply_ends_in_the_same_state() -> None:
    async with live() as (opend, engine):
        intent = intent_of()

        def push_first(request: PlaceOrder) -> OrderReply:
            opend.push(OrderPush(order_of(intent)))
            return OrderReply(request.header, "B1", 1)

        opend.answers[PlaceOrder] = push_first
        assert (await engine.place(intent)).order_id == "B1"
        assert [order.order_id for order in engine.store.orders(PAPER.acc_id)] == ["B1"]
        assert engine.store.pending(PAPER.acc_id) == ()


@stepped
async def test_an_intent_handed_over_twice_is_sent_once_and_stays_unknown() -> None:
    async with live() as (opend, engine):
        opend.swallowed.add(PlaceOrder)
        intent = intent_of()
        first, second = await asyncio.gather(engine.place(intent), engine.place(intent))
        third = await engine.place(intent)
        assert [one.kind for one in (first, second, third)] == [
            OutcomeKind.UNKNOWN, OutcomeKind.REJECTED, OutcomeKind.REJECTED
        ]  # fmt: skip
        assert len(opend.received(PlaceOrder)) == 1
        assert [one.outcome for one in engine.store.pending(PAPER.acc_id)] == [first]


@stepped
async def test_a_refused_order_keeps_its_cause_on_the_screen() -> None:
    async with live() as (opend, engine):
        opend.answers[PlaceOrder] = Refusal("not enough buying power")
        outcome = await engine.place(intent_of())
        (pending,) = engine.store.pending(PAPER.acc_id)
        assert outcome.kind is OutcomeKind.REJECTED
        assert pending.outcome == outcome
        assert outcome.text == "not enough buying power"


@stepped
async def test_paper_fills_are_neither_doubled_nor_lost_by_reconnects() -> None:
    async with live() as (opend, engine):
        half = order_of(intent_of(), status=OrderStatus.FILLED_PART, filled_qty=Decimal(100))
        opend.push(OrderPush(half))
        await until(lambda: engine.store.fills(PAPER.acc_id))
        opend.push(OrderPush(half))
        whole = replace(half, status=OrderStatus.FILLED_ALL, filled_qty=Decimal(200))
        opend.orders.append(whole)
        for connection in (2, 3):
            opend.hang_up()
            await until(lambda count=connection: len(opend.peers) == count)  # type: ignore[misc]
            await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
            opend.push(OrderPush(whole))
            opend.push(OrderPush(half))
            await asyncio.sleep(30)
            assert [fill.qty for fill in engine.store.fills(PAPER.acc_id)] == [100, 100]
            assert engine.store.orders(PAPER.acc_id) == (whole,)


@stepped
async def test_a_slow_read_does_not_undo_the_push_that_overtook_it() -> None:
    async with live() as (opend, engine):
        working = order_of(intent_of())
        ended = replace(working, status=OrderStatus.CANCELLED_ALL)
        asked: list[GetOrders] = []

        def answer(request: GetOrders) -> tuple[Order, ...]:
            asked.append(request)
            first = [one for one in asked if one.header == request.header] == [request]
            return (working if first else ended,) if request.header.env is Env.PAPER else ()

        opend.answers[GetOrders] = answer
        opend.delays[GetOrders] = 2.0
        opend.push(OrderPush(working))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        opend.push(OrderPush(replace(working, filled_qty=Decimal(500))))
        opend.push(OrderPush(ended))
        await asyncio.sleep(20)
        assert [order.status for order in engine.store.orders(PAPER.acc_id)] == [OrderStatus.CANCELLED_ALL]


@stepped
async def test_a_list_that_insists_is_believed_over_a_push() -> None:
    async with live() as (opend, engine):
        working = order_of(intent_of())
        opend.orders.append(working)
        opend.push(OrderPush(replace(working, status=OrderStatus.CANCELLED_ALL)))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        engine._session.read_again(PAPER.acc_id)
        await until(lambda: list(engine.store.flags))
        assert [order.status for order in engine.store.orders(PAPER.acc_id)] == [OrderStatus.SUBMITTED]
        assert "the broker lists it as SUBMITTED, twice" in next(iter(engine.store.flags)).text
        opend.requests.clear()
        await asyncio.sleep(30)
        assert len(opend.received(GetOrders)) <= 1


@stepped
async def test_an_order_found_only_in_history_is_shown() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.swallowed.add(PlaceOrder)
        opend.answers[GetHistoryOrders] = lambda _: (order_of(intent, status=OrderStatus.CANCELLED_ALL),)
        await engine.place(intent)
        await until(lambda: engine.store.order(PAPER.acc_id, "B1"))
        assert engine.store.pending(PAPER.acc_id) == ()


@stepped
async def test_a_fill_found_only_in_history_has_positions_read_and_stays_on_the_screen() -> None:
    async with live() as (opend, engine):
        intent = intent_of()
        opend.swallowed.add(PlaceOrder)
        filled = replace(order_of(intent, status=OrderStatus.FILLED_ALL), filled_qty=intent.qty)
        opend.answers[GetHistoryOrders] = lambda _: (filled,)
        await engine.place(intent)
        await until(lambda: engine.store.order(PAPER.acc_id, "B1"))
        await asyncio.sleep(5)
        assert engine.store.last_fill(PAPER.acc_id, intent.id)
        assert engine.store.position_is_current(PAPER.acc_id, intent.id)
        assert engine.store.order(PAPER.acc_id, "B1") is not None


@stepped
async def test_orders_are_refused_at_once_while_down_and_never_sent_later() -> None:
    async with live() as (opend, engine):
        await opend.stop()
        await until(lambda: engine.store.link.phase is LinkPhase.DOWN)
        opend.requests.clear()
        loop = asyncio.get_running_loop()
        started = loop.time()
        outcomes = [
            await engine.place(intent_of()),
            await engine.amend(AmendIntent(Env.PAPER, PAPER.acc_id, "B1", Decimal(100), Decimal(400))),
            await engine.cancel(CancelIntent(Env.PAPER, PAPER.acc_id, "B1")),
        ]
        assert loop.time() - started < 0.1
        assert [outcome.kind for outcome in outcomes] == [OutcomeKind.REJECTED] * 3
        assert all("not connected to OpenD" in outcome.text for outcome in outcomes)
        await opend.start()
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        await asyncio.sleep(60)
        assert opend.received(PlaceOrder) == opend.received(ModifyOrder) == []


@stepped
async def test_a_cancelled_caller_does_not_lose_the_outcome() -> None:
    async with live() as (opend, engine):
        opend.delays[PlaceOrder] = 2.0
        placing = asyncio.ensure_future(engine.place(intent_of()))
        await until(lambda: opend.received(PlaceOrder))
        placing.cancel()
        await until(lambda: engine.store.pending(PAPER.acc_id)[0].outcome is not None)
        assert engine.store.pending(PAPER.acc_id)[0].outcome.kind is OutcomeKind.ACCEPTED  # type: ignore[union-attr]


@stepped
async def test_stopping_ends_waiting_orders_as_unknown() -> None:
    async with FakeOpenD() as opend:
        engine = Engine(opend.address, journal=MemoryJournal())
        await engine.start()
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        opend.swallowed.add(PlaceOrder)
        placing = asyncio.ensure_future(engine.place(intent_of()))
        await until(lambda: opend.received(PlaceOrder))
        await engine.stop()
        assert (await placing).kind is OutcomeKind.UNKNOWN
        assert len(asyncio.all_tasks()) <= 2 + len(opend.peers)


@stepped
async def test_read_only_has_no_desk_and_sends_nothing() -> None:
    async with live(read_only=True) as (opend, engine):
        assert engine.desk is None
        outcomes = [
            await engine.place(intent_of()),
            await engine.amend(AmendIntent(Env.PAPER, PAPER.acc_id, "B1", Decimal(100), Decimal(400))),
            await engine.cancel(CancelIntent(Env.PAPER, PAPER.acc_id, "B1")),
            await engine.cancel_all(env=Env.PAPER, acc_id=PAPER.acc_id),
        ]
        assert [outcome.kind for outcome in outcomes] == [OutcomeKind.REJECTED] * 4
        assert "read-only" in await engine.unlock(Secret("123456"), REAL.firm)
        sent = opend.received(PlaceOrder) + opend.received(ModifyOrder) + opend.received(UnlockTrade)
        assert sent == []


@stepped
async def test_unlock_sends_the_digest_and_tells_a_refusal() -> None:
    async with live(allow_real=True) as (opend, engine):
        assert await engine.unlock(Secret("123456"), REAL.firm) == ""
        assert opend.received(UnlockTrade)[0].password_md5 == "e10adc3949ba59abbe56e057f20f883e"
        opend.answers[UnlockTrade] = Refusal("wrong password")
        assert await engine.unlock(Secret("000000"), REAL.firm) == (
            "trading was not unlocked: wrong trade password: "
            "it is the 6-digit trade PIN, not the login password"
        )


@stepped
async def test_largest_quantities_or_none() -> None:
    async with live() as (opend, engine):
        answer = MaxQuantities(Decimal(2400), Decimal(0))
        opend.answers[GetMaxQuantities] = lambda _: answer

        async def ask() -> MaxQuantities | None:
            return await engine.max_quantities(
                Env.PAPER, PAPER.acc_id, TENCENT, OrderType.LIMIT, Decimal(400)
            )

        assert await ask() == answer
        opend.answers[GetMaxQuantities] = Refusal("too fast")
        assert await ask() is None


@stepped
async def test_contradicting_reports_make_the_orders_be_read_again() -> None:
    async with live() as (opend, engine):
        filled = order_of(intent_of(), status=OrderStatus.FILLED_ALL, filled_qty=Decimal(200))
        opend.push(OrderPush(filled))
        await until(lambda: engine.store.orders(PAPER.acc_id))
        opend.requests.clear()
        opend.push(OrderPush(replace(filled, status=OrderStatus.CANCELLED_ALL, filled_qty=Decimal(0))))
        await until(lambda: opend.received(GetOrders))


@stepped
async def test_real_money_is_not_traded_on_an_opend_elsewhere() -> None:
    engine = Engine(Address("opend.example", 11111), journal=MemoryJournal(), allow_real=True)
    engine._session._portfolio.accounts = (REAL,)
    outcome = await engine.place(intent_of(env=Env.REAL, acc_id=REAL.acc_id))
    assert outcome.kind is OutcomeKind.REJECTED
    assert "another machine and the link to it is not encrypted" in outcome.text
