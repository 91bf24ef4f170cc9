"""What the trades of a day amount to: money by minute, direction and size; shares by broker. Pure.

Only the run's own trades pass here. What a day turned over beyond them, before the run or in days drawn
from a history, is split by drawing, always the same way, so that the parts add up to the day's bars.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from tui.domain.flows import BySize
from tui.domain.ids import SecurityId
from tui.sim.listings.brokers import BROKERS
from tui.sim.market.candles import MINUTE_S, Bar, Today

SIZES = (Decimal(40_000), Decimal(150_000), Decimal(400_000))
"""Turnover of one trade, in its own currency, from which on it is of medium, big and huge size."""
_CLASSES = len(SIZES) + 1
_USUAL = (0.30, 0.32, 0.24, 0.14)
"""Shares of the sizes in what is drawn, small ones first."""
_GRAIN = Decimal("0.001")
_ZERO = Decimal(0)
_LEAN = 0.12
"""How far a rising price moves the share of money that comes in."""


class Flows(NamedTuple):
    """Money of a stretch of time; sums by size, small first."""

    bought: tuple[Decimal, ...]
    sold: tuple[Decimal, ...]

    def plus(self, other: Flows) -> Flows:
        """Return both together."""
        return Flows(_added(self.bought, other.bought), _added(self.sold, other.sold))

    @property
    def net(self) -> BySize:
        """Bought less sold."""
        return by_size([bought - sold for bought, sold in zip(self.bought, self.sold, strict=True)])


NO_FLOWS = Flows((_ZERO,) * _CLASSES, (_ZERO,) * _CLASSES)


class BrokerSum(NamedTuple):
    """What one broker number traded."""

    bought: int
    sold: int
    turnover: Decimal

    def plus(self, bought: int, sold: int, turnover: Decimal) -> BrokerSum:
        """Return it with more trades."""
        return BrokerSum(self.bought + bought, self.sold + sold, self.turnover + turnover)


_NO_TRADES = BrokerSum(0, 0, _ZERO)
BrokerSums = dict[int, BrokerSum]


class _PastDay(NamedTuple):
    flows: Flows
    brokers: BrokerSums


class Tape:
    """The trades of one security's run, and of the day it is."""

    def __init__(self, security_id: SecurityId, *, with_brokers: bool) -> None:
        self._id = security_id
        self._with_brokers = with_brokers
        self._minutes: dict[int, list[Decimal]] = {}
        """By the end of the minute: bought by size, then sold by size."""
        self._brokers: dict[int, list[Decimal | int]] = {}
        self._volume, self._turnover = 0, _ZERO
        """What the brokers traded with each other."""
        self._past: dict[int, _PastDay] = {}

    def record(
        self, at: float, volume: int, turnover: Decimal, buyer: int | None, seller: int | None, *, buys: bool
    ) -> None:
        """Take in one trade; `buys` tells who crossed the spread."""
        stamp = (int(at) // MINUTE_S + 1) * MINUTE_S
        sums = self._minutes.get(stamp)
        if sums is None:
            sums = self._minutes[stamp] = [_ZERO] * (2 * _CLASSES)
        sums[bisect_right(SIZES, turnover) + (0 if buys else _CLASSES)] += turnover
        if self._with_brokers and buyer is not None and seller is not None:
            self._volume += volume
            self._turnover += turnover
            for place, broker in enumerate((buyer, seller)):
                row = self._brokers.setdefault(broker, [0, 0, _ZERO])
                row[place] += volume
                row[2] += turnover

    def end(self, today: Today) -> None:
        """Put the day away and begin an empty one."""
        if today.day is not None:
            flows = NO_FLOWS
            for _, each in self.minutes(today.minutes):
                flows = flows.plus(each)
            self._past[today.midnight] = _PastDay(flows, self.brokers(today.day))
        self._minutes, self._brokers = {}, {}
        self._volume, self._turnover = 0, _ZERO

    # ---- money

    def minutes(self, bars: Iterable[Bar]) -> Iterator[tuple[int, Flows]]:
        """Yield the flows of each of today's minutes with the minute's end."""
        for bar in bars:
            sums = self._minutes.get(bar.at)
            flows = NO_FLOWS if sums is None else Flows(tuple(sums[:_CLASSES]), tuple(sums[_CLASSES:]))
            rest = bar.turnover - sum(sums or (), _ZERO)
            # The opening price stays what it is while the minute grows.
            yield bar.at, flows.plus(self._drawn(bar, rest, bar.open)) if rest > 0 else flows

    def day(self, bar: Bar) -> Flows:
        """Return the flows of a day that is over."""
        past = self._past.get(bar.at)
        return self._drawn(bar, bar.turnover, bar.close) if past is None else past.flows

    def _drawn(self, bar: Bar, turnover: Decimal, price: int) -> Flows:
        """Split money that nobody watched: more of it comes in when the price has risen."""
        random = Random(f"{self._id}:{bar.at}:{int(turnover)}:flow")
        lean = _LEAN * ((price > bar.prev) - (price < bar.prev))
        share = min(max(0.5 + lean + random.gauss(0.0, 0.06), 0.1), 0.9)
        bought = (turnover * Decimal(share)).quantize(_GRAIN)
        return Flows(_split(random, bought), _split(random, turnover - bought))

    # ---- brokers

    def brokers(self, day: Bar) -> BrokerSums:
        """Return who traded how much of today; `day` is all of it."""
        sums = self._drawn_brokers(day, day.volume - self._volume, day.turnover - self._turnover)
        for broker, (bought, sold, turnover) in self._brokers.items():
            known = sums.get(broker, _NO_TRADES)
            sums[broker] = known.plus(int(bought), int(sold), Decimal(turnover))
        return sums

    def past_brokers(self, day: Bar) -> BrokerSums:
        """Return who traded how much on a day that is over."""
        past = self._past.get(day.at)
        return self._drawn_brokers(day, day.volume, day.turnover) if past is None else past.brokers

    def _drawn_brokers(self, day: Bar, volume: int, turnover: Decimal) -> BrokerSums:
        """Give every broker a share of what was bought and another of what was sold."""
        if volume <= 0:
            return {}
        random = Random(f"{self._id}:{day.at}:brokers")
        price = turnover / volume
        bought, sold = _dealt(random, volume), _dealt(random, volume)
        return {
            broker: BrokerSum(buys, sells, (price * (buys + sells)).quantize(_GRAIN))
            for broker, buys, sells in zip(BROKERS, bought, sold, strict=True)
        }


def by_size(sums: Sequence[Decimal]) -> BySize:
    """Return sums, small first, under their names."""
    small, mid, big, huge = sums
    return BySize(huge=huge, big=big, mid=mid, small=small)


def _added(one: Sequence[Decimal], other: Sequence[Decimal]) -> tuple[Decimal, ...]:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _split(random: Random, amount: Decimal) -> tuple[Decimal, ...]:
    """Split an amount by size; the parts make it up exactly."""
    weights = [usual * (0.7 + 0.6 * random.random()) for usual in _USUAL]
    total = sum(weights)
    larger = [(amount * Decimal(weight / total)).quantize(_GRAIN) for weight in weights[1:]]
    return (amount - sum(larger, _ZERO), *larger)


def _dealt(random: Random, volume: int) -> list[int]:
    """Deal a volume out to all brokers, more to those met more often."""
    weights = [broker.share * random.expovariate(1.0) for broker in BROKERS.values()]
    total = sum(weights)
    shares = [int(volume * weight / total) for weight in weights]
    shares[0] += volume - sum(shares)
    return shares
