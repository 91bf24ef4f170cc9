"""How many subscription units there are, and who uses them; pure.

A pair of security and feed is one unit of the whole OpenD, however many connections have it. Of options, all
those of one chain and a feed are one unit together, in a pot of their own, where OpenD tells of that pot.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from tui.domain.feeds import Feed
from tui.domain.ids import SecurityId
from tui.domain.option_codes import OptionChain, chain_of
from tui.wire.messages.quote import SubscriptionInfo

HOLD_S = 61.0
"""OpenD refuses to unsubscribe within a minute of subscribing, and keeps for a minute what a connection had
that is gone."""
MOST_HEADROOM = 8
KEPT_SHARE, OPTION_KEPT_SHARE = 10, 5
"""Of so many units one is kept free; the smallest pot of options must do for the feeds of one in focus."""
TIERS = (100, 300, 1000, 2000)
"""Units that users get, by what they own and trade."""
OPTION_TIERS = (20, 60, 200, 400)
"""The same for options."""


class Pot(Enum):
    """A quota that OpenD counts by itself."""

    MAIN = "main"
    OPTIONS = "option"


class FeedKey(NamedTuple):
    """What can be subscribed; one unit of the main quota unless it is an option's."""

    id: SecurityId
    feed: Feed


class ChainFeed(NamedTuple):
    """One unit of the option quota."""

    chain: OptionChain
    feed: Feed


Unit = FeedKey | ChainFeed


def pot_of(unit: Unit) -> Pot:
    """Return the pot a unit is of."""
    return Pot.OPTIONS if isinstance(unit, ChainFeed) else Pot.MAIN


class PotCount:
    """The units of one pot, as OpenD counts them."""

    def __init__(self, tiers: tuple[int, ...], kept_share: int) -> None:
        self.total: int | None = None
        """None until OpenD said it: then nothing is held back."""
        self.unlisted = 0
        """Units in use that no connection listed has: of connections that are gone."""
        self._tiers = tiers
        self._kept_share = kept_share

    @property
    def headroom(self) -> int:
        """Units kept free for the first wishes, because what is in focus changes more often than a minute."""
        return 0 if self.total is None else min(MOST_HEADROOM, self.total // self._kept_share)

    def learn(self, used: int, remaining: int, listed: int) -> None:
        """Take in what OpenD says of the pot; `listed` units have a known user."""
        self.unlisted = max(used - listed, 0)
        self.total = self._total(used, remaining)

    def _total(self, used: int, remaining: int) -> int:
        """Return how many units there are; when none is left, more may be in use than that."""
        before = self.total
        if remaining > 0 or before is None or used == before:
            return used + max(remaining, 0)
        if used > before:
            return before
        # Not one is free although fewer are in use than there were: the user came down to a lower tier.
        return max((tier for tier in self._tiers if tier <= used), default=used)


class Quota:
    """The units of the user in both pots."""

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._pots = {Pot.MAIN: PotCount(TIERS, KEPT_SHARE)}
        self._hold_s = hold_s
        self._others: frozenset[Unit] = frozenset()
        self._left: frozenset[FeedKey] = frozenset()
        """What a lost link had; counted until OpenD is asked after its minute."""
        self._left_units: frozenset[Unit] = frozenset()
        self._left_until = 0.0

    @property
    def pots(self) -> tuple[Pot, ...]:
        """The quotas there are: of options only when OpenD tells of it."""
        return tuple(self._pots)

    def total(self, pot: Pot = Pot.MAIN) -> int | None:
        """Return how many units a pot has; None until OpenD said it."""
        return self._pots[pot].total

    def headroom(self, pot: Pot) -> int:
        """Return how many units of a pot are kept for the first wishes."""
        return self._pots[pot].headroom

    def unit(self, key: FeedKey) -> Unit:
        """Return what this is counted as."""
        chain = chain_of(key.id) if Pot.OPTIONS in self._pots else None
        return key if chain is None else ChainFeed(chain, key.feed)

    def pot(self, key: FeedKey) -> Pot:
        """Return the quota this is counted in."""
        return pot_of(self.unit(key))

    def units(self, keys: Iterable[FeedKey]) -> frozenset[Unit]:
        """Return what these are counted as, together."""
        return frozenset(map(self.unit, keys))

    def learn(self, info: SubscriptionInfo, now: float) -> None:
        """Take in what OpenD says of all connections."""
        said = {Pot.MAIN: (info.total_used, info.remaining)}
        if info.option_used is not None and info.option_remaining is not None:
            said[Pot.OPTIONS] = (info.option_used, info.option_remaining)
            self._pots.setdefault(Pot.OPTIONS, PotCount(OPTION_TIERS, OPTION_KEPT_SHARE))
        else:
            self._pots.pop(Pot.OPTIONS, None)
        own = self.units(key for one in info.connections if one.own for key in _keys(one.feeds))
        self._others = self.units(key for one in info.connections if not one.own for key in _keys(one.feeds))
        self._left_units = self.units(self._left)
        listed = self._others | own | self._left_units
        if now >= self._left_until or any(used < _count(listed, pot) for pot, (used, _) in said.items()):
            # It is over, or OpenD was restarted in between.
            self._left, self._left_units = frozenset(), frozenset()
            listed = self._others | own
        for pot, (used, remaining) in said.items():
            self._pots[pot].learn(used, remaining, _count(listed, pot))

    def link_lost(self, held: Iterable[FeedKey], now: float) -> None:
        """OpenD keeps what the lost link had for a while: to have it again costs nothing."""
        self._left |= frozenset(held)
        self._left_units = self.units(self._left)
        self._left_until = now + self._hold_s

    def free(self, unit: Unit) -> bool:
        """Whether it is in use anyway."""
        return unit in self._others or unit in self._left_units

    def shared(self, unit: Unit) -> bool:
        """Whether another connection has it too, so that to let it go frees nothing."""
        return unit in self._others

    def used(self, held: Iterable[FeedKey], pot: Pot = Pot.MAIN) -> int:
        """Return the units of a pot in use, ours and all others'."""
        return self._pots[pot].unlisted + _count(self._others | self.units(held) | self._left_units, pot)

    def own(self, held: Iterable[FeedKey], pot: Pot = Pot.MAIN) -> int:
        """Return the units of a pot that we use."""
        return _count(self.units(held), pot)

    def room(self, held: Iterable[FeedKey], pot: Pot) -> float:
        """Return how many units more a pot has; less than none when others took what was ours."""
        total = self._pots[pot].total
        return math.inf if total is None else total - self.used(held, pot)

    @property
    def look_at(self) -> float:
        """When to ask OpenD again, because what a lost link had comes free."""
        return self._left_until if self._left else math.inf


def _count(units: Iterable[Unit], pot: Pot) -> int:
    return sum(pot_of(unit) is pot for unit in units)


def _keys(feeds: Iterable[tuple[Feed, tuple[SecurityId, ...]]]) -> Iterable[FeedKey]:
    return (FeedKey(id_, feed) for feed, ids in feeds for id_ in ids)
