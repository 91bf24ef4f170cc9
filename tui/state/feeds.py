"""Which feeds OpenD does not carry and why, and the subscription units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.domain.refusals import Cause
from tui.state.dirty import DirtySets, Topic

if TYPE_CHECKING:
    from tui.domain.events import FeedRefused, FeedServed, QuotaReported

_TOPICS = {
    Feed.QUOTE: Topic.QUOTE,
    Feed.BOOK: Topic.BOOK,
    Feed.BROKERS: Topic.BROKERS,
}
_FEEDS = {topic: feed for feed, topic in _TOPICS.items()}


class FeedBoard:
    """What the subscriber told last."""

    def __init__(self, dirty: DirtySets) -> None:
        self.quota: QuotaReported | None = None
        """None until OpenD said how many units there are."""
        self._refused: dict[tuple[SecurityId, Feed], FeedRefused] = {}
        self._dirty = dirty
        self._dirty_link = dirty.of(Topic.LINK)

    def cause(self, security: SecurityId, feed: Feed = Feed.QUOTE) -> Cause | None:
        """Return why a wanted feed is not carried, None when it is or was not asked for."""
        refused = self._refused.get((security, feed))
        return None if refused is None else refused.cause

    def refused(self, topic: Topic, security: SecurityId) -> bool:
        """Whether the feed behind a topic is wanted and not carried, so that what there is of it is old."""
        feed = _FEEDS.get(topic)
        return feed is not None and (security, feed) in self._refused

    def quota_reported(self, event: QuotaReported, now: float | None) -> None:
        """Keep the newest count."""
        del now
        self.quota = event
        self._dirty_link.add(None)

    def feed_refused(self, event: FeedRefused, now: float | None) -> None:
        """Remember why, and have the security drawn again."""
        del now
        self._refused[event.id, event.feed] = event
        self._touch(event.id, event.feed)

    def feed_served(self, event: FeedServed, now: float | None) -> None:
        """Forget why not."""
        del now
        if self._refused.pop((event.id, event.feed), None) is not None:
            self._touch(event.id, event.feed)

    def _touch(self, security: SecurityId, feed: Feed) -> None:
        topic = _TOPICS.get(feed)
        if topic is not None:
            self._dirty.of(topic).add(security)
