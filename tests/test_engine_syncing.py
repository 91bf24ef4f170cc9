"""A link that is back while reading everything again hangs: cancels go, orders and changes do not."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from tests.client.fakes import PAPER, FakeOpenD
from tests.client.stepped import stepped, until
from tests.engines import intent_of, live, running
from tests.trading.scripted import KILL, cancels, obeys, orders_of
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, OutcomeKind
from tui.domain.orders import OrderStatus
from tui.domain.withdrawals import Fate, Withdrawal
from tui.engine import Engine
from tui.wire.messages.trade import GetAccounts, GetOrders, GetPositions, ModifyOrder, PlaceOrder

SYNC_S = 10.0
"""How long the reading hangs; shorter than the wait for an answer, after which the link is given up."""


@asynccontextmanager
async def hanging(orders: int, *kinds: type) -> AsyncIterator[tuple[FakeOpenD, Engine]]:
    """A link that was lost with orders working and came back; these reads hang on it."""
    async with live() as (opend, engine):
        opend.orders = orders_of(orders)
        opend.answers[ModifyOrder] = obeys(opend)
        engine._session.read_again(PAPER.acc_id)
        await until(lambda: len(engine.store.orders(PAPER.acc_id)) == orders)
        opend.delays.update(dict.fromkeys(kinds or (GetPositions,), SYNC_S))
        opend.hang_up()
        await until(lambda: engine.store.link.phase is LinkPhase.SYNCING)
        opend.requests.clear()
        yield opend, engine


@stepped
async def test_one_order_is_cancelled_while_everything_is_read_again() -> None:
    async with hanging(1) as (opend, engine):
        outcome = await engine.cancel(CancelIntent(PAPER.env, PAPER.acc_id, "A0", "test"))
        assert outcome.kind is OutcomeKind.ACCEPTED
        assert cancels(opend) == ["A0"]
        await until(lambda: engine.store.orders(PAPER.acc_id)[0].status is OrderStatus.CANCELLED_ALL)
        assert engine.store.link.phase is LinkPhase.SYNCING


@stepped
async def test_no_order_and_no_change_leaves_then_or_later() -> None:
    async with hanging(1) as (opend, engine):
        change = AmendIntent(PAPER.env, PAPER.acc_id, "A0", Decimal(200), Decimal(390))
        outcomes = [await engine.place(intent_of()), await engine.amend(change)]
        assert [one.kind for one in outcomes] == [OutcomeKind.REJECTED] * 2
        assert all("not connected to OpenD" in one.text for one in outcomes)
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        assert (opend.received(PlaceOrder), opend.received(ModifyOrder)) == ([], [])


@stepped
async def test_the_kill_switch_does_not_wait_for_the_reading() -> None:
    async with hanging(4) as (opend, engine):
        told: list[Withdrawal] = []
        ended = await engine.withdraw(KILL, told.append)
        assert engine.store.link.phase is LinkPhase.SYNCING
        assert sorted(cancels(opend)) == ["A0", "A1", "A2", "A3"]
        assert [one.fate for one in ended.orders] == [Fate.CANCELLED] * 4
        assert ended.trouble == ""


@stepped
async def test_the_kill_switch_cancels_what_it_knows_when_not_even_orders_can_be_read() -> None:
    async with hanging(4, GetAccounts, GetOrders) as (opend, engine):
        await engine.withdraw(KILL, lambda _: None)
        assert sorted(cancels(opend)) == ["A0", "A1", "A2", "A3"]


@stepped
async def test_on_a_first_link_no_account_is_called_unlisted_before_the_list_was_read() -> None:
    async with FakeOpenD() as opend:
        opend.orders = orders_of(2)
        opend.answers[ModifyOrder] = obeys(opend)
        opend.delays[GetAccounts] = SYNC_S / 2
        async with running(opend, read_only=False, allow_real=False) as engine:
            engine.use_accounts([PAPER.acc_id])
            await until(lambda: engine.store.link.phase is LinkPhase.SYNCING)
            ended = await engine.withdraw(KILL, lambda _: None)
            assert ended.trouble == ""
            assert sorted(cancels(opend)) == ["A0", "A1"]
