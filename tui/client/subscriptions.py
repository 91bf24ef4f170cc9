"""Which feeds are wanted, which ones OpenD carries for us, and what to ask for next; time is an argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.wire.messages_quote import Feed

HOLD_S = 61.0
"""OpenD refuses to unsubscribe within a minute of subscribing."""
BATCH = 100
"""Securities a request, as the vendor's SDK groups them."""
RETRY_BASE_S = 5.0
RETRY_CAP_S = 60.0


class FeedKey(NamedTuple):
    """One unit of the subscription quota."""

    id: SecurityId
    feed: Feed


class Batch(NamedTuple):
    """Feeds of some securities that fit into one request."""

    ids: tuple[SecurityId, ...]
    feeds: tuple[Feed, ...]

    @property
    def keys(self) -> tuple[FeedKey, ...]:
        """Every pair of the batch."""
        return tuple(FeedKey(id_, feed) for id_ in self.ids for feed in self.feeds)

    def split(self) -> tuple[Batch, ...]:
        """Halve by securities, then by feeds; a single pair does not split."""
        if len(self.ids) > 1:
            half = len(self.ids) // 2
            return Batch(self.ids[:half], self.feeds), Batch(self.ids[half:], self.feeds)
        if len(self.feeds) > 1:
            return tuple(Batch(self.ids, (feed,)) for feed in self.feeds)
        return ()


@dataclass(slots=True)
class _Failure:
    retry_at: float
    attempts: int


class Subscriptions:
    """The wanted set against what the current link has; survives links, what is held does not."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._wanted: frozenset[FeedKey] = frozenset()
        self._held: dict[FeedKey, float] = {}
        self._failed: dict[FeedKey, _Failure] = {}

    @property
    def wanted(self) -> frozenset[FeedKey]:
        """What should be subscribed."""
        return self._wanted

    @property
    def held(self) -> frozenset[FeedKey]:
        """What is subscribed on this link."""
        return frozenset(self._held)

    def want(self, keys: Iterable[FeedKey]) -> None:
        """Replace the wanted set."""
        self._wanted = frozenset(keys)
        self._failed = {key: failure for key, failure in self._failed.items() if key in self._wanted}

    def link_lost(self) -> None:
        """A new link carries nothing yet and owes nothing."""
        self._held.clear()
        self._failed.clear()

    def subscribed(self, keys: Iterable[FeedKey], now: float) -> None:
        """OpenD carries these now."""
        for key in keys:
            self._held[key] = now
            self._failed.pop(key, None)

    def refused(self, key: FeedKey, now: float) -> float:
        """OpenD did not take this one; return the delay before it is asked for again."""
        attempts = self._failed[key].attempts if key in self._failed else 0
        delay_s = min(RETRY_BASE_S * 2.0 ** min(attempts, 16), RETRY_CAP_S)
        self._failed[key] = _Failure(now + delay_s, attempts + 1)
        self._held.pop(key, None)
        return delay_s

    def unsubscribed(self, keys: Iterable[FeedKey]) -> None:
        """OpenD carries these no longer."""
        for key in keys:
            self._held.pop(key, None)

    def kept(self, keys: Iterable[FeedKey], now: float) -> None:
        """OpenD did not let these go: hold them for another while."""
        for key in keys:
            self._held[key] = now

    def missing(self, present: Iterable[FeedKey], now: float) -> frozenset[FeedKey]:
        """Compare with what OpenD says it carries; the ones it lost are asked for again."""
        lost = frozenset(self._held) - frozenset(present)
        for key in lost:
            self.refused(key, now)
        return lost & self._wanted

    def to_subscribe(self, now: float) -> list[Batch]:
        """Wanted, not held, and not waiting for a retry."""
        return _batches(
            key
            for key in self._wanted
            if key not in self._held and (key not in self._failed or self._failed[key].retry_at <= now)
        )

    def to_unsubscribe(self, now: float) -> list[Batch]:
        """Held, no longer wanted, and old enough to be let go."""
        return _batches(
            key
            for key, since in self._held.items()
            if key not in self._wanted and since + self._hold_s <= now
        )

    def next_at(self) -> float | None:
        """When there may be something to do again without a new wish."""
        moments = [since + self._hold_s for key, since in self._held.items() if key not in self._wanted]
        moments += [failure.retry_at for failure in self._failed.values()]
        return min(moments, default=None)


def _batches(keys: Iterable[FeedKey]) -> list[Batch]:
    """Group securities that need the same feeds."""
    by_id: dict[SecurityId, set[Feed]] = {}
    for key in keys:
        by_id.setdefault(key.id, set()).add(key.feed)
    by_feeds: dict[tuple[Feed, ...], list[SecurityId]] = {}
    for id_, feeds in by_id.items():
        by_feeds.setdefault(tuple(sorted(feeds)), []).append(id_)
    batches: list[Batch] = []
    for feeds_key, ids in sorted(by_feeds.items()):
        ids.sort()
        batches += [Batch(tuple(ids[i : i + BATCH]), feeds_key) for i in range(0, len(ids), BATCH)]
    return batches
