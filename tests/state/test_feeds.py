"""Feeds that OpenD does not carry, and the units, as panes see them."""

from __future__ import annotations

import pytest

from tests.domain.makers import APPLE, TENCENT, instrument, quote
from tui.domain.events import (
    FeedRefused,
    FeedServed,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    QuotaReported,
    QuoteChanged,
)
from tui.domain.feeds import Feed
from tui.domain.lazy import Lazy
from tui.domain.refusals import Cause
from tui.state.dirty import Topic
from tui.state.rows import Tone
from tui.state.rows_header import header_of
from tui.state.rows_status import Quota, quota_of
from tui.state.rows_watchlist import WatchRows
from tui.state.store import Store


@pytest.fixture
def store() -> Store:
    """A live store with one quote, nothing dirty."""
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(InstrumentsReported((instrument(),)))
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote())))
    store.drain()
    return store


@pytest.mark.parametrize(
    ("cause", "row", "header"),
    [
        (Cause.RIGHT, "no right", "NO RIGHT"),
        (Cause.QUOTA, "no quota", "NO QUOTA"),
        (Cause.UNKNOWN_CODE, "unknown", "UNKNOWN CODE"),
        (Cause.OTHER, "refused", "REFUSED"),
    ],
)
def test_a_refused_quote_says_why_and_shows_no_price(
    store: Store, cause: Cause, row: str, header: str
) -> None:
    store.apply(FeedRefused(TENCENT, Feed.QUOTE, cause, "text"))

    (line,) = WatchRows().of(store, [TENCENT])
    assert (line.last.text, line.last.tone, line.change_percent.text) == (row, Tone.WARN, "")
    assert line.name.text == "TENCENT"
    assert header_of(store, TENCENT).freshness.text == header
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert (Topic.QUOTE, TENCENT) in store.drain()


def test_a_feed_that_is_carried_again_is_as_before(store: Store) -> None:
    before = WatchRows().of(store, [TENCENT, APPLE])
    store.apply(FeedRefused(TENCENT, Feed.QUOTE, Cause.QUOTA, "text"))
    store.drain()
    store.apply(FeedServed(TENCENT, Feed.QUOTE))

    assert WatchRows().of(store, [TENCENT, APPLE]) == before
    assert not store.is_stale(Topic.QUOTE, TENCENT)
    assert (Topic.QUOTE, TENCENT) in store.drain()


@pytest.mark.parametrize("feed", [Feed.BROKERS, Feed.TRADES, Feed.MINUTES])
def test_another_refused_feed_does_not_hide_the_quote(store: Store, feed: Feed) -> None:
    before = WatchRows().of(store, [TENCENT])
    store.apply(FeedRefused(TENCENT, feed, Cause.RIGHT, "text"))

    assert WatchRows().of(store, [TENCENT]) == before
    assert not store.is_stale(Topic.QUOTE, TENCENT)
    assert store.feeds.cause(TENCENT, feed) is Cause.RIGHT
    store.drain()


def test_units_reach_the_status_bar(store: Store) -> None:
    assert quota_of(store) is None
    store.apply(QuotaReported(used=97, total=100, own=60, waiting=4))

    assert quota_of(store) == Quota(97, 3)
    assert (Topic.LINK, None) in store.drain()
