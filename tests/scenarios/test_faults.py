"""The fault table of the order path: whatever goes wrong, one order, the right end, and nothing armed.

The simulator counts the order requests that reach it.
"""

from __future__ import annotations

import asyncio
from decimal import Decimal

from tests.client.stepped import stepped, until
from tests.scenarios.cutter import Cutter
from tests.scenarios.stage import Stage, played
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, Outcome, OutcomeKind
from tui.domain.journal import EntryKind
from tui.domain.orders import Order, OrderStatus
from tui.sim.faults.scenario import Scenario, parse
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.protoids import ProtoId

SWALLOWED = '[[fault]]\ndo = "swallow_reply"\non = "place_order"\n'
DOUBTED = '[[fault]]\ndo = "doubt_orders"\non = "place_order"\nfor = 60\n'
SLOW = '[[fault]]\ndo = "latency"\nat = 0\nseconds = 1.0\n'
NO_REMARKS = '[[fault]]\ndo = "lose_remarks"\nat = 0\n'


def fault(text: str) -> Scenario:
    return parse(f"[[fault]]\n{text}")


async def armed(stage: Stage) -> None:
    """Wait until arming is possible, and arm."""
    await until(lambda: stage.engine.arm(env=Env.PAPER, acc_id=PAPER_HK) == "")


def only_order(stage: Stage) -> Order:
    """The one order of the account, which store and broker agree on."""
    (order,) = [one for one in stage.store.orders(PAPER_HK) if one.order_id in stage.brokers_orders]
    assert {order.order_id} == stage.brokers_orders
    return order


async def ended(stage: Stage, *, placed: int = 1) -> None:
    """Check what holds after every fault: what was sent, nothing left open, nothing armed."""
    await until(lambda: not stage.store.safety.unresolved, limit_s=200)
    await stage.at(stage.time + 20)
    assert stage.placed == placed
    assert await stage.journal.unsettled() == ()
    assert stage.store.safety.unresolved == ()
    assert stage.store.safety.armed is None
    sent = [one for one in stage.journal.entries if one.kind is EntryKind.INTENT]
    assert len(sent) == 1


async def found(stage: Stage, outcome: Outcome) -> Order:
    """Follow an order of unknown outcome until it is known to be at the broker."""
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert stage.store.safety.armed is None
    await until(lambda: stage.our_orders and not stage.store.pending(PAPER_HK), limit_s=120)
    await ended(stage)
    assert EntryKind.NOT_FOUND not in stage.journal.kinds()
    return only_order(stage)


async def missing(stage: Stage, outcome: Outcome, *, placed: int) -> str:
    """Follow an order of unknown outcome until it is known to be nowhere; return what the row says."""
    assert outcome.kind is OutcomeKind.UNKNOWN
    assert stage.store.safety.armed is None
    await until(lambda: [one for one in stage.store.pending(PAPER_HK) if one.dismissable], limit_s=120)
    (pending,) = stage.store.pending(PAPER_HK)
    assert pending.outcome is not None
    assert "not found at the broker in 2 complete reads" in pending.outcome.text
    await ended(stage, placed=placed)
    kinds = stage.journal.kinds()
    assert (kinds.count(EntryKind.LOOKED), kinds.count(EntryKind.NOT_FOUND)) == (2, 1)
    return pending.outcome.text


@stepped
async def test_reply_swallowed() -> None:
    async with played(parse(SWALLOWED)) as stage:
        await armed(stage)
        order = await found(stage, await stage.place())
        assert order.status is OrderStatus.SUBMITTED


@stepped
async def test_reply_after_the_time_out() -> None:
    async with played(fault('do = "delay_reply"\non = "place_order"\nseconds = 15')) as stage:
        await armed(stage)
        order = await found(stage, await stage.place())
        assert order.status is OrderStatus.SUBMITTED


@stepped
async def test_link_cut_before_the_send() -> None:
    async with played(fault('do = "drop_link"\nat = 10\nfor = 20')) as stage:
        await armed(stage)
        await until(lambda: stage.store.link.phase is LinkPhase.DOWN)
        began = stage.time
        outcome = await stage.place()
        assert stage.time - began <= 2
        assert outcome.kind is OutcomeKind.REJECTED
        assert "not connected to OpenD" in outcome.text
        await stage.live()
        await stage.at(stage.time + 60)
        await ended(stage, placed=0)
        assert stage.journal.kinds().count(EntryKind.REFUSED) == 1


@stepped
async def test_link_cut_before_the_order_was_taken() -> None:
    async with played(fault('do = "drop_link"\non = "place_order"\nbefore = true')) as stage:
        await armed(stage)
        await missing(stage, await stage.place(), placed=1)
        assert stage.brokers_orders == set()


