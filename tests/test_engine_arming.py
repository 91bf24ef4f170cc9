"""Real money through the whole engine: armed it leaves, disarmed it stays, and a cancel always goes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from tests.client.fakes import PAPER, REAL, FakeOpenD, Refusal
from tests.client.stepped import stepped, until
from tests.engines import START, intent_of, live, order_of
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind
from tui.domain.limits import Limits, LimitsBook
from tui.domain.orders import Order
from tui.domain.secret import Secret
from tui.engine import Engine
from tui.trading.switches import NOT_CAUGHT_UP
from tui.wire.messages.trade import ModifyOrder, PlaceOrder, UnlockTrade

BOOK = LimitsBook(real={REAL.acc_id: Limits()})
BUY = intent_of(env=Env.REAL, acc_id=REAL.acc_id)
WORKING: Order = order_of(BUY, "A1")


@asynccontextmanager
async def ready(
    *, allow_real: bool = True, unlocked: bool = True
) -> AsyncIterator[tuple[FakeOpenD, Engine, MemoryJournal]]:
    """A live engine with a real account in use, a profile for it, and OpenD unlocked."""
    journal = MemoryJournal()
    async with live(allow_real=allow_real, journal=journal) as (opend, engine):
        assert engine.switches is not None
        engine.switches.set_limits(BOOK)
        if unlocked:
            assert await engine.unlock(Secret("246810"), REAL.firm) == ""
        await asyncio.sleep(1.1)
        yield opend, engine, journal


def arm(engine: Engine) -> str:
    return engine.arm(env=Env.REAL, acc_id=REAL.acc_id)


async def buy(engine: Engine) -> Outcome:
    return await engine.place(intent_of(env=Env.REAL, acc_id=REAL.acc_id))


@stepped
async def test_a_real_order_leaves_only_while_its_account_is_armed() -> None:
    async with ready() as (opend, engine, journal):
        outcome = await buy(engine)
        assert outcome.kind is OutcomeKind.REJECTED
        assert "not armed" in outcome.text
        assert arm(engine) == ""
        assert (await buy(engine)).kind is OutcomeKind.ACCEPTED
        engine.disarm("by key")
        assert "not armed: by key" in (await buy(engine)).text
        assert len(opend.received(PlaceOrder)) == 1
        assert [kind for kind in journal.kinds() if kind in (EntryKind.ARMED, EntryKind.DISARMED)] == [
            EntryKind.ARMED,
            EntryKind.DISARMED,
        ]


@stepped
async def test_new_terms_of_a_real_order_need_arming_too() -> None:
    async with ready() as (opend, engine, _):
        opend.orders.append(WORKING)
        change = AmendIntent(Env.REAL, REAL.acc_id, "A1", WORKING.qty, WORKING.price)
        assert "not armed" in (await engine.amend(change)).text
        assert opend.received(ModifyOrder) == []
        assert arm(engine) == ""
        assert (await engine.amend(change)).kind is OutcomeKind.ACCEPTED


@stepped
async def test_without_permission_nothing_is_armed_and_nothing_leaves() -> None:
    async with ready(allow_real=False) as (opend, engine, _):
        assert "without --real" in arm(engine)
        assert (await buy(engine)).kind is OutcomeKind.REJECTED
        assert opend.received(PlaceOrder) == []
        assert engine.store.safety.why_not_real


@stepped
async def test_opend_must_be_unlocked_by_this_run_and_on_this_link() -> None:
    async with ready(unlocked=False) as (opend, engine, journal):
        assert "give the trade password first" in arm(engine)
        opend.answers[UnlockTrade] = Refusal("wrong password")
        assert "wrong trade password" in await engine.unlock(Secret("000000"), REAL.firm)
        assert "give the trade password first" in arm(engine)
        opend.answers[UnlockTrade] = ""
        assert await engine.unlock(Secret("246810"), REAL.firm) == ""
        assert arm(engine) == ""
        told = [entry.facts["trouble"] for entry in journal.entries if entry.kind is EntryKind.UNLOCKED]
        assert [bool(one) for one in told] == [True, False]
        assert "246810" not in repr(journal.entries)
        opend.hang_up()
        await until(lambda: not engine.store.safety.unlocked)
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        assert "give the trade password first" in arm(engine)


@stepped
async def test_a_lost_link_disarms_and_its_return_does_not_arm() -> None:
    async with ready() as (opend, engine, _):
        assert arm(engine) == ""
        opend.hang_up()
        await until(lambda: engine.store.safety.armed is None)
        assert engine.store.safety.disarmed_because == "the link to OpenD was lost"
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        await asyncio.sleep(5)
        assert engine.store.safety.armed is None
        assert "not armed" in (await buy(engine)).text
        assert opend.received(PlaceOrder) == []


@stepped
async def test_after_a_stop_nothing_is_armed_before_the_orders_were_read_again() -> None:
    async with ready() as (opend, engine, _):
        assert arm(engine) == ""
        engine.disarm("the program was suspended")
        opend.orders.append(WORKING)
        engine.catch_up()
        assert arm(engine) == NOT_CAUGHT_UP
        await until(lambda: not arm(engine))
        assert engine.store.order(REAL.acc_id, WORKING.order_id) is not None


@stepped
async def test_a_link_that_was_lost_during_a_stop_reads_them_on_its_way_back() -> None:
    async with ready() as (opend, engine, _):
        engine.catch_up()
        opend.hang_up()
        await until(lambda: not engine.store.safety.unlocked)
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        assert await engine.unlock(Secret("246810"), REAL.firm) == ""
        await until(lambda: not arm(engine))


@stepped
async def test_an_order_of_unknown_outcome_disarms_until_it_is_found_out() -> None:
    async with ready() as (opend, engine, _):
        assert arm(engine) == ""
        opend.swallowed.add(PlaceOrder)
        assert (await buy(engine)).kind is OutcomeKind.UNKNOWN
        await until(lambda: engine.store.safety.armed is None)
        assert "BUY 200 HK.00700" in arm(engine)
        assert len(opend.received(PlaceOrder)) == 1


@stepped
async def test_another_account_disarms() -> None:
    async with ready() as (_, engine, _journal):
        assert arm(engine) == ""
        engine.use_accounts([PAPER.acc_id])
        assert engine.store.safety.armed is None
        assert engine.store.safety.disarmed_because == "another account was chosen"


@stepped
async def test_keys_keep_it_and_idle_time_ends_it() -> None:
    async with ready() as (_, engine, _journal):
        assert arm(engine) == ""
        await asyncio.sleep(50)
        engine.user_acted()
        await asyncio.sleep(50)
        assert engine.store.safety.armed is not None
        await asyncio.sleep(11)
        assert engine.store.safety.disarmed_because == "no key for 60 s"


# ---- cancels

Spoil = Callable[[Engine, MemoryJournal], None]


def disarm(engine: Engine, _: MemoryJournal) -> None:
    engine.disarm("by key")


def lock(_: Engine, journal: MemoryJournal) -> None:
    journal.note(Entry(EntryKind.LOCKED, START, facts={"why": "panic"}))


def fill_disk(_: Engine, journal: MemoryJournal) -> None:
    journal.trouble = "disk full"


def take_limits(engine: Engine, _: MemoryJournal) -> None:
    assert engine.switches is not None
    engine.switches.set_limits(LimitsBook())


def be_idle(_: Engine, __: MemoryJournal) -> None:
    """The minute passes."""


@pytest.mark.parametrize("spoil", [disarm, lock, fill_disk, take_limits, be_idle])
@pytest.mark.parametrize("allow_real", [True, False])
def test_disarmed_never_means_unable_to_cancel(spoil: Spoil, allow_real: bool) -> None:
    @stepped
    async def run() -> None:
        async with ready(allow_real=allow_real) as (opend, engine, journal):
            opend.orders.append(WORKING)
            arm(engine)
            spoil(engine, journal)
            await asyncio.sleep(61)
            assert engine.store.safety.armed is None
            outcome = await engine.cancel(CancelIntent(Env.REAL, REAL.acc_id, "A1"))
            assert outcome.kind is OutcomeKind.ACCEPTED
            assert [request.order_id for request in opend.received(ModifyOrder)] == ["A1"]
            outcome = await engine.cancel_all(env=Env.REAL, acc_id=REAL.acc_id)
            assert outcome.kind is OutcomeKind.ACCEPTED
            assert len(opend.received(ModifyOrder)) == 2

    run()


# ---- leaving


@pytest.mark.parametrize(
    ("lock_on_exit", "unlocked", "locks"), [(True, True, 1), (True, False, 0), (False, True, 0)]
)
def test_opend_is_locked_again_at_the_end_when_it_was_wished(
    lock_on_exit: bool, unlocked: bool, locks: int
) -> None:
    @stepped
    async def run() -> None:
        async with FakeOpenD() as opend:
            opend.accounts = (PAPER, replace(REAL))
            engine = Engine(
                opend.address, journal=MemoryJournal(), allow_real=True, lock_on_exit=lock_on_exit
            )
            await engine.start()
            await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
            if unlocked:
                assert await engine.unlock(Secret("246810"), REAL.firm) == ""
            await engine.stop()
            closing = [one for one in opend.received(UnlockTrade) if not one.unlock]
            assert len(closing) == locks
            assert all(one.firm is REAL.firm and not one.password_md5 for one in closing)

    run()


@stepped
async def test_an_opend_that_does_not_answer_keeps_nobody_from_leaving() -> None:
    async with FakeOpenD() as opend:
        engine = Engine(opend.address, journal=MemoryJournal(), allow_real=True, lock_on_exit=True)
        await engine.start()
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        assert await engine.unlock(Secret("246810"), REAL.firm) == ""
        opend.swallowed.add(UnlockTrade)
        before = asyncio.get_running_loop().time()
        await engine.stop()
        assert asyncio.get_running_loop().time() - before < 2
