"""The wanted set against the held set, on a clock that is an argument."""

from __future__ import annotations

import pytest

from tests.client.fakes import HSBC, TENCENT
from tui.client.subscriptions import BATCH, HOLD_S, Batch, FeedKey, Subscriptions
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.wire.messages_quote import Feed

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