@stepped
async def test_link_cut_during_the_send() -> None:
    cutters: list[Cutter] = []

    def through(port: int) -> Cutter:
        cutters.append(Cutter(port, keep=100))
        return cutters[0]

    async with played(Scenario("cut"), through=through) as stage:
        await armed(stage)
        await missing(stage, await stage.place(), placed=0)
        assert cutters[0].begun == 1
        assert stage.brokers_orders == set()


@stepped
async def test_link_cut_after_the_send() -> None:
    async with played(fault('do = "drop_link"\non = "place_order"')) as stage:
        await armed(stage)
        order = await found(stage, await stage.place())
        assert order.status is OrderStatus.SUBMITTED


@stepped
async def test_push_before_reply() -> None:
    async with played(fault('do = "hold_reply"\non = "place_order"\nuntil = "update_order"')) as stage:
        outcome = await stage.place(away=5)
        assert outcome.kind is OutcomeKind.ACCEPTED
        await filled(stage)
        await ended(stage)
        assert only_order(stage).order_id == outcome.order_id


@stepped
async def test_duplicate_pushes() -> None:
    async with played(fault('do = "duplicate"\non = "update_order"\ncount = 100')) as stage:
        assert (await stage.place(away=5)).kind is OutcomeKind.ACCEPTED
        order = await filled(stage)
        await ended(stage)
        assert [fill.qty for fill in stage.store.fills(PAPER_HK)] == [order.qty]


@stepped
async def test_amend_crossing_a_fill() -> None:
    async with played(parse(SLOW)) as stage:
        outcome = await stage.place(away=5)
        at_broker = stage.server.daemon.world.brokerage.books(Env.PAPER, PAPER_HK).live[outcome.order_id]
        assert at_broker.order.status is OrderStatus.FILLED_ALL
        intent = AmendIntent(Env.PAPER, PAPER_HK, outcome.order_id, Decimal(300), at_broker.order.price)
        amended = await stage.engine.amend(intent)
        assert amended.kind is OutcomeKind.REJECTED
        order = await filled(stage)
        await ended(stage)
        assert (order.qty, order.filled_qty) == (Decimal(100), Decimal(100))
        assert stage.server.received[ProtoId.TRD_MODIFY_ORDER] == 1


@stepped
async def test_cancel_crossing_a_fill() -> None:
    async with played(parse(SLOW)) as stage:
        outcome = await stage.place(away=5)
        cancelled = await stage.engine.cancel(CancelIntent(Env.PAPER, PAPER_HK, outcome.order_id, "key"))
        assert cancelled.kind is OutcomeKind.REJECTED
        await filled(stage)
        await ended(stage)
        assert only_order(stage).status is OrderStatus.FILLED_ALL
        assert stage.server.received[ProtoId.TRD_MODIFY_ORDER] == 1


@stepped
async def test_opend_restarted() -> None:
    async with played(fault('do = "restart"\non = "place_order"\nfor = 20')) as stage:
        await armed(stage)
        order = await found(stage, await stage.place())
        assert order.status is OrderStatus.SUBMITTED


@stepped
async def test_rejected() -> None:
    async with played(Scenario("sound")) as stage:
        outcome = await stage.place(qty=150)
        assert outcome.kind is OutcomeKind.REJECTED
        (pending,) = stage.store.pending(PAPER_HK)
        assert pending.outcome == outcome
        await ended(stage)
        assert stage.brokers_orders == set()


@stepped
async def test_status_timeout() -> None:
    async with played(parse(DOUBTED)) as stage:
        await armed(stage)
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(lambda: stage.store.safety.unresolved)
        (unresolved,) = stage.store.safety.unresolved
        assert unresolved.order_id == outcome.order_id
        assert "the broker does not know" in unresolved.state
        assert stage.store.safety.armed is None
        assert "unknown outcome" in stage.engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        assert [one.status for one in stage.store.working_orders(PAPER_HK)] == [OrderStatus.TIMEOUT]
        await ended(stage)
        assert only_order(stage).status is OrderStatus.SUBMITTED
        await armed(stage)


@stepped
async def test_remark_missing() -> None:
    async with played(parse(NO_REMARKS)) as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(lambda: stage.store.orders(PAPER_HK) and not stage.store.pending(PAPER_HK))
        await ended(stage)
        assert only_order(stage).order_id == outcome.order_id


@stepped
async def test_remark_and_reply_missing() -> None:
    async with played(parse(NO_REMARKS + SWALLOWED)) as stage:
        await armed(stage)
        text = await missing(stage, await stage.place(), placed=1)
        assert f"perhaps order {only_order(stage).order_id}, which has no remark" in text


async def filled(stage: Stage) -> Order:
    """Wait until the store knows that the one order is filled."""
    await until(
        lambda: any(one.status is OrderStatus.FILLED_ALL for one in stage.store.orders(PAPER_HK)), limit_s=120
    )
    await asyncio.sleep(0)
    return only_order(stage)
