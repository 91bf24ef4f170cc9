"""The order flow of one security: who comes next and what they want, as a reproducible random stream.

A latent fair price wanders in ladder steps. Limit orders rest around it, market orders push the book to
it, cancels thin what has gone stale. Each stream has its own generator, so securities do not disturb
each other, except that a follower's fair price is pulled to what it follows.
"""

from __future__ import annotations

from enum import Enum, auto
from math import exp, floor, log, sqrt
from random import Random
from typing import NamedTuple

from tui.domain.markets import SecurityType
from tui.sim.listings.brokers import draw_brokers
from tui.sim.listings.universe import Listing
from tui.sim.market.matching import Half, OrderBook, Queue
from tui.sim.market.steps import Steps

EVENTS_PER_SECOND = 12.0
"""Of a security with activity 1 at rate 1."""
KEPT_LEVELS = 13
"""Below this many levels on a side the next arrival fills it up."""
_SPAN = 14
"""Limit orders arrive up to this many steps away from the fair price."""
_MOST_LEVELS = 22
_ORDERS_WANTED = 4.5 * 2 * _SPAN
_MARKET_ODDS = 0.12
_CANCEL_ODDS = 0.40
_PERMANENT = 0.3
"""Part of every shock that the price keeps; the rest is reverted."""
_REVERSION = 1 / 300
_FOLLOW_REVERSION = 1 / 4
_DAILY_VOLATILITY = 0.018
_DAY_SECONDS = 19_800.0
_SLOWEST, _FASTEST = 0.08, 0.9
"""Steps a root second: a tick must neither freeze nor run away from the book."""
_ORDER_VALUE = 120_000.0
_OPTION_ORDER_VALUE = 6_000.0
_TABLE = 256
_LONGEST_PAUSE_S = 10.0
"""A stretch nobody simulated moves the price no further than this."""


class Kind(Enum):
    """What an arrival does."""

    LIMIT = auto()
    MARKET = auto()
    CANCEL = auto()


class Arrival(NamedTuple):
    """One event of the flow."""

    kind: Kind
    buys: bool = False
    rung: int = 0
    """Limit orders only."""
    qty: int = 0
    broker: int | None = None
    number: int = 0
    """Of the order to cancel."""


def passive(fair: float, stride: int, *, buys: bool) -> int:
    """Return the best place for who waits: half a stride away from the fair price."""
    half = (stride - 1) / 2
    return floor(fair - half) if buys else floor(fair + half) + 1


