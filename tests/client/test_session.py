"""A session over its links: going live, losing, coming back, refusing while down."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.client.fakes import GLOBAL_STATE, HSBC, PAPER, REAL, TENCENT, FakeOpenD, Refusal
from tests.client.running import ORDER, QUOTES, Running, running
from tests.client.stepped import stepped, until
from tui.client.errors import NotConnectedError
from tui.domain.events import (
    AccountsReported,
    DifferenceKind,
    FundsReported,
    LinkChanged,
    LinkPhase,
    NoticeReceived,
    OrdersReported,
    PositionsReported,
    Resynced,
)
from tui.wire.messages.quote import GetSubscriptions, Subscribe
from tui.wire.messages.session import GetGlobalState, GetUserInfo, InitConnect
from tui.wire.messages.trade import (
    GetAccounts,
    GetFills,
    GetFunds,
    GetOrders,
    GetPositions,
    PlaceOrder,
    SubscribeAccounts,
)


@stepped
async def test_everything_is_read_before_live() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.want(QUOTES)
        run.session.use_accounts([PAPER.acc_id, REAL.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert run.phases == [LinkPhase.CONNECTING, LinkPhase.SYNCING, LinkPhase.LIVE]
        assert [type(request) for request in opend.requests if type(request) is not GetUserInfo] == [
            InitConnect,
            GetGlobalState,
            *(GetAccounts, GetAccounts),
            SubscribeAccounts,
            *(GetOrders, GetPositions, GetFunds),
            *(GetOrders, GetFills, GetPositions, GetFunds),
            GetSubscriptions,
            Subscribe,
            GetSubscriptions,
        ]
        assert run.told(AccountsReported)[0].accounts == (PAPER, REAL)
        assert [report.acc_id for report in run.told(OrdersReported)] == [PAPER.acc_id, REAL.acc_id]
        assert run.told(FundsReported)[0].funds.acc_id == PAPER.acc_id
        assert run.events[-1] == LinkChanged(LinkPhase.LIVE, server_version=1011, encrypted=False)


@stepped
async def test_nothing_listening_is_told_and_retried() -> None:
    async with FakeOpenD() as opend:
        pass
    async with running(opend) as run:
        await until(lambda: len(run.told(LinkChanged)) >= 6)
        downs = [event for event in run.told(LinkChanged) if event.phase is LinkPhase.DOWN]
        assert downs[0].retry_in_s == 0
        assert 0.25 <= downs[1].retry_in_s <= 0.5
        assert "refused: nothing listens there" in downs[0].reason


@stepped
async def test_loss_and_return() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        loop = asyncio.get_running_loop()
        run.session.want(QUOTES)
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(30)
        await opend.stop()
        lost = loop.time()
        await until(lambda: LinkPhase.DOWN in run.phases)
        assert loop.time() - lost < 2
        await asyncio.sleep(120)
        run.events.clear()
        opend.requests.clear()
        opend.orders.append(ORDER)
        await opend.start()
        back = loop.time()
        await run.phase(LinkPhase.LIVE)
        assert loop.time() - back < 10
        assert opend.received(Subscribe)[0].ids == (HSBC, TENCENT)
        assert opend.received(SubscribeAccounts) == [SubscribeAccounts((PAPER.acc_id,))]
        (report,) = run.told(OrdersReported)
        assert [order.order_id for order in report.orders] == ["A1"]
        assert run.told(PositionsReported)


@stepped
async def test_retry_now_ends_the_wait() -> None:
    async with FakeOpenD() as opend:
        pass
    async with running(opend) as run:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(20)
        await run.phase(LinkPhase.DOWN)
        await opend.start()
        before = loop.time()
        run.session.retry_now()
        await run.phase(LinkPhase.LIVE)
        assert loop.time() - before < 0.5
        await opend.stop()


@stepped
async def test_link_that_always_breaks_is_not_hammered() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.cut.add(GetGlobalState)
        await asyncio.sleep(60)
        assert 8 <= len(opend.peers) <= 30
        assert LinkPhase.LIVE not in run.phases


@stepped
async def test_requests_fail_at_once_while_down_and_are_never_sent_later() -> None:
    async with FakeOpenD() as opend:
        pass
    async with running(opend) as run:
        await until(lambda: LinkPhase.DOWN in run.phases)
        with pytest.raises(NotConnectedError, match="refused"):
            await run.session.request_order(lambda packet: PlaceOrder(packet, *([None] * 6)))  # type: ignore[arg-type]
        with pytest.raises(NotConnectedError):
            await run.session.request(GetGlobalState(0))
        await opend.start()
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(60)
        assert opend.received(PlaceOrder) == []
        await opend.stop()


@stepped
async def test_requests_fail_while_syncing() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.delays[GetAccounts] = 5
        await run.phase(LinkPhase.SYNCING)
        with pytest.raises(NotConnectedError):
            await run.session.request(GetGlobalState(0))
        await run.phase(LinkPhase.LIVE)
        assert (await run.session.request(GetGlobalState(7000))).quote_login


@stepped
async def test_orders_that_cannot_be_read_keep_the_link_from_going_live() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.swallowed.add(GetOrders)
        run.session.use_accounts([PAPER.acc_id])
        await until(lambda: LinkPhase.DOWN in run.phases)
        assert LinkPhase.LIVE not in run.phases
        opend.swallowed.clear()
        await run.phase(LinkPhase.LIVE)


@stepped
async def test_handshake_refusal_is_shown() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[InitConnect] = Refusal("client version too old")
        await until(lambda: LinkPhase.DOWN in run.phases)
        assert "OpenD refused the handshake: client version too old" in run.told(LinkChanged)[1].reason


@stepped
async def test_logins_of_opend_are_reported() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetGlobalState] = replace(GLOBAL_STATE, trade_login=False)
        await run.phase(LinkPhase.LIVE)
        (notice,) = run.told(NoticeReceived)
        assert (notice.quote_login, notice.trade_login) == (True, False)
        assert "trade servers" in notice.text


@stepped
async def test_after_a_fault_of_ours_the_differences_are_told_too(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    async with FakeOpenD() as opend:
        run = Running(opend.address)
        opend.orders = [ORDER]
        run.session.use_accounts([PAPER.acc_id])
        monkeypatch.setattr(run.session._health, "run", fail)
        with pytest.raises(ExceptionGroup):
            await run.session.run()
        monkeypatch.undo()
        opend.orders = []
        again = asyncio.ensure_future(run.session.run())
        await until(lambda: run.told(Resynced))
        (resynced,) = run.told(Resynced)
        assert [difference.kind for difference in resynced.differences] == [DifferenceKind.ORDER_GONE]
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
