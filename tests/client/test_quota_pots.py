"""Two pots of units: the options of one chain are one unit of theirs, all else is the main one's."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tui.client.quota import HOLD_S, FeedKey, Pot
from tui.client.subscriptions import Batch, Subscriptions
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.sim.subscriptions import Subscriptions as Registry
from tui.sim.subscriptions import Topic
from tui.wire.messages.quote import ConnectionSubscriptions, Feed, SubscriptionInfo

CHAINS = [
    [
        SecurityId(Market.HK, f"{root}26{month:02}27{side}{strike}000")
        for strike in range(480, 490)
        for side in "CP"
    ]
    for root in ("TCH", "HKB")
    for month in range(1, 13)
]
CHAIN_OF = {id_: number for number, ids in enumerate(CHAINS) for id_ in ids}
STOCKS = [SecurityId(Market.HK, f"{number:05}") for number in range(1, 121)]
EARLY, LATE = HOLD_S - 1, HOLD_S + 1


def quotes(ids: Iterable[SecurityId], feed: Feed = Feed.QUOTE) -> list[FeedKey]:
    return [FeedKey(id_, feed) for id_ in ids]


def asked(batches: list[Batch]) -> set[FeedKey]:
    return {key for batch in batches for key in batch.keys}


def holding(*keys: FeedKey, units: int = 100, options: int | None = 20, at: float = 0.0) -> Subscriptions:
    """Return subscriptions of so many free units, and then these held."""
    feeds = Subscriptions()
    used = None if options is None else 0
    feeds.quota.learn(SubscriptionInfo((), 0, units, used, options), at)
    feeds.want(keys, at)
    feeds.subscribed(keys, at)
    return feeds


def test_the_options_of_a_chain_are_one_unit_of_each_feed() -> None:
    held = [*quotes(CHAINS[0]), *quotes(CHAINS[0][:3], Feed.BOOK), *quotes(CHAINS[1]), *quotes(STOCKS[:7])]
    quota = holding(*held).quota
    assert (quota.used(held, Pot.OPTIONS), quota.used(held, Pot.MAIN)) == (3, 7)


def test_without_the_fields_options_are_in_the_main_pot() -> None:
    feeds = holding(units=9, options=None)
    assert feeds.quota.pots == (Pot.MAIN,)
    feeds.want(quotes(CHAINS[0]), 0)
    assert asked(feeds.to_subscribe(0)) == set(quotes(CHAINS[0][:9]))


def test_an_opend_that_stops_telling_of_options_counts_them_in_the_main_pot() -> None:
    held = quotes(CHAINS[0])
    feeds = holding(*held)
    own = ConnectionSubscriptions(((Feed.QUOTE, tuple(CHAINS[0])),), len(held), own=True)
    feeds.quota.learn(SubscriptionInfo((own,), len(held), 80), 1)
    assert (feeds.quota.pots, feeds.quota.used(held), feeds.quota.total()) == ((Pot.MAIN,), 20, 100)


def test_a_code_whose_day_is_none_is_a_chain_of_its_own() -> None:
    odd = [SecurityId(Market.HK, f"TCH261332C{strike}") for strike in (480000, 490000)]
    feeds = holding(units=0, options=1)
    feeds.want(quotes(odd), 0)
    assert asked(feeds.to_subscribe(0)) == set(quotes(odd[:1]))


def test_a_full_pot_leaves_the_other_alone() -> None:
    feeds = holding(units=5, options=2)
    feeds.want([key for chain in CHAINS[:4] for key in quotes(chain)] + quotes(STOCKS[:9]), 0)
    chosen = asked(feeds.to_subscribe(0))
    assert chosen == {*quotes(CHAINS[0]), *quotes(CHAINS[1]), *quotes(STOCKS[:5])}


def test_the_focus_displaces_a_whole_chain_and_no_stock() -> None:
    held = [*quotes(STOCKS[:3]), *quotes(CHAINS[0]), *quotes(CHAINS[1])]
    feeds = holding(*held, units=3, options=2)
    focus = FeedKey(CHAINS[2][0], Feed.QUOTE)
    feeds.want([focus, *held[:3], *held[3:]], 1)
    assert feeds.to_subscribe(EARLY) == feeds.to_unsubscribe(EARLY) == []
    assert asked(feeds.to_unsubscribe(LATE)) == set(quotes(CHAINS[1]))
    feeds.unsubscribed(quotes(CHAINS[1]))
    assert asked(feeds.to_subscribe(LATE)) == {focus}


def test_a_chain_of_which_one_contract_is_wanted_more_stays() -> None:
    feeds = holding(*quotes(CHAINS[0]), *quotes(CHAINS[1][:1]), options=2)
    focus = FeedKey(CHAINS[2][0], Feed.QUOTE)
    feeds.want([*quotes(CHAINS[0][19:]), *quotes(CHAINS[1][:1]), focus, *quotes(CHAINS[0][:19])], 1)
    assert feeds.to_unsubscribe(LATE) == []
    assert feeds.to_subscribe(LATE) == []


def test_a_full_main_pot_keeps_idle_options() -> None:
    feeds = holding(*quotes(CHAINS[0]), *quotes(STOCKS[:2]), units=2)
    feeds.want(quotes(STOCKS[2:4]), LATE)
    assert asked(feeds.to_unsubscribe(LATE)) == set(quotes(STOCKS[:2]))


def test_another_strike_of_a_chain_that_others_have_is_free_and_frees_nothing() -> None:
    feeds = holding(*quotes(CHAINS[0][:1]), *quotes(CHAINS[1][:1]), options=2)
    own = ConnectionSubscriptions(((Feed.QUOTE, (CHAINS[0][0], CHAINS[1][0])),), 0, own=True, option_used=2)
    others = ConnectionSubscriptions(
        ((Feed.QUOTE, (CHAINS[1][5], CHAINS[2][5])),), 0, own=False, option_used=2
    )
    feeds.quota.learn(SubscriptionInfo((own, others), 0, 100, 3, 0), 0)
    feeds.want([*quotes(CHAINS[2][:2]), *quotes(CHAINS[3][:1])], LATE)
    assert asked(feeds.to_subscribe(LATE)) == set(quotes(CHAINS[2][:2]))
    assert asked(feeds.to_unsubscribe(LATE)) == set(quotes(CHAINS[0][:1]))


def test_a_lower_option_tier_is_recognized() -> None:
    feeds = holding(options=60)
    feeds.quota.learn(SubscriptionInfo((), 0, 100, 37, 0), 1)
    assert (feeds.quota.total(Pot.OPTIONS), feeds.quota.total()) == (20, 100)


class Server:
    """The simulator's own count; what it refuses fails the test."""

    def __init__(self, units: int) -> None:
        self.registry = Registry(units, CHAIN_OF.get)
        self.feeds = Subscriptions()

    def look(self, now: float) -> None:
        self.registry.expire(now)
        self.feeds.quota.learn(self.registry.info("we", all_connections=True), now)

    def work(self, now: float) -> None:
        self.look(now)
        for batch in self.feeds.to_unsubscribe(now):
            self.registry.unsubscribe("we", _topics(batch), now)
            self.feeds.unsubscribed(batch.keys)
        for batch in self.feeds.to_subscribe(now):
            self.registry.subscribe("we", _topics(batch), now)
            self.feeds.subscribed(batch.keys, now)
        registry, held, quota = self.registry, self.feeds.held, self.feeds.quota
        assert registry.used <= min(quota.used(held, Pot.MAIN), registry.quota)
        assert registry.option_used <= min(quota.used(held, Pot.OPTIONS), registry.option_quota)

    def until(self, now: float, end: float) -> None:
        """Do all that becomes due in between, and look at OpenD's count now and then."""
        while (now := min(now + 10, self.feeds.next_at(now) or math.inf)) <= end:
            self.work(now)


