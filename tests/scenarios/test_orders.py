"""What the shipped scenarios do to orders, and that an order is never sent twice, lost or doubled."""

from __future__ import annotations

import pytest

from tests.client.stepped import stepped, until
from tests.scenarios.stage import Stage, played
from tui.domain.events import LinkPhase
from tui.domain.intents import OutcomeKind
from tui.domain.orders import OrderStatus
from tui.sim import server
from tui.sim.trading.accounts import PAPER_HK
from tui.trading.reconcile import LOOKS


async def found_once(stage: Stage) -> None:
    """Wait until the one order is known to have reached the broker, and check that there is one."""
    await until(lambda: stage.our_orders and not stage.store.pending(PAPER_HK), limit_s=120)
    assert len(stage.brokers_orders) == 1
    assert set(stage.our_orders) == stage.brokers_orders
    assert len(stage.our_orders) == 1


@stepped
async def test_a1_an_order_while_opend_is_away_is_refused_and_never_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(server, "STEP_S", 0.5)
    async with played("order-while-down") as stage:
        await until(lambda: stage.store.link.phase is LinkPhase.DOWN)
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.REJECTED
        assert "not connected" in outcome.text
        await stage.live()
        assert stage.time > 25
        await stage.at(stage.time + 60)
        assert stage.brokers_orders == set()


@stepped
async def test_a2_a_lost_reply_leaves_the_order_unknown_until_it_is_found() -> None:
    async with played("lost-reply") as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await found_once(stage)


@stepped
async def test_a2_a_cut_behind_an_order_leaves_it_unknown_until_it_is_found() -> None:
    async with played("cut-after-order") as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await stage.live()
        await found_once(stage)


@stepped
async def test_a2_a_reply_after_the_time_out_does_no_harm() -> None:
    async with played("late-reply") as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await stage.at(stage.time + 10)
        await found_once(stage)
        second = await stage.place(qty=200)
        assert second.kind is OutcomeKind.ACCEPTED


@stepped
async def test_a2_an_unreadable_reply_leaves_the_order_unknown_until_it_is_found() -> None:
    async with played("garbled-reply") as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await stage.live()
        await found_once(stage)


@stepped
async def test_a3_an_order_that_never_arrived_is_looked_for_and_not_sent_again() -> None:
    async with played("cut-before-order") as stage:
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await until(
            lambda: any(one.outcome and one.outcome.searched for one in stage.store.pending(PAPER_HK))
        )
        (pending,) = stage.store.pending(PAPER_HK)
        assert pending.outcome is not None
        assert f"in {LOOKS} complete reads" in pending.outcome.text
        assert stage.brokers_orders == set()


@stepped
async def test_a4_pushes_before_the_reply_and_twice_end_in_the_same_state() -> None:
    async with played("push-first") as stage:
        outcome = await stage.place(away=5)
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(
            lambda: (
                (order := stage.store.order(PAPER_HK, outcome.order_id))
                and order.status is OrderStatus.FILLED_ALL
            )
        )
        await found_once(stage)
        order = stage.store.order(PAPER_HK, outcome.order_id)
        assert order is not None
        assert order.filled_qty == order.qty == sum(fill.qty for fill in stage.store.fills(PAPER_HK))


@stepped
async def test_a6_without_order_pushes_orders_are_polled() -> None:
    async with played("no-order-push") as stage:
        await stage.at(6)
        await until(lambda: stage.store.link.phase is LinkPhase.LIVE and PAPER_HK in stage.store.link.polled)
        outcome = await stage.place(away=5)
        assert outcome.kind is OutcomeKind.ACCEPTED
        began = stage.time
        await until(
            lambda: (
                (order := stage.store.order(PAPER_HK, outcome.order_id))
                and order.status is OrderStatus.FILLED_ALL
            )
        )
        assert stage.time - began <= 20


@stepped
async def test_a11_an_order_in_a_status_nobody_knows_counts_as_live() -> None:
    async with played("strange-status") as stage:
        outcome = await stage.place()
        await until(
            lambda: (
                (order := stage.store.order(PAPER_HK, outcome.order_id))
                and order.status is OrderStatus.UNKNOWN
            )
        )
        assert [order.order_id for order in stage.store.working_orders(PAPER_HK)] == [outcome.order_id]


@stepped
async def test_a17_a_slow_line_loses_and_doubles_nothing() -> None:
    async with played("slow-line") as stage:
        outcomes = [await stage.place(away=5) for _ in range(3)]
        assert {outcome.kind for outcome in outcomes} == {OutcomeKind.ACCEPTED}
        await until(
            lambda: (
                [order.status for order in stage.store.orders(PAPER_HK) if order.remark.startswith("ft")]
                == [OrderStatus.FILLED_ALL] * 3
            )
        )
        assert set(stage.our_orders) == stage.brokers_orders
