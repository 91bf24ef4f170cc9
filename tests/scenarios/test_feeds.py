"""What the shipped scenarios do to prices, rights and the two lamps."""

from __future__ import annotations

import pytest

from tests.client.stepped import stepped, until
from tests.scenarios.stage import APPLE, HSBC, Stage, played
from tests.sim.bench import TENCENT
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.intents import OutcomeKind
from tui.domain.markets import Market
from tui.domain.rights import QuoteRight
from tui.sim.config import SimConfig
from tui.sim.faults.scenario import Scenario
from tui.sim.rights import Area
from tui.sim.subscriptions import Topic as SimTopic
from tui.state.dirty import Topic
from tui.wire.messages.quote import Feed

EVERYTHING = (TENCENT, HSBC, APPLE)
NVIDIA, NOBODY = SecurityId.parse("US.NVDA"), SecurityId.parse("HK.09876")
RIGHT, UNITS, UNKNOWN = "no quote right", "no quota", "unknown code"


def carried(stage: Stage) -> set[tuple[object, Feed]]:
    """What the simulator pushes to the engine."""
    subscriptions = stage.server.daemon.world.subscriptions
    return {(topic.id, topic.feed) for topic in subscriptions.pushed_topics}


@stepped
async def test_a5_after_a_restart_no_wanted_subscription_is_missing() -> None:
    async with played("lost-subscriptions") as stage:
        await stage.flowing(*EVERYTHING)
        before = carried(stage)
        assert len(before) >= 6
        await stage.at(6)
        await until(lambda: carried(stage) == before)
        await stage.live()
        await stage.flowing(*EVERYTHING)


@stepped
async def test_a8_the_lamp_of_futu_is_another_than_ours() -> None:
    async with played("logged-out") as stage:
        await stage.flowing(*EVERYTHING)
        await until(lambda: stage.store.link.quote_login is False)
        assert stage.time < 6
        assert (stage.store.link.phase, stage.store.link.trade_login) == (LinkPhase.LIVE, True)
        assert stage.store.is_stale(Topic.QUOTE, TENCENT)
        await until(lambda: stage.store.link.trade_login is False)
        assert stage.store.link.phase is LinkPhase.LIVE
        await until(lambda: stage.told("phone"))
        await until(lambda: stage.store.link.quote_login and stage.store.link.trade_login)
        await stage.flowing(*EVERYTHING)


@stepped
async def test_a9_a_stolen_right_shows_in_a_second_and_names_the_market() -> None:
    async with played("stolen-right") as stage:
        await stage.flowing(*EVERYTHING)
        await stage.at(5)
        await until(lambda: stage.store.right_lost(TENCENT))
        assert stage.time <= 6
        assert stage.store.is_stale(Topic.QUOTE, TENCENT)
        assert not stage.store.is_stale(Topic.QUOTE, APPLE)
        assert stage.told("HK", "none")
        await until(lambda: not stage.store.right_lost(TENCENT))
        await stage.flowing(*EVERYTHING)


@stepped
async def test_a9_a_dead_line_is_noticed_and_replaced() -> None:
    async with played("dead-line") as stage:
        await stage.flowing(*EVERYTHING)
        dead = set(stage.server._peers)
        assert len(dead) == 1
        await stage.at(5)
        await until(lambda: set(stage.server._peers) - dead)
        assert 5 < stage.time <= 5 + 2.5 * 10 + 1
        await stage.live()
        await stage.flowing(*EVERYTHING)


@stepped
async def test_a9_an_opend_that_only_pushes_is_given_up_and_a_new_link_is_live() -> None:
    async with played("deaf") as stage:
        await stage.flowing(*EVERYTHING)
        deaf = set(stage.server._peers)
        await stage.at(30)
        await stage.flowing(*EVERYTHING)
        assert (stage.store.link.phase, set(stage.server._peers)) == (LinkPhase.LIVE, deaf)
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.UNKNOWN
        await until(lambda: stage.server._peers and not set(stage.server._peers) & deaf)
        assert stage.time < 5 + 8 + 32 + 1
        await stage.live()
        await stage.flowing(*EVERYTHING)
        assert (await stage.place()).kind is OutcomeKind.ACCEPTED


@stepped
async def test_a15_too_few_units_is_not_told_as_a_missing_right() -> None:
    async with played("small-quota") as stage:
        await until(lambda: stage.told("100 subscriptions"))
        assert stage.server.daemon.world.subscriptions.quota == 100
        assert not stage.told("right", "quota")
        await stage.flowing(*EVERYTHING)


@stepped
@pytest.mark.parametrize("word", ["right"])
async def test_a15_a_missing_right_is_told_as_such(word: str) -> None:
    config = SimConfig(port=0, seed=11, rights=((Area.HK, QuoteRight.LEVEL_1),))
    async with played(Scenario("nothing"), config=config) as stage:
        await stage.flowing(*EVERYTHING)
        assert {feed for id_, feed in carried(stage) if id_ == TENCENT}.isdisjoint({Feed.BOOK, Feed.BROKERS})
        await until(lambda: stage.told(word))
        assert not stage.told("units")


@stepped
async def test_a15_right_quota_and_unknown_code_are_told_as_three_things() -> None:
    config = SimConfig(port=0, seed=11, rights=((Area.HK, QuoteRight.LEVEL_1),))
    async with played("small-quota", config=config) as stage:
        await until(lambda: stage.told("100 subscriptions"))
        subscriptions = stage.server.daemon.world.subscriptions
        left = subscriptions.quota - subscriptions.used
        taken = [SimTopic(SecurityId(Market.HK, f"{20000 + n}"), Feed.QUOTE) for n in range(left)]
        subscriptions.subscribe("another program", taken, stage.server.clock.now())
        stage.engine.watch([*EVERYTHING, NVIDIA, NOBODY])
        await until(lambda: stage.told(RIGHT) and stage.told(UNITS) and stage.told(UNKNOWN))
        for word in (RIGHT, UNITS, UNKNOWN):
            for notice in stage.told(word):
                assert sum(other in notice.text for other in (RIGHT, UNITS, UNKNOWN)) == 1, notice.text


@stepped
async def test_e1_hostile_names_stay_text() -> None:
    async with played("hostile-names") as stage:
        await stage.flowing(*EVERYTHING)
        await until(lambda: set(EVERYTHING) <= set(stage.store.instruments))
        outcome = await stage.place()
        assert outcome.kind is OutcomeKind.ACCEPTED
        await until(lambda: stage.our_orders)
        names = [stage.store.instruments[id_].name for id_ in EVERYTHING]
        names += [quote.name for id_ in EVERYTHING if (quote := stage.store.quote(id_)) is not None]
        names += [order.name for order in stage.store.orders(3180001)]
        assert any("TENCENT" in name for name in names)
        assert all(name.isprintable() for name in names), names
