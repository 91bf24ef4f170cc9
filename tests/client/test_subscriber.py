"""Subscriptions of a session: differences only, refusals isolated, losses noticed."""

from __future__ import annotations

import asyncio

from tests.client.fakes import HSBC, TENCENT, UNKNOWN, FakeOpenD, Refusal
from tests.client.running import QUOTES, running
from tests.client.stepped import stepped, until
from tui.client.subscriptions import FeedKey
from tui.domain.events import FeedRefused, FeedServed, LinkPhase, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.refusals import Cause
from tui.wire.messages.quote import Feed, GetSubscriptions, Subscribe, SubscriptionInfo


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
        (text,) = told
        assert text.startswith("HK.99999 quote: not subscribed: unknown code: check market and symbol")
        assert text.endswith("(again in 5 s)")
        (refused,) = run.told(FeedRefused)
        assert (refused.id, refused.feed, refused.cause) == (UNKNOWN, Feed.QUOTE, Cause.UNKNOWN_CODE)
        opend.requests.clear()
        await asyncio.sleep(40)
        again = opend.received(Subscribe)
        assert 3 <= len(again) <= 4
        assert {request.ids for request in again} == {(UNKNOWN,)}
        opend.answers[Subscribe] = None
        await until(lambda: (UNKNOWN, Feed.QUOTE) in opend.peers[0].subscribed)
        await until(lambda: run.told(FeedServed) == [FeedServed(UNKNOWN, Feed.QUOTE)])


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
async def test_a_market_without_a_right_neither_delays_nor_storms() -> None:
    async with FakeOpenD() as opend, running(opend) as run:

        def refuse_us(request: Subscribe) -> Refusal | None:
            us = any(security.market is Market.US for security in request.ids)
            return Refusal("no right to the quotes of US") if us else None

        opend.answers[Subscribe] = refuse_us
        opend.delays[Subscribe] = 0.05
        theirs = [FeedKey(SecurityId.parse(f"US.A{number:03}"), Feed.QUOTE) for number in range(100)]
        run.session.want([*QUOTES, *theirs])
        began = asyncio.get_running_loop().time()
        await run.phase(LinkPhase.LIVE)
        assert asyncio.get_running_loop().time() - began < 1
        assert opend.peers[0].subscribed == set(QUOTES)
        assert {event.id for event in run.told(FeedRefused)} == {key.id for key in theirs}
        opend.requests.clear()
        await asyncio.sleep(300)
        assert 5 <= len(opend.received(Subscribe)) <= 30
        opend.answers[Subscribe] = None
        await until(lambda: opend.peers[0].subscribed == {*QUOTES, *theirs}, limit_s=70)


@stepped
async def test_one_that_may_be_seen_again_is_found_among_those_that_may_not() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        refused = {HSBC, TENCENT}

        def refuse(request: Subscribe) -> Refusal | None:
            return Refusal("no quote right") if refused & set(request.ids) else None

        opend.answers[Subscribe] = refuse
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        await asyncio.sleep(30)
        refused.discard(TENCENT)
        await until(lambda: opend.peers[0].subscribed == {(TENCENT, Feed.QUOTE)}, limit_s=600)
        refused.clear()
        refused.add(TENCENT)
        opend.hang_up()
        await until(lambda: len(opend.peers) > 1 and opend.peers[1].subscribed == {(HSBC, Feed.QUOTE)})


@stepped
async def test_live_with_a_dropped_subscription_says_so_for_each() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetSubscriptions] = SubscriptionInfo((), 0, 1000)
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        assert {(one.id, one.feed) for one in run.told(FeedRefused)} == set(QUOTES)
        opend.answers[GetSubscriptions] = None
        await until(lambda: len(run.told(FeedServed)) == len(QUOTES))
