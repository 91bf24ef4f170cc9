"""Two dashboards on one journal and one OpenD: what either finds out is true, and shown, in both."""

from __future__ import annotations

import asyncio

from tests.client.fakes import PAPER, Refusal
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, running
from tests.journals import MemoryJournal
from tui.domain.accounts import Env
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.journal import EntryKind
from tui.domain.link import LinkPhase
from tui.domain.withdrawals import Scope
from tui.engine import Engine
from tui.wire.messages.trade import PlaceOrder

SOFT = Scope(((PAPER.env, PAPER.acc_id),), how="test")


def shown(engine: Engine, intent: OrderIntent) -> bool:
    return any(one.intent.tag == intent.tag for one in engine.store.pending(intent.acc_id))


@stepped
async def test_an_order_without_a_trace_can_be_put_away_in_both_and_holds_up_no_withdrawal() -> None:
    journal, intent = MemoryJournal(), intent_of()
    async with live(journal=journal) as (opend, one):
        opend.answers[PlaceOrder] = Refusal("?", ret_type=-100)
        assert (await one.place(intent)).kind is OutcomeKind.UNKNOWN
        async with running(opend, read_only=False, allow_real=False, journal=journal) as other:
            other.use_accounts([PAPER.acc_id])
            await until(lambda: other.store.link.phase is LinkPhase.LIVE)
            await until(lambda: shown(other, intent))
            assert other.arm(env=Env.PAPER, acc_id=PAPER.acc_id) != ""
            await asyncio.sleep(60)
            for engine in (one, other):
                assert engine.store.safety.unresolved == ()
                (pending,) = engine.store.pending(PAPER.acc_id)
                assert pending.outcome is not None
                assert pending.outcome.searched
                withdrawal = await engine.withdraw(SOFT, lambda _: None)
                assert (withdrawal.confirmed, withdrawal.orders) == (True, ())
                assert engine.arm(env=Env.PAPER, acc_id=PAPER.acc_id) == ""
        assert len(opend.received(PlaceOrder)) == 1
        assert EntryKind.NOT_FOUND in journal.kinds()


@stepped
async def test_a_refusal_that_comes_late_is_shown_by_the_other_too() -> None:
    journal, intent = MemoryJournal(), intent_of()
    async with live(journal=journal) as (opend, one):
        opend.answers[PlaceOrder] = Refusal("not enough buying power")
        opend.delays[PlaceOrder] = 8.0
        placing = asyncio.ensure_future(one.place(intent))
        async with running(opend, read_only=False, allow_real=False, journal=journal) as other:
            other.use_accounts([PAPER.acc_id])
            await until(lambda: shown(other, intent))
            assert (await placing).kind is OutcomeKind.REJECTED
            await until(lambda: not other.store.safety.unresolved)
            (pending,) = other.store.pending(PAPER.acc_id)
            assert pending.outcome is not None
            assert pending.outcome.kind is OutcomeKind.REJECTED
            assert "not enough buying power" in pending.outcome.text
        assert len(opend.received(PlaceOrder)) == 1
