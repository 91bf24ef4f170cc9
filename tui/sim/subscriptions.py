"""Who subscribed what. Pure.

A subscription belongs to a connection and counts once in the whole daemon; data may be read by every
connection while any of them is subscribed. A push additionally needs the connection's own registration.
Nobody may leave within a minute, and what a lost connection had stays subscribed for one.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.sim.refusal import RefusalError
from tui.wire.messages.quote import ConnectionSubscriptions, Feed, SubscriptionInfo

QUOTA = 1000
"""Units of a user with more than half a million in the account."""
MINUTE_S = 60.0


class Topic(NamedTuple):
    """One unit of quota: a security and a feed."""

    id: SecurityId
    feed: Feed


@dataclass(slots=True)
class _Subscriber:
    since: dict[Topic, float] = field(default_factory=dict)
    """Start of each subscription."""
    pushed: set[Topic] = field(default_factory=set)


class Subscriptions:
    """The registry of one daemon; connections are any hashable key."""

    def __init__(self, quota: int = QUOTA) -> None:
        self.quota = quota
        self._subscribers: dict[Hashable, _Subscriber] = {}
        self._counts: dict[Topic, int] = {}
        self._left: dict[Topic, float] = {}
        """What lost connections leave behind, and when it ends; each is one more in the counts."""
        self._listeners: dict[Topic, list[Hashable]] = {}

    @property
    def used(self) -> int:
        """Units in use in the whole daemon."""
        return len(self._counts)

    @property
    def pushed_topics(self) -> Iterable[Topic]:
        """Everything that at least one connection wants pushed."""
        return self._listeners.keys()

    @property
    def topics(self) -> Iterable[Topic]:
        """Everything that takes a unit now."""
        return self._counts.keys()

    def is_subscribed(self, topic: Topic) -> bool:
        """Whether any connection is subscribed, so that the value may be read."""
        return topic in self._counts

    def listeners(self, topic: Topic) -> tuple[Hashable, ...]:
        """Connections that get pushes of this topic, in the order they registered."""
        return tuple(self._listeners.get(topic, ()))

    def subscribe(self, key: Hashable, topics: Iterable[Topic], now: float) -> None:
        """Subscribe a connection; all or nothing when the quota does not suffice."""
        wanted = tuple(dict.fromkeys(topics))
        missing = sum(1 for topic in wanted if topic not in self._counts)
        if missing and self.used + missing > self.quota:
            raise RefusalError(
                f"The subscription quota is not enough: {self.used} of {self.quota} used, "
                f"{missing} more needed."
            )
        subscriber = self._subscribers.setdefault(key, _Subscriber())
        for topic in wanted:
            if topic not in subscriber.since:
                subscriber.since[topic] = now
                self._counts[topic] = self._counts.get(topic, 0) + 1

    def unsubscribe(self, key: Hashable, topics: Iterable[Topic], now: float) -> None:
        """End subscriptions of a connection and their pushes, all or none; what it never had is no error."""
        subscriber = self._subscribers.get(key)
        if subscriber is None:
            return
        leaving = tuple(topic for topic in dict.fromkeys(topics) if topic in subscriber.since)
        for topic in leaving:
            if now - subscriber.since[topic] < MINUTE_S:
                raise RefusalError(
                    f"{topic.id} {topic.feed.name} was subscribed too recently: "
                    f"a subscription lasts at least one minute."
                )
        for topic in leaving:
            del subscriber.since[topic]
            self._set_push(key, subscriber, topic, wanted=False)
            self._release(topic)

    def unsubscribe_all(self, key: Hashable, now: float) -> None:
        """End every subscription of a connection."""
        subscriber = self._subscribers.get(key)
        if subscriber is not None:
            self.unsubscribe(key, tuple(subscriber.since), now)

    def register(self, key: Hashable, topics: Iterable[Topic], *, wanted: bool) -> None:
        """Switch pushes of a connection on or off; on needs a subscription somewhere in the daemon."""
        subscriber = self._subscribers.setdefault(key, _Subscriber())
        listed = tuple(topics)
        for topic in listed:
            if wanted and not self.is_subscribed(topic):
                raise RefusalError(f"{topic.id} is not subscribed to {topic.feed.name}: subscribe first.")
        for topic in listed:
            self._set_push(key, subscriber, topic, wanted=wanted)

    def drop(self, key: Hashable, now: float) -> None:
        """Forget a connection that has gone; its subscriptions stay for a minute, as nobody's."""
        subscriber = self._subscribers.get(key)
        if subscriber is None:
            return
        for topic in tuple(subscriber.pushed):
            self._set_push(key, subscriber, topic, wanted=False)
        del self._subscribers[key]
        for topic in subscriber.since:
            if topic in self._left:
                self._release(topic)
                del self._left[topic]
            self._left[topic] = now + MINUTE_S

    def expire(self, now: float) -> None:
        """End what lost connections left behind more than a minute ago."""
        # The oldest come first: a renewed one was put at the end.
        for topic, ends in tuple(self._left.items()):
            if ends > now:
                break
            del self._left[topic]
            self._release(topic)

    def clear(self) -> None:
        """Forget everything, as a restart does."""
        for held in (self._subscribers, self._counts, self._left, self._listeners):
            held.clear()

    def info(self, key: Hashable, *, all_connections: bool) -> SubscriptionInfo:
        """Describe quota and subscriptions as this connection sees them."""
        shown = [
            (other, subscriber)
            for other, subscriber in self._subscribers.items()
            if subscriber.since and (all_connections or other == key)
        ]
        return SubscriptionInfo(
            connections=tuple(
                ConnectionSubscriptions(_by_feed(subscriber.since), len(subscriber.since), own=other == key)
                for other, subscriber in shown
            ),
            total_used=self.used,
            remaining=max(self.quota - self.used, 0),
        )

    def _release(self, topic: Topic) -> None:
        """Take one subscriber off a topic; the last one takes all pushes of it along."""
        self._counts[topic] -= 1
        if not self._counts[topic]:
            del self._counts[topic]
            for other in self.listeners(topic):
                self._set_push(other, self._subscribers[other], topic, wanted=False)

    def _set_push(self, key: Hashable, subscriber: _Subscriber, topic: Topic, *, wanted: bool) -> None:
        if wanted and topic not in subscriber.pushed:
            subscriber.pushed.add(topic)
            self._listeners.setdefault(topic, []).append(key)
        elif not wanted and topic in subscriber.pushed:
            subscriber.pushed.discard(topic)
            self._listeners[topic].remove(key)
            if not self._listeners[topic]:
                del self._listeners[topic]


def _by_feed(topics: Iterable[Topic]) -> tuple[tuple[Feed, tuple[SecurityId, ...]], ...]:
    feeds: dict[Feed, list[SecurityId]] = {}
    for topic in topics:
        feeds.setdefault(topic.feed, []).append(topic.id)
    return tuple((feed, tuple(ids)) for feed, ids in feeds.items())
