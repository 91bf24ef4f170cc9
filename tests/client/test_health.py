"""What OpenD says of itself: read again in time, told when it changes, and rights that are taken away."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.client.fakes import GLOBAL_STATE, HSBC, TENCENT, FakeOpenD, Refusal
from tests.client.running import QUOTES, Running, running
from tests.client.stepped import stepped, until
from tui.client.health import EVERY_S
from tui.domain.events import LinkPhase, NoticeKind, NoticeReceived
from tui.domain.link import ProgramStatus, Severity
from tui.domain.rights import QuoteRight, RightScope
from tui.wire.messages.quote import Subscribe
from tui.wire.messages.session import GetGlobalState, GetUserInfo, NoticePush, UserInfo

KICKED = NoticePush(NoticeKind.QUOTE_RIGHT, rights=(("hkQotRight", QuoteRight.NONE),))
BACK = NoticePush(NoticeKind.QUOTE_RIGHT, rights=(("hkQotRight", QuoteRight.LEVEL_2),))
FULL = UserInfo("somebody", 7000, hk_right=QuoteRight.LEVEL_2, us_right=QuoteRight.LEVEL_1)


def notices(run: Running, kind: NoticeKind) -> list[NoticeReceived]:
    return [notice for notice in run.told(NoticeReceived) if notice.kind is kind]


@stepped
async def test_the_state_is_read_every_minute_and_told_when_it_changes() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(3 * EVERY_S + 5)
        assert 4 <= len(opend.received(GetGlobalState)) <= 5
        assert len(notices(run, NoticeKind.LOGIN)) == 1
        opend.answers[GetGlobalState] = replace(GLOBAL_STATE, quote_login=False)
        await asyncio.sleep(EVERY_S + 1)
        _, lost = notices(run, NoticeKind.LOGIN)
        assert (lost.quote_login, lost.trade_login, lost.severity) == (False, True, Severity.BAD)


@stepped
@pytest.mark.parametrize(
    "push",
    [
        NoticePush(NoticeKind.GATEWAY, event_type=7),
        NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.LOGGING_IN),
        NoticePush(NoticeKind.LOGIN, quote_login=False, trade_login=False),
    ],
)
async def test_a_notice_has_the_state_read_again(push: NoticePush) -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(2)
        before = len(opend.received(GetGlobalState))
        opend.push(push)
        opend.push(push)
        await asyncio.sleep(3)
        assert len(opend.received(GetGlobalState)) == before + 1


@stepped
async def test_a_status_that_is_not_ready_is_told_with_its_cure() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        waiting = replace(GLOBAL_STATE, program_status=ProgramStatus.NEED_PHONE_CODE)
        opend.answers[GetGlobalState] = waiting
        await run.phase(LinkPhase.LIVE)
        (notice,) = notices(run, NoticeKind.PROGRAM_STATUS)
        assert "phone verification code" in notice.text
        assert "futu-tui verify phone" in notice.fix
        opend.answers[GetGlobalState] = replace(GLOBAL_STATE, program_status=ProgramStatus.READY)
        await asyncio.sleep(EVERY_S + 1)
        assert notices(run, NoticeKind.PROGRAM_STATUS)[-1].program_status is ProgramStatus.READY


@stepped
async def test_rights_are_told_once_and_an_opend_without_them_is_no_trouble() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetUserInfo] = FULL
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(3 * EVERY_S)
        (rights,) = notices(run, NoticeKind.QUOTE_RIGHT)
        assert rights.rights == ((RightScope.HK, QuoteRight.LEVEL_2), (RightScope.US, QuoteRight.LEVEL_1))
        opend.answers[GetUserInfo] = Refusal("not now")
        await asyncio.sleep(3 * EVERY_S)
        assert run.session.phase is LinkPhase.LIVE


@stepped
async def test_a_lost_right_is_not_fought_for_until_the_user_asks() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetUserInfo] = FULL
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        await until(lambda: notices(run, NoticeKind.QUOTE_RIGHT))
        opend.push(KICKED)
        opend.answers[GetUserInfo] = replace(FULL, hk_right=QuoteRight.NONE)
        await until(lambda: len(notices(run, NoticeKind.QUOTE_RIGHT)) == 2)
        opend.peers[0].subscribed.clear()
        opend.requests.clear()
        await asyncio.sleep(200)
        assert opend.received(Subscribe) == []
        run.session.ask_for_quotes()
        await until(lambda: opend.received(Subscribe))
        assert opend.received(Subscribe)[0].ids == (HSBC, TENCENT)
        opend.push(BACK)
        opend.answers[GetUserInfo] = FULL
        await until(lambda: len(notices(run, NoticeKind.QUOTE_RIGHT)) >= 3)
        assert run.session._health.lost == frozenset()


@stepped
async def test_a_subscription_that_opend_drops_silently_comes_back() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(5)
        opend.peers[0].subscribed.clear()
        await asyncio.sleep(70)
        assert {id_ for id_, _ in opend.peers[0].subscribed} == {TENCENT, HSBC}


@stepped
async def test_a_subscription_that_is_never_answered_is_asked_for_again_soon() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        loop = asyncio.get_running_loop()
        opend.swallowed.add(Subscribe)
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        assert loop.time() < 6
        opend.swallowed.clear()
        await until(lambda: opend.peers[0].subscribed)
        assert loop.time() < 12


@stepped
async def test_a_stream_of_notices_does_not_put_the_reading_off() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(2)
        before = len(opend.received(GetGlobalState))
        for _ in range(20):
            opend.push(NoticePush(NoticeKind.GATEWAY, event_type=7))
            await asyncio.sleep(0.5)
        assert 4 <= len(opend.received(GetGlobalState)) - before <= 11
