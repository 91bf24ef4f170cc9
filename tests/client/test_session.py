"""A session over its links: going live, losing, coming back, refusing while down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.client.fakes import GLOBAL_STATE, HSBC, PAPER, REAL, TENCENT, UNKNOWN, FakeOpenD, Refusal, funds
from tests.client.stepped import stepped, until
from tui.client.address import Address
from tui.client.errors import NotConnectedError
from tui.client.session import Session
from tui.client.subscriptions import FeedKey
from tui.domain.accounts import Env
from tui.domain.events import (
    AccountsReported,
    Event,
    FillsReported,
    FundsReported,
    LinkChanged,
    LinkPhase,
    NoticeReceived,
    OrderChanged,
    OrdersReported,
    PositionsReported,
)
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.wire.messages_quote import Feed, GetSubscriptions, Subscribe, SubscriptionInfo
from tui.wire.messages_session import GetGlobalState, InitConnect
from tui.wire.messages_trade import (
    GetAccounts,
    GetFills,
    GetFunds,
    GetOrders,
    GetPositions,
    OrderPush,
    PlaceOrder,
    SubscribeAccounts,
)

ORDER = Order(
    "A1", PAPER.acc_id, Env.PAPER, TENCENT, "TENCENT", Side.BUY, OrderType.LIMIT, OrderStatus.SUBMITTED,
    Decimal(200), Decimal(400), market=PAPER.markets[0], number=1,
)  # fmt: skip
QUOTES = (FeedKey(TENCENT, Feed.QUOTE), FeedKey(HSBC, Feed.QUOTE))


class Running:
    """A session at work and everything it told."""

    def __init__(self, address: Address) -> None:
        self.events: list[Event] = []
        self.session = Session(address, self.events.append)

    def told(self, kind: type) -> list[Any]:
        return [event for event in self.events if type(event) is kind]

    @property
    def phases(self) -> list[LinkPhase]:
        return [event.phase for event in self.told(LinkChanged)]

    async def phase(self, phase: LinkPhase) -> None:
        await until(lambda: self.session.phase is phase)


@asynccontextmanager
async def running(opend: FakeOpenD) -> AsyncIterator[Running]:
    run = Running(opend.address)
    task = asyncio.ensure_future(run.session.run())
    try:
        yield run
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@stepped
async def test_everything_is_read_before_live() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.want(QUOTES)
        run.session.use_accounts([PAPER.acc_id, REAL.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert run.phases == [LinkPhase.CONNECTING, LinkPhase.SYNCING, LinkPhase.LIVE]
        assert [type(request) for request in opend.requests] == [
            InitConnect,
            GetGlobalState,
            GetAccounts,
            SubscribeAccounts,
            *(GetOrders, GetPositions, GetFunds),
            *(GetOrders, GetFills, GetPositions, GetFunds),
            Subscribe,
            GetSubscriptions,
        ]
        assert run.told(AccountsReported)[0].accounts == (PAPER, REAL)
        assert [report.acc_id for report in run.told(OrdersReported)] == [PAPER.acc_id, REAL.acc_id]
        assert run.told(FundsReported)[0].funds.acc_id == PAPER.acc_id
        assert run.events[-1] == LinkChanged(LinkPhase.LIVE, server_version=1011)


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
        assert kinds == {InitConnect, GetGlobalState, GetAccounts}


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
async def test_one_refused_feed_does_not_stop_the_others() -> None:
    async with FakeOpenD() as opend, running(opend) as run:

        def refuse_unknown(request: Subscribe) -> Refusal | None:
            return Refusal("unknown stock") if UNKNOWN in request.ids else None

        opend.answers[Subscribe] = refuse_unknown
        run.session.want([*QUOTES, FeedKey(UNKNOWN, Feed.QUOTE)])
        await run.phase(LinkPhase.LIVE)
        assert opend.peers[0].subscribed == {(TENCENT, Feed.QUOTE), (HSBC, Feed.QUOTE)}
        told = [notice.text for notice in run.told(NoticeReceived) if "not subscribed" in notice.text]
        assert told == ["HK.99999 quote: not subscribed: unknown stock (again in 5 s)"]
        opend.requests.clear()
        await asyncio.sleep(40)
        again = opend.received(Subscribe)
        assert 3 <= len(again) <= 4
        assert {request.ids for request in again} == {(UNKNOWN,)}
        opend.answers[Subscribe] = None
        await until(lambda: (UNKNOWN, Feed.QUOTE) in opend.peers[0].subscribed)


@stepped
async def test_subscription_that_opend_lost_is_asked_for_again() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetSubscriptions] = SubscriptionInfo((), 0, 1000)
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        assert len(opend.received(Subscribe)) == 1
        await until(lambda: len(opend.received(Subscribe)) == 2)
        assert any("does not carry 2 subscriptions" in notice.text for notice in run.told(NoticeReceived))


@stepped
async def test_wishes_of_one_turn_become_one_difference() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        run.session.want(QUOTES[:1])
        run.session.want(QUOTES)
        await until(lambda: opend.received(Subscribe))
        await asyncio.sleep(1)
        (request,) = opend.received(Subscribe)
        assert request.ids == (HSBC, TENCENT)
        assert request.push
        assert request.first_push


@stepped
async def test_unwanted_feed_is_let_go_after_a_minute() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        run.session.want(QUOTES[:1])
        await asyncio.sleep(58)
        assert len(opend.received(Subscribe)) == 1
        await until(lambda: len(opend.received(Subscribe)) == 2)
        assert opend.received(Subscribe)[1] == Subscribe((HSBC,), (Feed.QUOTE,), subscribe=False, push=False)


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
async def test_orders_are_polled_while_their_pushes_are_refused() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[SubscribeAccounts] = Refusal("not unlocked")
        run.session.use_accounts([PAPER.acc_id])
        await run.phase(LinkPhase.LIVE)
        assert any("reading orders every 10 s: not unlocked" in n.text for n in run.told(NoticeReceived))
        await until(lambda: len(opend.received(GetOrders)) >= 3)
        opend.answers[SubscribeAccounts] = None
        await asyncio.sleep(15)
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
