"""Who subscribed what. Pure.

A subscription belongs to a connection and counts once in the whole daemon; of options, all those of one
expiry together count once, in a pot of their own. Data may be read by every connection while any of them
is subscribed. A push additionally needs the connection's own registration.
Nobody may leave within a minute, and what a lost connection had stays subscribed for one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.sim.refusal import RefusalError
from tui.wire.messages.quote import ConnectionSubscriptions, Feed, SubscriptionInfo

QUOTA = 1000
"""Units of a user with more than half a million in the account."""
MINUTE_S = 60.0
_OPTION_SHARE = 5
"""The quota of options is a pot of its own, and so many times smaller."""
ChainOf = Callable[[SecurityId], Hashable]
"""The expiry chain an option is in, None for everything else."""


class Topic(NamedTuple):
    """One unit of quota: a security and a feed."""

    id: SecurityId
    feed: Feed


@dataclass(slots=True)
class _Subscriber:
    since: dict[Topic, float] = field(default_factory=dict)
    """Start of each subscription."""
    pushed: set[Topic] = field(default_factory=set)
    detailed: set[SecurityId] = field(default_factory=set)
    """Books of which it wants the single orders."""


class Subscriptions:
    """The registry of one daemon; connections are any hashable key."""

    def __init__(self, quota: int = QUOTA, chain_of: ChainOf = lambda _: None) -> None:
        self.quota = quota
        self._chain_of = chain_of
        self._chains: Counter[tuple[Hashable, Feed]] = Counter()
        """Subscribed options by chain and feed: each of these is one unit of the options' pot."""
        self._options = 0
        """How many of the topics are options."""
        self._subscribers: dict[Hashable, _Subscriber] = {}
        self._counts: dict[Topic, int] = {}
        self._left: dict[Topic, float] = {}
        """What lost connections leave behind, and when it ends; each is one more in the counts."""
        self._listeners: dict[Topic, list[Hashable]] = {}

    @property
    def used(self) -> int:
        """Units in use in the whole daemon, options apart."""
        return len(self._counts) - self._options

    @property
    def option_quota(self) -> int:
        """Units for options."""
        return self.quota // _OPTION_SHARE

    @property
    def option_used(self) -> int:
        """Units of them in use."""
        return len(self._chains)

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
        missing = [topic for topic in wanted if topic not in self._counts]
        chains = _chains_of(missing, self._chain_of)
        _require(len(missing) - chains.total(), self.used, self.quota, "subscription")
        new_chains = sum(chain not in self._chains for chain in chains)
        _require(new_chains, self.option_used, self.option_quota, "option subscription")
        subscriber = self._subscribers.setdefault(key, _Subscriber())
        for topic in wanted:
            if topic not in subscriber.since:
                subscriber.since[topic] = now
                self._counts[topic] = self._counts.get(topic, 0) + 1
        self._chains += chains
        self._options += chains.total()

    def detail(self, key: Hashable, ids: Iterable[SecurityId], *, wanted: bool) -> None:
        """Note whether a connection wants the single orders of these books; the last word counts."""
        detailed = self._subscribers.setdefault(key, _Subscriber()).detailed
        if wanted:
            detailed.update(ids)
        else:
            detailed.difference_update(ids)

    def is_detailed(self, key: Hashable, id_: SecurityId) -> bool:
        """Whether a connection wants the single orders of a book."""
        subscriber = self._subscribers.get(key)
        return subscriber is not None and id_ in subscriber.detailed

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
            if topic.feed is Feed.BOOK:
                subscriber.detailed.discard(topic.id)
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
        for held in (self._subscribers, self._counts, self._left, self._listeners, self._chains):
            held.clear()
        self._options = 0

    def info(self, key: Hashable, *, all_connections: bool) -> SubscriptionInfo:
        """Describe quota and subscriptions as this connection sees them."""
        shown = [
            (other, subscriber)
            for other, subscriber in self._subscribers.items()
            if subscriber.since and (all_connections or other == key)
        ]
        return SubscriptionInfo(
            connections=tuple(self._of(subscriber, own=other == key) for other, subscriber in shown),
            total_used=self.used,
            remaining=max(self.quota - self.used, 0),
            option_used=self.option_used,
            option_remaining=max(self.option_quota - self.option_used, 0),
        )

    def _of(self, subscriber: _Subscriber, *, own: bool) -> ConnectionSubscriptions:
        chains = _chains_of(subscriber.since, self._chain_of)
        units = len(subscriber.since) - chains.total()
        return ConnectionSubscriptions(_by_feed(subscriber.since), units, own, len(chains))

    def _release(self, topic: Topic) -> None:
        """Take one subscriber off a topic; the last one takes all pushes of it along."""
        self._counts[topic] -= 1
        if not self._counts[topic]:
            del self._counts[topic]
            chains = _chains_of((topic,), self._chain_of)
            self._chains -= chains
            self._options -= chains.total()
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


def _chains_of(topics: Iterable[Topic], chain_of: ChainOf) -> Counter[tuple[Hashable, Feed]]:
    """Count the options among topics by their unit."""
    found = ((chain_of(topic.id), topic.feed) for topic in topics)
    return Counter((chain, feed) for chain, feed in found if chain is not None)


def _require(missing: int, used: int, quota: int, name: str) -> None:
    if missing > 0 and used + missing > quota:
        raise RefusalError(f"The {name} quota is not enough: {used} of {quota} used, {missing} more needed.")


def _by_feed(topics: Iterable[Topic]) -> tuple[tuple[Feed, tuple[SecurityId, ...]], ...]:
    feeds: dict[Feed, list[SecurityId]] = {}
    for topic in topics:
        feeds.setdefault(topic.feed, []).append(topic.id)
    return tuple((feed, tuple(ids)) for feed, ids in feeds.items())