class Flow:
    """The stream of one security."""

    def __init__(self, listing: Listing, steps: Steps, random: Random, index: int) -> None:
        self._random = random
        self._steps = steps
        self._events_per_second = EVENTS_PER_SECOND * listing.activity
        self._follows = listing.follows is not None
        self._stride = listing.stride
        self._half = (listing.stride - 1) / 2
        self._anchor = float(index)
        self.fair = float(index)
        """The latent price, in ladder steps."""
        price = float(steps.price(index))
        tick = float(steps.ladder.tick_up(steps.price(index)))
        speed = _DAILY_VOLATILITY * price / tick / sqrt(_DAY_SECONDS)
        self._speed = min(max(speed, _SLOWEST), _FASTEST)
        self._sizes = _sizes(random, listing, price)
        self._brokers: tuple[int | None, ...] = (
            draw_brokers(random, _TABLE) if listing.has_brokers else (None,)
        )

    @property
    def volume_per_minute(self) -> float:
        """Roughly what trades in a minute at rate 1."""
        return 60 * self._events_per_second * _MARKET_ODDS * sum(self._sizes) / len(self._sizes)

    def pause(self, rate: float) -> float:
        """Draw the seconds until the next arrival."""
        return self._random.expovariate(self._events_per_second * rate)

    def opening(self, last: int) -> list[Arrival]:
        """Draw the orders that rest around the last price when the run starts; none of them cross."""
        self._anchor = self.fair = last + self._random.random() - 0.5
        arrivals = []
        for buys in (True, False):
            top = self._passive(buys)
            for distance in range(0, _SPAN * self._stride, self._stride):
                index = top - distance if buys else top + distance
                if index == self._steps.clamp(index):
                    arrivals += [
                        self._limit_at(buys, index) for _ in range(2 + int(self._random.random() * 5))
                    ]
        return arrivals

    def decide(self, book: OrderBook, elapsed: float, target: float | None) -> Arrival:
        """Draw the next arrival. `elapsed` is the time since the last one at rate 1; `target` is where
        what it follows says its fair price is, None for who follows nobody.
        """
        self._wander(min(elapsed, _LONGEST_PAUSE_S), target)
        bids, asks = book.bids, book.asks
        if len(bids.keys) < KEPT_LEVELS or len(asks.keys) < KEPT_LEVELS:
            missing = self._missing(bids, asks)
            if missing is not None:
                return missing
        draw = self._random.random()
        bid, ask = bids.best(), asks.best()
        gap = 0.0 if bid is None or ask is None else (self.fair - (bid + ask) / 2) / self._stride
        market = _MARKET_ODDS + min(abs(gap) * 0.08, 0.4)
        if draw < market:
            return self._market(book, gap)
        if draw < market + _CANCEL_ODDS * min(len(book.orders) / _ORDERS_WANTED, 1.4):
            cancel = self._cancel(book)
            if cancel is not None:
                return cancel
        return self._limit(book)

    def _wander(self, elapsed: float, target: float | None) -> None:
        shock = self._random.gauss(0.0, self._speed * sqrt(elapsed))
        if target is None:
            self._anchor += _PERMANENT * shock
            pull = _REVERSION
        else:
            self._anchor = target
            pull = _FOLLOW_REVERSION
        self.fair += (self._anchor - self.fair) * min(pull * elapsed, 1.0) + shock
        lowest, highest = self._steps.lowest + 1, self._steps.highest
        self.fair = max(self.fair, lowest) if highest is None else min(max(self.fair, lowest), highest - 1)

    def _limit_at(self, buys: bool, index: int) -> Arrival:
        draw = self._random.random
        return Arrival(
            Kind.LIMIT,
            buys,
            index,
            self._sizes[int(draw() * _TABLE)],
            self._brokers[int(draw() * len(self._brokers))],
        )

    def _limit(self, book: OrderBook) -> Arrival:
        """A passive order at one of two random distances, at the emptier one, so that levels stay even."""
        draw = self._random.random
        buys = draw() < 0.5
        top = self._top(book, buys)
        nearer = 0 if draw() < 0.3 else int(draw() * 5) * self._stride
        other = int(draw() * _SPAN) * self._stride
        queues = (book.bids if buys else book.asks).queues
        sign = 1 if buys else -1
        first, second = top - sign * nearer, top - sign * other
        index = first if _crowd(queues.get(first * sign)) <= _crowd(queues.get(second * sign)) else second
        return self._limit_at(buys, self._inside(book, buys, index))

    def _missing(self, bids: Half, asks: Half) -> Arrival | None:
        """An order at the nearest empty place of the thinner side; None at the end of the ladder."""
        buys = len(bids.keys) < len(asks.keys)
        half, other = (bids, asks) if buys else (asks, bids)
        sign = half.sign
        best = other.best()
        index = self._passive(buys)
        if best is not None:
            index = min(index, best - 1) if buys else max(index, best + 1)
        while index * sign in half.queues:
            index -= sign * self._stride
        return self._limit_at(buys, index) if index == self._steps.clamp(index) else None

    def _top(self, book: OrderBook, buys: bool) -> int:
        """The best place for a passive order: at the fair price, short of the other side."""
        if buys:
            ask = book.asks.best()
            place = self._passive(buys)
            return place if ask is None else min(place, ask - 1)
        bid = book.bids.best()
        place = self._passive(buys)
        return place if bid is None else max(place, bid + 1)

    def _passive(self, buys: bool) -> int:
        return passive(self.fair, self._stride, buys=buys)

    def _inside(self, book: OrderBook, buys: bool, index: int) -> int:
        """Return the place, moved inside the ladder's ends as far as the other side allows."""
        clamped = self._steps.clamp(index)
        return clamped if clamped == index else self._steps.clamp(self._top(book, buys))

    def _market(self, book: OrderBook, gap: float) -> Arrival:
        """An order towards the fair price, no larger than the two best levels."""
        draw = self._random.random
        buys = draw() < 1 / (1 + exp(-1.8 * min(max(gap, -9.0), 9.0)))
        half = book.asks if buys else book.bids
        there = sum(half.queues[key].volume for key in half.keys[-2:])
        if there == 0:
            return self._limit(book)
        qty = min(self._sizes[int(draw() * _TABLE)], there)
        return Arrival(Kind.MARKET, buys, 0, qty, self._brokers[int(draw() * len(self._brokers))])

    def _cancel(self, book: OrderBook) -> Arrival | None:
        """Withdraw a stale order, an outlying one, or any; never a user's."""
        draw = self._random.random
        buys = draw() < 0.5
        half = book.bids if buys else book.asks
        keys = half.keys
        if not keys:
            return None
        if len(keys) > _MOST_LEVELS:
            key = keys[0]
        elif keys[-1] > self.fair * half.sign - self._half + 1.0:
            key = keys[-1]
        else:
            key = keys[int(draw() * len(keys))]
            if len(half.queues[key].orders) == 1 and draw() < 0.7:
                return None
        own = [number for number, order in half.queues[key].orders.items() if order.owner is None]
        return Arrival(Kind.CANCEL, buys, number=own[int(draw() * len(own))]) if own else None


def _crowd(queue: Queue | None) -> int:
    return 0 if queue is None else len(queue.orders)


def _sizes(random: Random, listing: Listing, price: float) -> tuple[int, ...]:
    """Draw a table of order sizes to pick from: many of one lot, most near a usual value, few large."""
    step = listing.order_step
    option = listing.type is SecurityType.OPTION
    value, most = (_OPTION_ORDER_VALUE, 25.0) if option else (_ORDER_VALUE, 2000.0)
    usual = min(max(value / (price * step * listing.multiplier), 1.5), most)
    by_share = step == 1 and listing.multiplier == 1
    sizes = []
    for _ in range(_TABLE):
        if random.random() < 0.28:
            steps = 1 + int(random.random() * 99) if by_share else 1
        else:
            steps = _rounded(exp(random.gauss(log(usual), 0.8)), 100 if by_share else 1)
        sizes.append(steps * step)
    return tuple(sizes)


def _rounded(size: float, unit: int) -> int:
    """Round as people do: to units below ten of them, to fives below fifty, then to tens."""
    units = max(round(size / unit), 1)
    grain = 1 if units < 10 else 5 if units < 50 else 10
    return units // grain * grain * unit
