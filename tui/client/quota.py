"""How many subscription units there are, and who uses them; pure.

A pair of security and feed is one unit of the whole OpenD, however many connections have it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Set
from typing import NamedTuple

from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.wire.messages.quote import SubscriptionInfo

HOLD_S = 61.0
"""OpenD refuses to unsubscribe within a minute of subscribing, and keeps for a minute what a connection had
that is gone."""
MOST_HEADROOM = 8
TIERS = (100, 300, 1000, 2000)
"""Units that users get, by what they own and trade."""


class FeedKey(NamedTuple):
    """One unit of the subscription quota."""

    id: SecurityId
    feed: Feed


class Quota:
    """The units of the user, as OpenD counts them."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self.total: int | None = None
        """None until OpenD said it: then nothing is held back."""
        self._hold_s = hold_s
        self._others: frozenset[FeedKey] = frozenset()
        self._unlisted = 0
        """Units in use that no connection listed has: of connections that are gone."""
        self._left: frozenset[FeedKey] = frozenset()
        """What a lost link had; counted until OpenD is asked after its minute."""
        self._left_until = 0.0

    @property
    def headroom(self) -> int:
        """Units kept free for the first wishes, because what is in focus changes more often than a minute."""
        return 0 if self.total is None else min(MOST_HEADROOM, self.total // 10)

    def learn(self, info: SubscriptionInfo, now: float) -> None:
        """Take in what OpenD says of all connections."""
        own = {key for one in info.connections if one.own for key in _keys(one.feeds)}
        self._others = frozenset(key for one in info.connections if not one.own for key in _keys(one.feeds))
        if now >= self._left_until or info.total_used < len(self._others | own | self._left):
            self._left = frozenset()  # It is over, or OpenD was restarted in between.
        self._unlisted = max(info.total_used - len(self._others | own | self._left), 0)
        self.total = self._total(info.total_used, info.remaining)

    def _total(self, used: int, remaining: int) -> int:
        """Return how many units there are; when none is left, more may be in use than that."""
        before = self.total
        if remaining > 0 or before is None or used == before:
            return used + max(remaining, 0)
        if used > before:
            return before
        # Not one is free although fewer are in use than there were: the user came down to a lower tier.
        return max((tier for tier in TIERS if tier <= used), default=used)

    def link_lost(self, held: Iterable[FeedKey], now: float) -> None:
        """OpenD keeps what the lost link had for a while: to have it again costs nothing."""
        self._left |= frozenset(held)
        self._left_until = now + self._hold_s

    def free(self, key: FeedKey) -> bool:
        """Whether a unit is in use for this anyway."""
        return key in self._others or key in self._left

    def shared(self, key: FeedKey) -> bool:
        """Whether another connection has it too, so that to let it go frees nothing."""
        return key in self._others

    def used(self, held: Set[FeedKey]) -> int:
        """Return the units in use, ours and all others'."""
        return self._unlisted + len(self._others | held | self._left)

    def room(self, held: Set[FeedKey]) -> int:
        """Return how many units more there are; less than none when others took what was ours."""
        assert self.total is not None
        return self.total - self.used(held)

    @property
    def look_at(self) -> float:
        """When to ask OpenD again, because what a lost link had comes free."""
        return self._left_until if self._left else math.inf


def _keys(feeds: Iterable[tuple[Feed, tuple[SecurityId, ...]]]) -> Iterable[FeedKey]:
    return (FeedKey(id_, feed) for feed, ids in feeds for id_ in ids)
