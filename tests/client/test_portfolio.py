"""Accounts of a session: what is read when, and what pushes change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.client.fakes import PAPER, REAL, FakeOpenD, Refusal, funds
from tests.client.running import ORDER, running
from tests.client.stepped import stepped, until
from tui.domain.events import (
    FillsReported,
    FundsReported,
    LinkPhase,
    NoticeReceived,
    OrderChanged,
    OrderPushChanged,
    PositionsReported,
)
from tui.domain.orders import OrderStatus
from tui.state.store import Store
from tui.wire.messages.trade import (
    GetAccounts,
    GetFills,
    GetFunds,
    GetOrders,
    GetPositions,
    OrderPush,
    SubscribeAccounts,
)


@stepped
async def test_fills_of_a_paper_account_are_never_asked_for() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert opend.received(GetFills) == []
        assert run.told(FillsReported) == []


@stepped
async def test_no_account_is_touched_unless_chosen() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        kinds = {type(request) for request in opend.requests}
        of_accounts = {SubscribeAccounts, GetOrders, GetFills, GetPositions, GetFunds}
        assert GetAccounts in kinds
        assert not kinds & of_accounts


@stepped
async def test_account_chosen_while_live_is_read_at_once() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        run.session.use_accounts([PAPER.acc_id])
        await until(lambda: run.told(FundsReported))
        assert opend.received(SubscribeAccounts) == [SubscribeAccounts((PAPER.acc_id,))]


@stepped
async def test_unlisted_account_is_named() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([42])
        await run.phase(LinkPhase.LIVE)
        assert "account 42 is not in OpenD's list" in [notice.text for notice in run.told(NoticeReceived)]
        assert opend.received(SubscribeAccounts) == []


@stepped
async def test_positions_and_funds_follow_a_fill() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.orders.append(ORDER)
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.requests.clear()
        filled = replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(100))
        opend.push(OrderPush(filled))
        await until(lambda: opend.received(GetFunds))
        assert [type(request) for request in opend.requests] == [GetPositions, GetFunds]
        assert opend.received(GetFunds)[0].refresh is False
        assert run.told(OrderChanged)[0].order.filled_qty == 100


@stepped
@pytest.mark.parametrize("is_pushed", [True, False])
async def test_a_fill_learned_from_a_list_makes_positions_be_read_once(*, is_pushed: bool) -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.orders.append(ORDER)
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.requests.clear()
        filled = replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(100))
        opend.orders[:] = [filled]
        await run.session.read_orders(PAPER.acc_id)
        if is_pushed:
            opend.push(OrderPush(filled))
        await asyncio.sleep(5)
        assert len(opend.received(GetPositions)) == 1
        assert len(opend.received(GetFunds)) == 1


@stepped
async def test_a_fill_while_positions_are_read_has_them_read_again() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.delays[GetPositions] = 2
        reads = len(run.told(PositionsReported))
        asked = len(opend.received(GetPositions))
        for filled in (100, 150):
            opend.push(OrderPush(replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(filled))))
            await until(lambda: len(opend.received(GetPositions)) > asked)
        current: list[bool] = []
        await until(lambda: len(run.told(PositionsReported)) == reads + 2)
        store = Store()
        for event in run.events:
            store.apply(event)
            if isinstance(event, PositionsReported):
                current.append(store.position_is_current(PAPER.acc_id, ORDER.id))
        assert current == [True, False, True]


@stepped
async def test_fills_that_are_read_late_have_positions_read_after_them() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetFills] = Refusal("busy")
        run.session.use_accounts([REAL.acc_id])
        await run.phase(LinkPhase.LIVE)
        opend.answers[GetFills] = ()
        opend.requests.clear()
        await until(lambda: opend.received(GetPositions))
        kinds = [type(request) for request in opend.requests if isinstance(request, GetFills | GetPositions)]
        assert kinds == [GetFills, GetPositions]


@stepped
async def test_an_account_in_doubt_has_its_positions_read_too() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        opend.requests.clear()
        run.session.read_again(PAPER.acc_id)
        await until(lambda: opend.received(GetFunds))
        assert [type(request) for request in opend.requests] == [GetOrders, GetPositions, GetFunds]


@stepped
async def test_the_first_read_of_a_link_reads_positions_once() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        filled = replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(100))
        opend.orders += [replace(filled, order_id=f"A{n}") for n in range(20)]
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        assert len(opend.received(GetPositions)) == 1


@stepped
async def test_repeated_pushes_of_the_same_state_read_nothing() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.orders.append(ORDER)
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.requests.clear()
        for _ in range(3):
            opend.push(OrderPush(ORDER))
        await until(lambda: len(run.told(OrderChanged)) == 3)
        await asyncio.sleep(3)
        assert opend.received(GetPositions) == []


@stepped
async def test_a_storm_of_fills_reads_positions_once_a_second() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.requests.clear()
        for n in range(1, 101):
            opend.push(OrderPush(replace(ORDER, status=OrderStatus.FILLED_PART, filled_qty=Decimal(n))))
            await asyncio.sleep(0.05)
        await asyncio.sleep(2)
        assert 4 <= len(opend.received(GetPositions)) <= 7


@stepped
async def test_push_of_an_account_not_in_use_reads_nothing() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        opend.push(OrderPush(ORDER))
        await until(lambda: run.told(OrderChanged))
        await asyncio.sleep(3)
        assert opend.received(GetPositions) == []


@stepped
async def test_orders_are_polled_in_time_although_the_wish_for_pushes_is_never_answered() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.swallowed.add(SubscribeAccounts)
        loop = asyncio.get_running_loop()
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert run.told(OrderPushChanged) == [OrderPushChanged((PAPER.acc_id,))]
        for _ in range(5):
            before, read = loop.time(), len(opend.received(GetOrders))
            await until(lambda read=read: len(opend.received(GetOrders)) > read)  # type: ignore[misc]
            assert loop.time() - before <= 10
        opend.swallowed.clear()
        await until(lambda: run.told(OrderPushChanged)[-1] == OrderPushChanged(()))


@stepped
async def test_an_account_that_is_not_used_any_more_is_not_polled() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[SubscribeAccounts] = Refusal("not unlocked")
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        run.session.use_accounts([])
        assert run.told(OrderPushChanged)[-1] == OrderPushChanged(())


@stepped
async def test_orders_are_polled_while_their_pushes_are_refused() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[SubscribeAccounts] = Refusal("not unlocked")
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert any("reading orders every 9 s: not unlocked" in n.text for n in run.told(NoticeReceived))
        await until(lambda: len(opend.received(GetOrders)) >= 3)
        opend.answers[SubscribeAccounts] = None
        await asyncio.sleep(25)
        read = len(opend.received(GetOrders))
        await asyncio.sleep(60)
        assert len(opend.received(GetOrders)) == read


@stepped
async def test_refused_funds_are_asked_for_again() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetFunds] = Refusal("busy")
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        opend.answers[GetFunds] = lambda request: funds(request.header.acc_id, request.header.env)
        opend.requests.clear()
        await until(lambda: run.told(FundsReported))
        assert opend.received(GetPositions) == []


@stepped
async def test_unreadable_order_push_makes_the_account_be_read_again() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        opend.requests.clear()
        opend.push_raw(2208, b"\xff\xff")
        await until(lambda: opend.received(GetOrders))
        assert any("orders are read again" in notice.text for notice in run.told(NoticeReceived))
