"""The heartbeats of a link whose other end still pushes: given up when deaf, and never for being slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.client.fakes import PAPER, TENCENT, FakeOpenD
from tests.client.stepped import SteppedLoop, stepped
from tui.client.errors import DisconnectedError, RequestTimeoutError
from tui.client.link import Link
from tui.domain.book import Book
from tui.domain.events import PushEvent
from tui.domain.orders import ModifyOp
from tui.wire.messages.base import PacketId
from tui.wire.messages.quote import BookPush, GetInstruments
from tui.wire.messages.session import GetGlobalState, KeepAlive
from tui.wire.messages.trade import Header, ModifyOrder

STATE = GetGlobalState(user_id=7000)
PUSH = BookPush(Book(TENCENT, "TENCENT", (), ()))
NEWER_PUSH = 3452
"""A number this program does not know: it must not be taken for an answer."""


def ignore(event: PushEvent) -> None:
    """Take a push nobody cares about."""


def now() -> float:
    return asyncio.get_running_loop().time()


def stand_still(seconds: float) -> None:
    """Let time pass in which nothing of this process runs."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SteppedLoop)
    loop.skip(seconds)


def cancel(packet: PacketId) -> ModifyOrder:
    return ModifyOrder(packet, Header(PAPER.env, PAPER.acc_id, PAPER.markets[0]), ModifyOp.CANCEL, "A1")


@asynccontextmanager
async def pushing(opend: FakeOpenD) -> AsyncIterator[Link]:
    """A link on which a push comes every second."""
    link = await Link.open(opend.address, on_event=ignore)

    async def push() -> None:
        while True:
            opend.push(PUSH)
            opend.push_raw(NEWER_PUSH, b"")
            await asyncio.sleep(1)

    pushes = asyncio.ensure_future(push())
    try:
        yield link
    finally:
        pushes.cancel()
        link.close()


@stepped
async def test_an_opend_that_pushes_and_answers_nothing_is_given_up_after_four_heartbeats() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed |= {KeepAlive, GetGlobalState}
        with pytest.raises(RequestTimeoutError):
            await link.request(STATE)
        waiting = asyncio.ensure_future(link.request(STATE, 60))
        reason = await asyncio.wait_for(link.wait_closed(), 3600)
        assert reason == "OpenD pushes prices but answers nothing: 4 heartbeats in 32 s"
        assert now() == pytest.approx(8 + 32, abs=0.5)
        with pytest.raises(DisconnectedError, match="answers nothing"):
            await waiting


@stepped
async def test_a_short_interval_makes_nobody_deaf_sooner() -> None:
    async with FakeOpenD() as opend:
        opend.keep_alive_s = 1
        async with pushing(opend) as link:
            opend.swallowed.add(KeepAlive)
            await asyncio.wait_for(link.wait_closed(), 3600)
            assert 30 <= now() <= 32


@stepped
@pytest.mark.parametrize("delay_s", [8, 11, 29])
async def test_an_opend_that_answers_late_is_kept(delay_s: float) -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.delays[KeepAlive] = delay_s
        await asyncio.sleep(130)
        assert not link.closed.done()


@stepped
async def test_any_answer_shows_that_opend_listens() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed.add(KeepAlive)
        for _ in range(5):
            await asyncio.sleep(20)
            await link.request(STATE)
        assert not link.closed.done()


@stepped
async def test_an_answer_after_its_time_out_counts_too() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed.add(KeepAlive)
        opend.delays[GetGlobalState] = 20
        for _ in range(6):
            with pytest.raises(RequestTimeoutError):
                await link.request(STATE)
        assert not link.closed.done()


@stepped
async def test_a_long_answer_on_a_slow_line_holds_up_those_to_heartbeats_and_orders() -> None:
    async with FakeOpenD() as opend:
        link = await Link.open(opend.address, on_event=ignore)
        opend.swallowed |= {KeepAlive, ModifyOrder}
        (peer,) = opend.peers
        frame = peer.connection.reply(GetInstruments.proto_id, 999, bytes(90))
        orders = []
        for place, byte in enumerate(frame):
            opend.write(bytes([byte]))
            await asyncio.sleep(1)
            if place % 30 == 10:
                orders.append(asyncio.ensure_future(link.request_order(cancel)))
        for order in orders:
            with pytest.raises(RequestTimeoutError):
                await order
        opend.swallowed.discard(KeepAlive)
        await asyncio.sleep(60)
        assert not link.closed.done()
        link.close()


@stepped
async def test_time_in_which_this_program_stood_still_is_not_counted() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed.add(KeepAlive)
        await asyncio.sleep(17)
        stand_still(3600)
        await asyncio.sleep(1)
        opend.swallowed.clear()
        await asyncio.sleep(60)
        assert not link.closed.done()


@stepped
async def test_an_unanswered_order_ends_a_link_whose_heartbeat_before_it_is_unanswered_too() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed |= {KeepAlive, ModifyOrder}
        await asyncio.sleep(8.5)
        with pytest.raises(RequestTimeoutError):
            await link.request_order(cancel)
        assert link.closed.result() == "OpenD pushes prices but has answered nothing since an order was sent"


@stepped
async def test_an_unanswered_order_leaves_a_link_that_answers_late() -> None:
    async with FakeOpenD() as opend, pushing(opend) as link:
        opend.swallowed.add(ModifyOrder)
        opend.delays[KeepAlive] = 11
        await asyncio.sleep(8.5)
        with pytest.raises(RequestTimeoutError):
            await link.request_order(cancel)
        assert not link.closed.done()