def _topics(batch: Batch) -> Sequence[Topic]:
    return [Topic(*key) for key in batch.keys]


OTHERS = [Topic(id_, Feed.QUOTE) for id_ in (*STOCKS[:3], CHAINS[0][7], CHAINS[0][8], CHAINS[9][3])]
TURN = st.tuples(
    st.sampled_from([0.0, 0.2, 1.0, 20.0, 61.0]),
    st.integers(0, len(CHAINS) - 1),
    st.integers(0, len(STOCKS) - 1),
    st.integers(0, 19),
    st.sampled_from(["page", "page", "chains first", "link lost", "others come", "others go"]),
)


@settings(deadline=None, max_examples=30)
@given(st.integers(50, 150), st.lists(TURN, min_size=1, max_size=12))
def test_neither_pot_is_ever_exceeded_and_the_focus_is_served_in_the_end(
    units: int, turns: list[tuple[float, int, int, int, str]]
) -> None:
    server, now, others_since = Server(units), 0.0, 0.0
    focus: list[FeedKey] = []
    for pause_s, chain, stock, row, event in turns:
        server.until(now, now + pause_s)
        now += pause_s
        shown = [key for ids in (*CHAINS[chain:], *CHAINS[:chain]) for key in quotes(ids[row // 2 : row + 1])]
        rows = quotes(STOCKS[stock : stock + 40])
        focus = [
            FeedKey(id_, feed)
            for id_ in (CHAINS[chain][row], STOCKS[stock])
            for feed in (Feed.QUOTE, Feed.BOOK)
        ]
        if event == "link lost":
            server.registry.drop("we", now)
            server.feeds.link_lost(now)
        elif event == "others come" and _fits(server.registry, OTHERS):
            server.registry.subscribe("others", OTHERS, now)
            others_since = now
        elif event == "others go" and now >= others_since + 60:
            server.registry.unsubscribe_all("others", now)
        server.feeds.want(
            [*focus, *shown, *rows] if event == "chains first" else [*focus, *rows, *shown], now
        )
        server.work(now)
    server.until(now, now + 3 * HOLD_S)
    assert set(focus) <= server.feeds.held


def _fits(registry: Registry, topics: Iterable[Topic]) -> bool:
    new = [topic for topic in topics if not registry.is_subscribed(topic)]
    main = sum(topic.id not in CHAIN_OF for topic in new)
    room = registry.option_quota - registry.option_used
    return main <= registry.quota - registry.used and len(new) - main <= room
