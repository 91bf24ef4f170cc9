"""What the end of a request does to the switches, and that every end is one the screen hears of."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.client.fakes import PAPER, REAL, Refusal
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, order_of
from tests.journals import MemoryJournal
from tests.test_engine_arming import WORKING, arm, buy, ready
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, CancelIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.link import LinkPhase
from tui.engine import Engine
from tui.wire.messages.session import InitConnect
from tui.wire.messages.trade import ModifyOrder, OrderPush, PlaceOrder

Ask = Callable[[Engine], Awaitable[Outcome]]


def change(engine: Engine) -> Awaitable[Outcome]:
    return engine.amend(AmendIntent(Env.REAL, REAL.acc_id, "A1", WORKING.qty, WORKING.price))


def cancel(engine: Engine) -> Awaitable[Outcome]:
    return engine.cancel(CancelIntent(Env.REAL, REAL.acc_id, "A1"))


REQUESTS = [(buy, PlaceOrder), (change, ModifyOrder), (cancel, ModifyOrder)]


@pytest.mark.parametrize(("ask", "kind"), REQUESTS)
def test_any_request_of_unknown_outcome_disarms_at_once(ask: Ask, kind: type) -> None:
    @stepped
    async def scenario() -> None:
        async with ready() as (opend, engine, _):
            opend.orders.append(WORKING)
            assert arm(engine) == ""
            opend.answers[kind] = Refusal("nothing heard", ret_type=-100)
            outcome = await ask(engine)
            assert outcome.kind is OutcomeKind.UNKNOWN
            assert engine.store.safety.armed is None
            assert engine.store.safety.disarmed_because == "an order's outcome is unknown"
            assert len(opend.received(kind)) == 1

    scenario()


@pytest.mark.parametrize(("ask", "kind"), REQUESTS)
@pytest.mark.parametrize("text", ["please unlock the trade first", "请先解锁交易"])
def test_an_opend_that_locked_itself_is_unlocked_anew_before_anything_is_armed(
    ask: Ask, kind: type, text: str
) -> None:
    @stepped
    async def scenario() -> None:
        async with ready() as (opend, engine, _):
            opend.orders.append(WORKING)
            assert arm(engine) == ""
            opend.answers[kind] = Refusal(text)
            assert (await ask(engine)).kind is OutcomeKind.REJECTED
            assert engine.store.safety.armed is None
            assert engine.store.safety.disarmed_because == "trading is locked in OpenD"
            assert engine.store.safety.unlocked == frozenset()
            assert "give the trade password first" in arm(engine)

    scenario()


@stepped
async def test_a_refusal_of_the_broker_leaves_the_account_armed() -> None:
    async with ready() as (opend, engine, _):
        assert arm(engine) == ""
        opend.answers[PlaceOrder] = Refusal("not enough buying power")
        assert (await buy(engine)).kind is OutcomeKind.REJECTED
        assert engine.store.safety.is_armed(Env.REAL, REAL.acc_id)


class FaultyJournal(MemoryJournal):
    """Has a fault where nobody expects one."""

    async def commit_order(self, entry: Entry) -> int:
        raise ZeroDivisionError


@stepped
async def test_a_fault_of_our_own_ends_an_order_on_the_screen_too() -> None:
    async with live(journal=FaultyJournal()) as (opend, engine):
        intent = intent_of()
        outcome = await engine.place(intent)
        assert outcome == Outcome(OutcomeKind.UNKNOWN, text="internal error: ZeroDivisionError, see the log")
        (pending,) = engine.store.pending(intent.acc_id)
        assert pending.outcome == outcome
        assert opend.received(PlaceOrder) == []


@stepped
async def test_an_order_that_was_refused_and_lives_nevertheless_is_shown_alive() -> None:
    async with live(allow_real=True) as (opend, engine):
        intent = intent_of()
        opend.answers[PlaceOrder] = Refusal("system busy")
        assert (await engine.place(intent)).kind is OutcomeKind.REJECTED
        opend.push(OrderPush(order_of(intent)))
        await until(lambda: engine.store.orders(intent.acc_id))
        assert engine.store.pending(intent.acc_id) == ()
        assert [order.order_id for order in engine.store.working_orders(intent.acc_id)] == ["B1"]
        repeat = engine.repeat_of(intent_of())
        assert repeat is not None
        assert repeat.name == intent.tag


class UnreadableJournal(MemoryJournal):
    """Answers a question with what nobody expects, as often as it is told to."""

    def __init__(self, *, wrong: int) -> None:
        super().__init__()
        self.wrong = wrong

    async def unsettled(self) -> tuple[Entry, ...]:
        self.wrong -= 1
        if self.wrong >= 0:
            raise ZeroDivisionError
        return await super().unsettled()

    async def locks(self) -> tuple[Entry, ...]:
        await self.unsettled()
        return await super().locks()


@stepped
async def test_a_search_that_fails_takes_no_link_down_and_keeps_everything_unarmed() -> None:
    async with live(journal=UnreadableJournal(wrong=10**9)) as (opend, engine):
        opend.orders.append(order_of(intent_of(), "A1"))
        await asyncio.sleep(60)
        assert engine.store.link.phase is LinkPhase.LIVE
        assert len(opend.received(InitConnect)) == 1
        assert engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id) != ""
        assert (await engine.cancel(CancelIntent(Env.PAPER, PAPER.acc_id, "A1"))).kind is OutcomeKind.ACCEPTED


@stepped
async def test_switches_and_search_go_on_after_a_fault() -> None:
    async with live(journal=UnreadableJournal(wrong=3)) as (_, engine):
        await asyncio.sleep(30)
        assert engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == ""
        await asyncio.sleep(61)
        assert engine.store.safety.disarmed_because == "no key for 60 s"
