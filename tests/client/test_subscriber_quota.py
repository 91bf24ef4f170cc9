"""A session within its subscription units: who waits, who is served first, who comes back."""

from __future__ import annotations

import asyncio

from tests.client.fakes import TENCENT, FakeOpenD, Refusal
from tests.client.running import running
from tests.client.stepped import stepped, until
from tui.client.quota import FeedKey
from tui.domain.events import FeedRefused, FeedServed, LinkPhase, NoticeReceived, QuotaReported
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.refusals import Cause
from tui.wire.messages.quote import (
    ConnectionSubscriptions,
    Feed,
    GetSubscriptions,
    Subscribe,
    SubscriptionInfo,
)

CODES = [SecurityId(Market.HK, f"{number:05}") for number in range(1, 41)]
OPTION = SecurityId(Market.HK, "TCH261127C480000")
QUOTES = [FeedKey(id_, Feed.QUOTE) for id_ in CODES]


def count_units(opend: FakeOpenD, units: int, others: tuple[SecurityId, ...] = ()) -> None:
    """Make the scripted OpenD count units, of which another connection has some."""

    def used(own: set[tuple[SecurityId, Feed]]) -> int:
        return len(own | {(id_, Feed.QUOTE) for id_ in others})

    def info(_: GetSubscriptions) -> SubscriptionInfo:
        own = opend.peers[-1].subscribed
        listed = tuple(
            (feed, tuple(id_ for id_, other in own if other is feed)) for feed in {feed for _, feed in own}
        )
        return SubscriptionInfo(
            (
                ConnectionSubscriptions(listed, len(own), own=True),
                ConnectionSubscriptions(((Feed.QUOTE, others),), len(others), own=False),
            ),
            used(own),
            max(units - used(own), 0),
        )

    def subscribe(request: Subscribe) -> Refusal | None:
        asked = {(id_, feed) for id_ in request.ids for feed in request.feeds}
        if request.subscribe and used(opend.peers[-1].subscribed | asked) > units:
            return Refusal("订阅额度不足，订阅失败")
        return None

    opend.answers[GetSubscriptions] = info
    opend.answers[Subscribe] = subscribe


@stepped
async def test_wishes_beyond_the_quota_wait_and_are_told_in_one_sentence() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        count_units(opend, 30, others=tuple(CODES[:5]))
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        assert {id_ for id_, _ in opend.peers[0].subscribed} == set(CODES[:27])
        assert len(opend.received(Subscribe)) == 1
        assert run.told(QuotaReported)[-1] == QuotaReported(used=27, total=30, own=27, waiting=13)
        assert [(told.id, told.cause) for told in run.told(FeedRefused)] == [
            (id_, Cause.QUOTA) for id_ in CODES[27:]
        ]
        (text,) = [notice.text for notice in run.told(NoticeReceived) if "quota" in notice.text]
        assert text.startswith("no quota for 13 feeds: 27 of 30 subscription units in use, 27 of them here")


@stepped
async def test_the_complaint_names_the_quota_that_is_short() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[GetSubscriptions] = SubscriptionInfo((), 0, 1000, 60, 0)
        run.session.want([FeedKey(OPTION, Feed.QUOTE)])
        await until(lambda: run.told(FeedRefused))
        (refused,) = run.told(FeedRefused)
        assert (refused.id, refused.cause) == (OPTION, Cause.QUOTA)
        assert "units of the option quota" in refused.text
        (text,) = [notice.text for notice in run.told(NoticeReceived) if "quota" in notice.text]
        assert text.startswith(
            "no quota for 1 feeds: 60 of 60 units of the option quota in use, 0 of them here"
        )


@stepped
async def test_the_code_in_focus_uses_the_headroom_at_once() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        count_units(opend, 30)
        run.session.want(QUOTES)
        await run.phase(LinkPhase.LIVE)
        focus = [FeedKey(CODES[39], feed) for feed in (Feed.QUOTE, Feed.BOOK, Feed.TRADES)]
        run.session.want([*focus, *QUOTES])
        await until(lambda: set(focus) <= opend.peers[0].subscribed)
        assert asyncio.get_running_loop().time() < 1
        run.session.want(QUOTES[:10])
        await asyncio.sleep(130)
        assert opend.peers[0].subscribed == set(QUOTES[:10])
        assert run.told(QuotaReported)[-1] == QuotaReported(used=10, total=30, own=10, waiting=0)


@stepped
async def test_units_that_others_free_are_used() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        count_units(opend, 40, tuple(SecurityId(Market.US, f"A{number}") for number in range(20)))
        run.session.want(QUOTES[:30])
        await run.phase(LinkPhase.LIVE)
        assert len(opend.peers[0].subscribed) == 16
        count_units(opend, 40)
        await until(lambda: len(opend.peers[0].subscribed) == 30)
        assert asyncio.get_running_loop().time() < 15
        assert len(run.told(FeedServed)) == 14


@stepped
async def test_a_refused_broker_queue_does_not_hide_the_quote() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        opend.answers[Subscribe] = lambda request: (
            Refusal("No quote right for BROKERS of HK.00700: the right for HK is BMP.")
            if Feed.BROKERS in request.feeds
            else None
        )
        run.session.want([FeedKey(TENCENT, feed) for feed in (Feed.QUOTE, Feed.BOOK, Feed.BROKERS)])
        await run.phase(LinkPhase.LIVE)
        assert opend.peers[0].subscribed == {(TENCENT, Feed.QUOTE), (TENCENT, Feed.BOOK)}
        (refused,) = run.told(FeedRefused)
        assert (refused.feed, refused.cause) == (Feed.BROKERS, Cause.RIGHT)
        (told,) = [notice.text for notice in run.told(NoticeReceived) if "not subscribed" in notice.text]
        assert told.startswith("HK.00700 broker queue: not subscribed: no quote right")


@stepped
async def test_units_of_a_lost_link_are_taken_back_although_none_is_free() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        count_units(opend, 20)
        run.session.want(QUOTES[:19])
        await run.phase(LinkPhase.LIVE)
        held = set(opend.peers[0].subscribed)
        assert len(held) == 18

        def still_counted(_: GetSubscriptions) -> SubscriptionInfo:
            used = len(held | opend.peers[-1].subscribed)
            return SubscriptionInfo((), used, 20 - used)

        opend.answers[GetSubscriptions] = still_counted
        opend.hang_up()
        await until(lambda: len(opend.peers) == 2 and held <= opend.peers[1].subscribed)


@stepped
async def test_a_lower_tier_costs_what_is_above_it_once_and_the_focus_is_served() -> None:
    async with FakeOpenD() as opend, running(opend) as run:
        codes = [SecurityId(Market.HK, f"{number:05}") for number in range(1, 251)]
        watched = [FeedKey(id_, Feed.QUOTE) for id_ in codes]
        count_units(opend, 300)
        run.session.want(watched)
        await run.phase(LinkPhase.LIVE)
        count_units(opend, 100)
        await asyncio.sleep(90)
        assert len(opend.peers[0].subscribed) == 250
        opend.requests.clear()
        focus = [FeedKey(SecurityId(Market.HK, "09999"), feed) for feed in (Feed.QUOTE, Feed.BOOK)]
        run.session.want([*focus, *watched])
        await until(lambda: set(focus) <= opend.peers[0].subscribed)
        await asyncio.sleep(300)
        assert opend.peers[0].subscribed == {*focus, *watched[:98]}
        assert len([request for request in opend.received(Subscribe) if request.subscribe]) == 1
        assert run.told(QuotaReported)[-1].total == 100
