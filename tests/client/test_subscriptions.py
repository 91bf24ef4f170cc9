"""The wanted set against the held set, on a clock that is an argument."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.fakes import HSBC, TENCENT
from tui.client.quota import HOLD_S, FeedKey
from tui.client.subscriptions import BATCH, KEEP_S, Batch, Subscriptions
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.wire.messages.quote import ConnectionSubscriptions, Feed, SubscriptionInfo

TENCENT_QUOTE = FeedKey(TENCENT, Feed.QUOTE)
TENCENT_BOOK = FeedKey(TENCENT, Feed.BOOK)
HSBC_QUOTE = FeedKey(HSBC, Feed.QUOTE)


def holding(*keys: FeedKey, at: float = 0.0) -> Subscriptions:
    feeds = Subscriptions()
    feeds.want(keys, 0)
    feeds.subscribed(keys, at)
    return feeds


def test_securities_with_the_same_feeds_share_a_request() -> None:
    feeds = Subscriptions()
    feeds.want([HSBC_QUOTE, TENCENT_QUOTE], 0)
    assert feeds.to_subscribe(0) == [Batch((HSBC, TENCENT), (Feed.QUOTE,))]


def test_different_feeds_make_different_requests() -> None:
    feeds = Subscriptions()
    feeds.want([HSBC_QUOTE, TENCENT_QUOTE, TENCENT_BOOK], 0)
    assert feeds.to_subscribe(0) == [
        Batch((HSBC,), (Feed.QUOTE,)),
        Batch((TENCENT,), (Feed.QUOTE, Feed.BOOK)),
    ]


def test_long_lists_are_cut() -> None:
    ids = [SecurityId(Market.HK, f"{n:05}") for n in range(BATCH * 2 + 1)]
    feeds = Subscriptions()
    feeds.want((FeedKey(id_, Feed.QUOTE) for id_ in ids), 0)
    assert [len(batch.ids) for batch in feeds.to_subscribe(0)] == [BATCH, BATCH, 1]


def test_only_the_difference_is_asked_for() -> None:
    feeds = holding(TENCENT_QUOTE)
    feeds.want([TENCENT_QUOTE, TENCENT_BOOK], 0)
    assert feeds.to_subscribe(1) == [Batch((TENCENT,), (Feed.BOOK,))]


def test_nothing_is_let_go_inside_the_minute() -> None:
    feeds = holding(TENCENT_QUOTE, at=100)
    feeds.want([], 0)
    assert feeds.to_unsubscribe(100 + HOLD_S - 0.1) == []
    assert feeds.next_at(0) == 100 + HOLD_S
    assert feeds.to_unsubscribe(100 + HOLD_S) == [Batch((TENCENT,), (Feed.QUOTE,))]


def test_change_of_mind_costs_no_request() -> None:
    feeds = holding(TENCENT_QUOTE)
    feeds.want([], 0)
    feeds.want([TENCENT_QUOTE], 0)
    assert feeds.to_subscribe(1) == []
    assert feeds.to_unsubscribe(1000) == []
    assert feeds.next_at(0) is None


def test_refusal_to_let_go_holds_for_another_minute() -> None:
    feeds = holding(TENCENT_QUOTE)
    feeds.want([], 0)
    feeds.kept([TENCENT_QUOTE], 70)
    assert feeds.to_unsubscribe(70 + HOLD_S - 1) == []


def test_refused_feed_is_asked_for_again_with_growing_delays() -> None:
    feeds = Subscriptions()
    feeds.want([TENCENT_QUOTE], 0)
    delays = [feeds.refused(TENCENT_QUOTE, 0) for _ in range(6)]
    assert delays == [5, 10, 20, 40, 60, 60]
    assert feeds.to_subscribe(59) == []
    assert feeds.next_at(0) == 60
    assert feeds.to_subscribe(60) == [Batch((TENCENT,), (Feed.QUOTE,))]


def test_refused_feed_is_forgotten_when_no_longer_wanted() -> None:
    feeds = Subscriptions()
    feeds.want([TENCENT_QUOTE], 0)
    feeds.refused(TENCENT_QUOTE, 0)
    feeds.want([], 0)
    assert feeds.next_at(0) is None


def test_new_link_starts_from_nothing() -> None:
    feeds = holding(TENCENT_QUOTE)
    feeds.link_lost(0)
    assert feeds.held == frozenset()
    assert feeds.to_subscribe(1) == [Batch((TENCENT,), (Feed.QUOTE,))]


def test_what_opend_lost_is_asked_for_again() -> None:
    feeds = holding(TENCENT_QUOTE, HSBC_QUOTE)
    assert feeds.missing([TENCENT_QUOTE], now=10) == {HSBC_QUOTE}
    assert feeds.to_subscribe(10) == []
    assert feeds.to_subscribe(15) == [Batch((HSBC,), (Feed.QUOTE,))]


@pytest.mark.parametrize(
    ("batch", "parts"),
    [
        (
            Batch((TENCENT, HSBC), (Feed.QUOTE,)),
            (Batch((TENCENT,), (Feed.QUOTE,)), Batch((HSBC,), (Feed.QUOTE,))),
        ),
        (
            Batch((TENCENT,), (Feed.QUOTE, Feed.BOOK)),
            (Batch((TENCENT,), (Feed.QUOTE,)), Batch((TENCENT,), (Feed.BOOK,))),
        ),
        (Batch((TENCENT,), (Feed.QUOTE,)), ()),
    ],
)
def test_refused_batch_splits_down_to_single_pairs(batch: Batch, parts: tuple[Batch, ...]) -> None:
    assert batch.split() == parts


def short_of_units(units: int, *held: FeedKey, at: float = 0.0) -> Subscriptions:
    feeds = holding(*held, at=at)
    feeds.quota.learn(SubscriptionInfo((), 0, units), at)
    return feeds


ROWS = [FeedKey(SecurityId(Market.HK, f"{number:05}"), Feed.QUOTE) for number in range(1, 31)]
EARLY, LATE = HOLD_S - 1, HOLD_S + 1


def asked(batches: list[Batch]) -> set[FeedKey]:
    return {key for batch in batches for key in batch.keys}


def test_wishes_fit_in_their_order() -> None:
    feeds = short_of_units(9)
    feeds.want(reversed(ROWS), 0)
    assert asked(feeds.to_subscribe(0)) == set(ROWS[-9:])
    feeds.subscribed(ROWS[-9:], 0)
    assert feeds.waiting == tuple(reversed(ROWS[:-9]))


def test_a_more_wanted_feed_displaces_the_last_one_but_only_after_its_minute() -> None:
    feeds = short_of_units(5, *ROWS[:5])
    feeds.want([TENCENT_BOOK, *ROWS[:5]], 1)
    assert feeds.to_subscribe(EARLY) == feeds.to_unsubscribe(EARLY) == []
    assert feeds.next_at(EARLY) == HOLD_S
    assert asked(feeds.to_unsubscribe(LATE)) == {ROWS[4]}
    feeds.unsubscribed([ROWS[4]])
    assert asked(feeds.to_subscribe(LATE)) == {TENCENT_BOOK}
    feeds.subscribed([TENCENT_BOOK], LATE)
    assert feeds.waiting == (ROWS[4],)
    assert feeds.to_unsubscribe(LATE * 9) == []


def test_the_least_recently_seen_goes_first_and_no_more_than_needed() -> None:
    feeds = short_of_units(4, *ROWS[:4])
    for seen_at, rest in ((1, ROWS[1:4]), (2, ROWS[2:4]), (3, ())):
        feeds.want(rest, seen_at)
    feeds.want([TENCENT_QUOTE, HSBC_QUOTE], LATE - 2)
    assert asked(feeds.to_unsubscribe(LATE - 1)) == {ROWS[0], ROWS[1]}


def test_what_is_seen_again_soon_was_kept() -> None:
    feeds = short_of_units(100, *ROWS[:4])
    feeds.want([], 100)
    assert feeds.to_unsubscribe(100 + KEEP_S - 1) == []
    assert asked(feeds.to_unsubscribe(100 + KEEP_S)) == set(ROWS[:4])


def test_what_another_connection_has_costs_nothing_and_frees_nothing() -> None:
    feeds = holding(*ROWS[:2])
    others = ConnectionSubscriptions(((Feed.QUOTE, (ROWS[0].id, ROWS[5].id)),), 2, own=False)
    own = ConnectionSubscriptions(((Feed.QUOTE, (ROWS[0].id, ROWS[1].id)),), 2, own=True)
    feeds.quota.learn(SubscriptionInfo((own, others), 3, 0), 0)
    feeds.want([ROWS[5], ROWS[6], *ROWS[:2]], 0)
    assert asked(feeds.to_subscribe(LATE)) == {ROWS[5]}
    assert asked(feeds.to_unsubscribe(LATE)) == {ROWS[1]}


def test_units_a_lost_link_left_behind_are_ours_for_a_minute() -> None:
    feeds = short_of_units(4, *ROWS[:4])
    feeds.link_lost(100)
    feeds.quota.learn(SubscriptionInfo((), 4, 0), 100)
    feeds.want([*ROWS[2:4], TENCENT_QUOTE], 100)
    assert asked(feeds.to_subscribe(101)) == set(ROWS[2:4])
    assert feeds.quota.look_at == 100 + HOLD_S
    feeds.quota.learn(SubscriptionInfo((), 1, 3), 100 + HOLD_S)
    assert asked(feeds.to_subscribe(100 + HOLD_S)) == {*ROWS[2:4], TENCENT_QUOTE}
    assert feeds.quota.look_at == math.inf


def test_a_restarted_opend_left_nothing_behind() -> None:
    feeds = short_of_units(4, *ROWS[:4])
    feeds.link_lost(100)
    feeds.quota.learn(SubscriptionInfo((), 0, 4), 100)
    feeds.want(ROWS[10:14], 100)
    assert asked(feeds.to_subscribe(101)) == set(ROWS[10:14])


class Server:
    """Counts units and minutes like OpenD, and fails the test instead of refusing."""

    def __init__(self, units: int) -> None:
        self.feeds = short_of_units(units)
        self.units = units
        self.since: dict[FeedKey, float] = {}

    def work(self, now: float) -> None:
        for batch in self.feeds.to_unsubscribe(now):
            assert all(self.since.pop(key) + 60 <= now for key in batch.keys)
            self.feeds.unsubscribed(batch.keys)
        for batch in self.feeds.to_subscribe(now):
            assert not self.since.keys() & set(batch.keys)
            self.since.update((key, now) for key in batch.keys)
            assert len(self.since) <= self.units
            self.feeds.subscribed(batch.keys, now)

    def until(self, now: float, end: float) -> None:
        """Do all that becomes due in between."""
        while (due := self.feeds.next_at(now)) is not None and due <= end:
            now = due
            self.work(now)


PAGES = [
    [FeedKey(SecurityId(Market.HK, f"{page:02}{row:03}"), Feed.QUOTE) for row in range(50)]
    for page in range(20)
]


def focus_of(key: FeedKey) -> list[FeedKey]:
    return [FeedKey(key.id, feed) for feed in (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.BROKERS)]


def test_paging_through_a_thousand_rows_in_ten_seconds_stays_within_a_hundred_units() -> None:
    server = Server(100)
    for turn, page in enumerate(PAGES):
        server.feeds.want([*focus_of(page[0]), *page], turn * 0.5)
        server.work(turn * 0.5)
    assert len(server.since) == 100
    server.until(9.5, 200)
    assert set(server.since) == {*focus_of(PAGES[19][0]), *PAGES[19]}


@settings(deadline=None, max_examples=60)
@given(
    st.integers(5, 120),
    st.lists(
        st.tuples(
            st.sampled_from([0.0, 0.2, 1.0, 20.0, 61.0]),
            st.integers(0, 19),
            st.integers(0, 49),
            st.booleans(),
        ),
        min_size=1,
        max_size=40,
    ),
)
def test_no_paging_breaks_the_quota_or_the_minute_and_the_focus_is_served_in_the_end(
    units: int, turns: list[tuple[float, int, int, bool]]
) -> None:
    server, now = Server(units), 0.0
    focus: list[FeedKey] = []
    for pause_s, page, row, reverse in turns:
        server.until(now, now + pause_s)
        now += pause_s
        focus = focus_of(PAGES[page][row])
        server.feeds.want([*focus, *(reversed(PAGES[page]) if reverse else PAGES[page])], now)
        server.work(now)
    server.until(now, now + 2 * HOLD_S)
    assert set(focus) <= server.since.keys()
