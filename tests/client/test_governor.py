"""The governor: who goes, who waits, who is refused; on a stepped clock."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.fakes import PAPER, REAL, TENCENT
from tests.client.stepped import SteppedLoop, stepped
from tui.client.errors import HeldBackError, NotConnectedError
from tui.client.governor import CANCEL_RESERVE, Governor, Urgency, urgency_of
from tui.domain.accounts import Account
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, OrderType, Side
from tui.domain.rate_limits import LIMITS
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.quote import GetBook, GetMarketStates, GetSnapshots
from tui.wire.messages.trade import Filter as Period
from tui.wire.messages.trade import GetHistoryOrders, GetMaxQuantities, Header, ModifyOrder, PlaceOrder
from tui.wire.metering import cost_of

PACKET = PacketId(1, 1)


def header(account: Account = PAPER) -> Header:
    return Header(account.env, account.acc_id, TradeMarket.HK)


def place(account: Account = PAPER) -> PlaceOrder:
    price = Decimal(400)
    return PlaceOrder(PACKET, header(account), TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), price)


def cancel(account: Account = PAPER) -> ModifyOrder:
    return ModifyOrder(PACKET, header(account), ModifyOp.CANCEL, "A1")


def amend(account: Account = PAPER) -> ModifyOrder:
    return ModifyOrder(PACKET, header(account), ModifyOp.AMEND, "A1", Decimal(1), Decimal(1))


STATES = GetMarketStates((TENCENT,))


class Sent:
    """What got through a governor, and when."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.waits: list[tuple[str, float]] = []
        self.governor = Governor(on_wait=lambda what, wait_s: self.waits.append((what, wait_s)))
        self.log: list[tuple[float, Request[object]]] = []

    async def order(self, request: Request[object]) -> None:
        await self.governor.admit_order(request)
        self.log.append((self.loop.time(), request))

    async def read(self, request: Request[object], urgency: Urgency = Urgency.USER) -> None:
        await self.governor.admit(request, urgency)
        self.log.append((self.loop.time(), request))

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.log]


@stepped
async def test_the_sixteenth_order_is_refused_and_told_when_to_come_again() -> None:
    sent = Sent()
    for _ in range(15):
        await sent.order(place())
        await asyncio.sleep(1)

    with pytest.raises(HeldBackError, match=r"^next slot in 16 s: OpenD takes 15 orders in 30 s; nothing"):
        await sent.order(place())

    assert len(sent.log) == 15
    await sent.order(place(REAL))
    await asyncio.sleep(15.5)
    await sent.order(place())


@stepped
async def test_orders_given_at_once_keep_the_least_gap_and_the_sixth_is_refused() -> None:
    sent = Sent()

    results = await asyncio.gather(*(sent.order(place()) for _ in range(6)), return_exceptions=True)

    assert [type(result) for result in results] == [type(None)] * 4 + [HeldBackError] * 2
    gaps = [after - before for before, after in pairwise(sent.times)]
    assert min(gaps) >= 0.02
    assert sent.times[-1] <= 0.1


@stepped
async def test_amends_leave_a_reserve_to_cancels() -> None:
    sent = Sent()
    for _ in range(20 - CANCEL_RESERVE):
        await sent.order(amend())
        await asyncio.sleep(0.1)

    with pytest.raises(HeldBackError, match="5 of them kept for cancels"):
        await sent.order(amend())
    for _ in range(CANCEL_RESERVE):
        await sent.order(cancel())
    with pytest.raises(
        HeldBackError, match=r"^next slot in 29 s: OpenD takes 20 cancels and changes in 30 s;"
    ):
        await sent.order(cancel())

    assert len(sent.log) == 20


@stepped
async def test_cancels_given_at_once_wait_for_nothing_but_the_gap() -> None:
    sent = Sent()

    await asyncio.gather(*(sent.order(cancel()) for _ in range(20)))

    gaps = [after - before for before, after in pairwise(sent.times)]
    assert min(gaps) >= 0.04
    assert sent.times[-1] < 1.0


@stepped
async def test_cancels_do_not_wait_behind_reads() -> None:
    sent = Sent()
    reads = [asyncio.ensure_future(sent.read(STATES)) for _ in range(50)]
    await asyncio.sleep(0.1)
    before = sent.loop.time()

    await sent.order(cancel())
    await sent.order(place())

    assert sent.loop.time() == before
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)


@stepped
async def test_a_late_user_read_overtakes_waiting_background_reads_and_is_told_how_long() -> None:
    sent = Sent()
    order: list[str] = []

    async def read(name: str, urgency: Urgency) -> None:
        await sent.read(STATES, urgency)
        order.append(name)

    for _ in range(10):
        await sent.read(STATES)
    background = [asyncio.ensure_future(read("background", Urgency.BACKGROUND)) for _ in range(2)]
    await asyncio.sleep(1)
    assert sent.governor.wait_s(STATES) == pytest.approx(29.5)
    await asyncio.gather(*background, read("user", Urgency.USER))

    assert order == ["user", "background", "background"]
    ((what, wait_s),) = sent.waits
    assert what == "market states"
    assert wait_s == pytest.approx(29.5)


