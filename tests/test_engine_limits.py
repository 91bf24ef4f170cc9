"""The engine within OpenD's rate limits: orders are refused at once, cancels go, nothing is sent late."""

from __future__ import annotations

import asyncio

import pytest

from tests.client.fakes import PAPER, TENCENT, Refusal
from tests.client.stepped import stepped, until
from tests.engines import intent_of, knowing, live
from tui.client.errors import NotConnectedError
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.intents import AmendIntent, CancelIntent, OutcomeKind
from tui.domain.orders import ModifyOp
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import GetMarketStates
from tui.wire.messages.trade import ModifyOrder, PlaceOrder


@stepped
async def test_the_sixteenth_order_in_half_a_minute_is_refused_and_not_sent() -> None:
    async with live() as (opend, engine):
        for _ in range(15):
            assert (await engine.place(knowing(engine, intent_of()))).kind is OutcomeKind.ACCEPTED
            await asyncio.sleep(1)
        before = asyncio.get_running_loop().time()
        outcome = await engine.place(knowing(engine, intent_of()))
        assert outcome.kind is OutcomeKind.REJECTED
        assert outcome.text == "next slot in 16 s: OpenD takes 15 orders in 30 s; nothing was sent"
        assert asyncio.get_running_loop().time() == before
        await asyncio.sleep(60)
        assert len(opend.received(PlaceOrder)) == 15
        assert (await engine.place(knowing(engine, intent_of()))).kind is OutcomeKind.ACCEPTED


@stepped
async def test_amends_and_reads_leave_cancels_their_slots() -> None:
    async with live() as (opend, engine):
        amend = AmendIntent(Env.PAPER, PAPER.acc_id, "A1", intent_of().qty, intent_of().price)
        amended = []
        for _ in range(20):
            amended.append((await engine.amend(amend)).kind)
            await asyncio.sleep(0.1)
        assert amended == [OutcomeKind.ACCEPTED] * 15 + [OutcomeKind.REJECTED] * 5
        request = GetMarketStates((TENCENT,))
        reads = [asyncio.ensure_future(engine._session.request(request)) for _ in range(30)]
        await asyncio.sleep(0.5)
        before = asyncio.get_running_loop().time()
        outcome = await engine.cancel(CancelIntent(Env.PAPER, PAPER.acc_id, "A1"))
        assert outcome.kind is OutcomeKind.ACCEPTED
        assert asyncio.get_running_loop().time() - before < 0.1
        assert opend.received(ModifyOrder)[-1].op is ModifyOp.CANCEL
        for read in reads:
            read.cancel()
        await asyncio.gather(*reads, return_exceptions=True)


@stepped
async def test_a_read_that_must_wait_says_how_long_and_dies_with_its_link() -> None:
    async with live() as (opend, engine):
        request = GetMarketStates((TENCENT,))
        for _ in range(10):
            await engine._session.request(request)
        waiting = asyncio.ensure_future(engine._session.request(request))
        await until(lambda: any("market states" in notice.text for notice in engine.store.notices))
        (text,) = [notice.text for notice in engine.store.notices if "market states" in notice.text]
        assert text == "OpenD limits how often it answers (market states): the answer comes in 30 s"
        opend.hang_up()
        with pytest.raises(NotConnectedError, match="nothing was sent"):
            await waiting
        await until(lambda: engine.store.link.phase is LinkPhase.LIVE)
        await asyncio.sleep(60)
        assert len(opend.received(GetMarketStates)) == 10


@stepped
async def test_what_an_earlier_link_sent_still_counts() -> None:
    async with live() as (opend, engine):
        for _ in range(15):
            await engine.place(knowing(engine, intent_of()))
            await asyncio.sleep(0.1)
        opend.hang_up()
        await until(lambda: len(opend.peers) == 2 and engine.store.link.phase is LinkPhase.LIVE)
        assert "next slot in" in (await engine.place(knowing(engine, intent_of()))).text
        assert len(opend.received(PlaceOrder)) == 15


@stepped
async def test_a_limit_that_other_programs_reached_is_left_alone_for_a_while() -> None:
    async with live() as (opend, engine):
        opend.answers[GetMarketStates] = Refusal("获取市场状态频率太高，请求失败，每30秒最多10次。")
        with pytest.raises(RefusedError):
            await engine._session.request(GetMarketStates((TENCENT,)))
        before = asyncio.get_running_loop().time()
        with pytest.raises(RefusedError):
            await engine._session.request(GetMarketStates((TENCENT,)))
        assert 4.9 < asyncio.get_running_loop().time() - before < 5.1
