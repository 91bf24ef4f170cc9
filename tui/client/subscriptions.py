"""Which feeds are wanted, which ones OpenD carries for us, and what to ask for next; time is an argument."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from tui.client.allotment import Allotment
from tui.client.quota import HOLD_S, Pot, Quota, Unit, pot_of
from tui.client.quota import FeedKey as FeedKey
from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.domain.refusals import Cause

KEEP_S = 60.0
"""What was looked at so lately is kept while there are units: people page back."""
BATCH = 100
"""Securities a request, as the vendor's SDK groups them."""
RETRY_BASE_S = 5.0
RETRY_CAP_S = 60.0
LOOK_CLOSER_EVERY = 8
"""Tries after which the parts of a batch that is refused again and again are asked for one by one again."""


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
    cause: Cause


class Subscriptions:
    """The wanted set against what the current link has; survives links, what is held does not.

    Nothing is let go within its minute. After that goes what nobody looks at any more, the least recently
    seen first when units are short; and for a wish that comes earlier in the order, the last one held.
    """

    def __init__(self, hold_s: float = HOLD_S, keep_s: float = KEEP_S) -> None:
        self.quota = Quota(hold_s)
        self._hold_s = hold_s
        self._keep_s = keep_s
        self._wanted: dict[FeedKey, int] = {}
        """With their places, most wanted first."""
        self._held: dict[FeedKey, float] = {}
        self._seen: dict[FeedKey, float] = {}
        """When a held feed was last wanted, if it is not now."""
        self._failed: dict[FeedKey, _Failure] = {}
        self._again: set[FeedKey] = set()
        """Held ones that are to be asked for all the same; they keep their units."""
        self._held_back: Callable[[FeedKey], bool] | None = None

    @property
    def wanted(self) -> frozenset[FeedKey]:
        """What should be subscribed."""
        return frozenset(self._wanted)

    @property
    def held(self) -> frozenset[FeedKey]:
        """What is subscribed on this link."""
        return frozenset(self._held)

    @property
    def waiting(self) -> tuple[FeedKey, ...]:
        """What is wanted and has no unit."""
        return tuple(
            key
            for key in self._wanted
            if key not in self._held
            and self._may_ask(key)
            and (key not in self._failed or self._failed[key].cause is Cause.QUOTA)
        )

    def want(self, keys: Iterable[FeedKey], now: float) -> None:
        """Replace the wanted set; the order is that of importance."""
        before = self._wanted
        self._wanted = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        self._seen.update((key, now) for key in before if key not in self._wanted and key in self._held)
        for key in self._wanted:
            self._seen.pop(key, None)
        self._failed = {key: failure for key, failure in self._failed.items() if key in self._wanted}

    def link_lost(self, now: float) -> None:
        """A new link carries nothing yet and owes nothing."""
        self.quota.link_lost(self._held, now)
        self._held_back = None
        self._held.clear()
        self._seen.clear()
        self._failed.clear()
        self._again.clear()

    def retry(self) -> None:
        """Ask again at once for all that was refused."""
        for failure in self._failed.values():
            failure.retry_at, failure.attempts = 0.0, 0

    def hold_back(self, which: Callable[[FeedKey], bool] | None) -> None:
        """Do not ask for these by ourselves: somebody else has taken the right to them. None: ask for all."""
        self._held_back = which

    def ask_for(self, which: Callable[[FeedKey], bool]) -> None:
        """Ask for these at once, whatever is known of them."""
        self._held_back = None
        for key in self._wanted:
            if which(key):
                self._failed.pop(key, None)
                if key in self._held:
                    self._again.add(key)

    def _may_ask(self, key: FeedKey) -> bool:
        return self._held_back is None or not self._held_back(key)

    def subscribed(self, keys: Iterable[FeedKey], now: float) -> None:
        """OpenD carries these now."""
        for key in keys:
            self._held[key] = now
            self._failed.pop(key, None)
            self._again.discard(key)
            if key not in self._wanted:
                self._seen[key] = now

    def refused(self, key: FeedKey, now: float, cause: Cause = Cause.OTHER) -> float:
        """OpenD did not take this one; return the delay before it is asked for again."""
        attempts = self._failed[key].attempts if key in self._failed else 0
        delay_s = min(RETRY_BASE_S * 2.0 ** min(attempts, 16), RETRY_CAP_S)
        self._failed[key] = _Failure(now + delay_s, attempts + 1, cause)
        self._forget(key)
        return delay_s

    def known_refused(self, keys: Iterable[FeedKey], cause: Cause) -> bool:
        """Whether each of these was refused for this cause by itself: to ask one by one tells nothing new."""
        failures = [self._failed.get(key) for key in keys]
        return all(
            failure is not None and failure.cause is cause and failure.attempts % LOOK_CLOSER_EVERY
            for failure in failures
        )

    def unsubscribed(self, keys: Iterable[FeedKey]) -> None:
        """OpenD carries these no longer."""
        for key in keys:
            self._forget(key)

    def kept(self, keys: Iterable[FeedKey], now: float) -> None:
        """OpenD did not let these go: hold them for another while."""
        for key in keys:
            self._held[key] = now

    def missing(self, present: Iterable[FeedKey], now: float) -> frozenset[FeedKey]:
        """Compare with what OpenD says it carries; the ones it lost are asked for again."""
        lost = frozenset(self._held) - frozenset(present)
        for key in lost:
            self.refused(key, now)
        return lost & self.wanted

    def to_subscribe(self, now: float) -> list[Batch]:
        """Wanted, not held, not waiting for a retry, and there is a unit for it."""
        allotment = self._allotment()
        chosen: list[FeedKey] = []
        for key in self._ready(now):
            if allotment.fits(key):
                allotment.take(key)
                chosen.append(key)
        return _batches(chosen)

    def to_unsubscribe(self, now: float) -> list[Batch]:
        """Held and old enough to be let go: long unseen, or in the way of something more wanted."""
        allotment = self._allotment()
        leaving = [
            key
            for key in self._held
            if key not in self._wanted
            and self._ripe(key, now)
            and self._seen.get(key, 0.0) + self._keep_s <= now
        ]
        for key in leaving:
            allotment.give_back(key)
        victims = self._victims(frozenset(leaving), now)
        short: set[Pot] = set()
        for key in self._ready(now):
            pot = self.quota.pot(key)
            if pot in short:
                continue
            line = victims[pot]
            while line and not allotment.fits(key) and self._displaces(key, line[-1], allotment):
                for victim in line.pop():
                    allotment.give_back(victim)
                    leaving.append(victim)
            if allotment.fits(key):
                allotment.take(key)
            else:
                short.add(pot)
        return _batches(leaving)

    def _victims(self, leaving: Set[FeedKey], now: float) -> dict[Pot, list[tuple[FeedKey, ...]]]:
        """What may go to free a unit, by pot: all that we have by it at once; the first to go comes last."""
        by_unit: dict[Unit, list[FeedKey]] = {}
        for key in self._held:
            if key not in leaving:
                by_unit.setdefault(self.quota.unit(key), []).append(key)
        victims: dict[Pot, list[tuple[FeedKey, ...]]] = {pot: [] for pot in self.quota.pots}
        for unit, keys in by_unit.items():
            if not self.quota.shared(unit) and all(self._ripe(key, now) for key in keys):
                victims[pot_of(unit)].append(tuple(keys))
        for line in victims.values():
            line.reverse()
            line.sort(key=lambda keys: (self._place(keys), -max(self._seen.get(key, 0.0) for key in keys)))
        return victims

    def _displaces(self, key: FeedKey, victim: Iterable[FeedKey], allotment: Allotment) -> bool:
        place = self._place(victim)
        return place == math.inf or (place > self._wanted[key] and allotment.may_displace(key))

    def _place(self, keys: Iterable[FeedKey]) -> float:
        """How early in the order the most wanted of these comes; infinity when none is wanted."""
        return min(self._wanted.get(key, math.inf) for key in keys)

    def next_at(self, since: float) -> float | None:
        """When there may be something to do again without a new wish, after what was done at `since`."""
        short = bool(self.waiting)
        moments = [failure.retry_at for key, failure in self._failed.items() if self._may_ask(key)]
        for key, held_at in self._held.items():
            ripe_at = held_at + self._hold_s
            if short:
                moments.append(ripe_at)
            if key not in self._wanted:
                moments.append(max(ripe_at, self._seen.get(key, 0.0) + self._keep_s))
        return min((moment for moment in moments if moment > since), default=None)

    def _allotment(self) -> Allotment:
        return Allotment(self.quota, tuple(self._wanted), self.held)

    def _ready(self, now: float) -> Iterator[FeedKey]:
        """What may be asked for, most wanted first."""
        for key in self._wanted:
            waits = key in self._failed and self._failed[key].retry_at > now
            if key in self._again or (key not in self._held and not waits and self._may_ask(key)):
                yield key

    def _forget(self, key: FeedKey) -> None:
        self._held.pop(key, None)
        self._seen.pop(key, None)
        self._again.discard(key)

    def _ripe(self, key: FeedKey, now: float) -> bool:
        return self._held[key] + self._hold_s <= now


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