@stepped
async def test_who_gives_up_waiting_takes_no_slot() -> None:
    sent = Sent()
    for _ in range(10):
        await sent.read(STATES)
        await asyncio.sleep(1)
    first, second = (asyncio.ensure_future(sent.read(STATES)) for _ in range(2))
    await asyncio.sleep(1)
    first.cancel()
    await second

    assert sent.times[-1] == pytest.approx(30.5)
    await asyncio.gather(first, return_exceptions=True)


@stepped
async def test_a_lost_link_ends_all_waiting_and_forgets_no_call() -> None:
    sent = Sent()
    for _ in range(10):
        await sent.read(STATES)
    waiting = asyncio.ensure_future(sent.read(STATES))
    await asyncio.sleep(1)

    sent.governor.link_lost()

    with pytest.raises(NotConnectedError, match="nothing was sent"):
        await waiting
    assert sent.governor.wait_s(STATES) == pytest.approx(29.5)
    await asyncio.sleep(60)
    assert len(sent.log) == 10


@stepped
async def test_reads_stay_away_from_a_window_that_others_used_up() -> None:
    sent = Sent()
    await sent.read(STATES)
    sent.governor.refused(STATES)
    sent.governor.refused(GetBook(TENCENT))
    await sent.read(GetSnapshots((TENCENT,)))
    await sent.read(STATES)

    assert sent.times == [0, 0, 5]


@stepped
async def test_free_requests_pass() -> None:
    sent = Sent()
    for _ in range(200):
        await sent.read(GetBook(TENCENT))

    assert sent.loop.time() == 0


@stepped
async def test_more_securities_than_a_call_takes_are_refused() -> None:
    sent = Sent()

    with pytest.raises(HeldBackError, match="at most 400 securities in one call"):
        await sent.read(GetSnapshots((TENCENT,) * 401))


@pytest.mark.parametrize(
    ("request_", "urgency"), [(cancel(), Urgency.CANCEL), (amend(), Urgency.ORDER), (place(), Urgency.ORDER)]
)
def test_urgency_of_order_requests(request_: Request[object], urgency: Urgency) -> None:
    assert urgency_of(request_) is urgency


REQUESTS: tuple[Request[object], ...] = (
    place(),
    place(REAL),
    amend(),
    cancel(),
    cancel(REAL),
    STATES,
    GetSnapshots((TENCENT,)),
    GetHistoryOrders(header(), Period()),
    GetMaxQuantities(header(), TENCENT, OrderType.LIMIT, Decimal(1)),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0.0, 0.0, 0.0, 0.001, 0.03, 0.2, 1.0, 7.0]),
        st.sampled_from(REQUESTS),
        st.integers(1, 12),
        st.sampled_from([Urgency.USER, Urgency.BACKGROUND]),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=60)
@given(STEPS)
def test_no_window_and_no_gap_is_ever_broken(
    steps: list[tuple[float, Request[object], int, Urgency]],
) -> None:
    with asyncio.Runner(loop_factory=SteppedLoop) as runner:
        runner.run(_play(steps))


async def _play(steps: list[tuple[float, Request[object], int, Urgency]]) -> None:
    sent = Sent()
    cancel_waits: list[float] = []
    refused: list[float] = []

    async def one(request: Request[object], urgency: Urgency) -> None:
        asked = sent.loop.time()
        if not isinstance(request, (PlaceOrder, ModifyOrder)):
            await sent.read(request, urgency)
            return
        try:
            await sent.order(request)
        except HeldBackError as error:
            refused.append(error.wait_s)
            return
        if urgency_of(request) is Urgency.CANCEL:
            cancel_waits.append(sent.loop.time() - asked)

    tasks: list[asyncio.Future[None]] = []
    for pause_s, request, count, urgency in steps:
        await asyncio.sleep(pause_s)
        tasks += [asyncio.ensure_future(one(request, urgency)) for _ in range(count)]
    await asyncio.gather(*tasks)
    _check(sent.log)
    assert min(refused, default=1.0) > 0
    assert max(cancel_waits, default=0.0) <= 20 * 0.05 + 1e-6


def _check(log: list[tuple[float, Request[object]]]) -> None:
    arrivals: dict[tuple[str, int], list[float]] = defaultdict(list)
    limits = {limit.bucket: limit for limit in LIMITS.values()}
    for at, request in log:
        cost = cost_of(request)
        assert cost is not None
        arrivals[cost.window].append(at)
    for (bucket, _), times in arrivals.items():
        limit = limits[bucket]
        assert times == sorted(times)
        for place_, at in enumerate(times):
            assert bisect_left(times, at + limit.window_s) - place_ <= limit.calls
        gaps = [after - before for before, after in pairwise(times)]
        assert min(gaps, default=1.0) >= limit.min_gap_s
