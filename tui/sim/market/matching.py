"""A price-time priority order book on whole ladder steps. It knows no prices, no clock and no securities."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import NamedTuple

VISIBLE_LEVELS = 10


class Resting:
    """An order in the book; `qty` is what is still unfilled."""

    __slots__ = ("broker", "buys", "index", "number", "owner", "qty")

    def __init__(
        self, number: int, buys: bool, index: int, qty: int, owner: str | None, broker: int | None
    ) -> None:
        self.number = number
        self.buys = buys
        self.index = index
        self.qty = qty
        self.owner = owner
        """Key of the user order; None for the order flow."""
        self.broker = broker


class Queue:
    """All orders at one price of one side, first come first."""

    __slots__ = ("orders", "volume")

    def __init__(self) -> None:
        self.orders: dict[int, Resting] = {}
        self.volume = 0


class Match(NamedTuple):
    """One execution, at the price of the order that was resting."""

    maker: int
    maker_owner: str | None
    maker_broker: int | None
    maker_left: int
    """Unfilled rest of the maker."""
    rung: int
    qty: int
    taker_left: int


class Outcome(NamedTuple):
    """What an order did: quantity = sum of matches + resting + cancelled."""

    matches: list[Match]
    order: Resting | None
    """The rest that stays in the book."""
    cancelled: int

    @property
    def resting(self) -> int:
        """Quantity left in the book at that moment."""
        return 0 if self.order is None else self.order.qty


class Half:
    """One side of a book. Keys are ladder places with a sign, so that the best price is the greatest key."""

    __slots__ = ("changed", "keys", "moved", "queues", "shown", "sign")

    def __init__(self, *, buys: bool) -> None:
        self.sign = 1 if buys else -1
        self.shown = VISIBLE_LEVELS
        """Levels that somebody can see."""
        self.keys: list[int] = []
        """Keys of the occupied levels, ascending: the best is the last."""
        self.queues: dict[int, Queue] = {}
        self.changed = False
        """Something among the visible levels changed since the flag was last cleared."""
        self.moved = False
        """The same for orders that came to the visible levels or left them."""

    def best(self) -> int | None:
        """Return the ladder place of the best price, None when the side is empty."""
        return self.keys[-1] * self.sign if self.keys else None

    def add(self, order: Resting) -> None:
        """Append an order to the queue at its price."""
        key = order.index * self.sign
        queue = self.queues.get(key)
        if queue is None:
            queue = self.queues[key] = Queue()
            insort(self.keys, key)
        queue.orders[order.number] = order
        queue.volume += order.qty
        self._note(key, moved=True)

    def take(self, order: Resting, qty: int) -> None:
        """Reduce an order in place; at nothing it leaves the book."""
        key = order.index * self.sign
        queue = self.queues[key]
        order.qty -= qty
        queue.volume -= qty
        if order.qty == 0:
            del queue.orders[order.number]
            if not queue.orders:
                del self.queues[key]
                if self.keys[-1] == key:
                    self.keys.pop()
                else:
                    del self.keys[bisect_left(self.keys, key)]
        self._note(key, moved=order.qty == 0)

    def _note(self, key: int, *, moved: bool) -> None:
        """Note a change at a key, if it lies among the visible levels before or after it."""
        keys = self.keys
        if len(keys) < self.shown or key >= keys[-self.shown]:
            self.changed = True
            self.moved = self.moved or moved


class OrderBook:
    """Two sides that never cross: whatever could match has matched."""

    __slots__ = ("_next_number", "asks", "bids", "orders")

    def __init__(self) -> None:
        self.bids = Half(buys=True)
        self.asks = Half(buys=False)
        self.orders: dict[int, Resting] = {}
        self._next_number = 1

    def show(self, levels: int) -> None:
        """Take note of changes among so many levels, one at least."""
        self.bids.shown = self.asks.shown = max(levels, 1)

    def side(self, *, buys: bool) -> Half:
        """Return the side on which buyers or sellers rest."""
        return self.bids if buys else self.asks

    def limit(
        self,
        buys: bool,
        index: int,
        qty: int,
        *,
        owner: str | None = None,
        broker: int | None = None,
        reach: int | None = None,
        rests: bool = True,
    ) -> Outcome:
        """Match up to a price, then rest there.

        `reach` is the number of price levels the order may use up (ten for an enhanced limit order). When
        it ran out before the price did, the rest stays at the last level reached, so the book never
        crosses. With `rests` false what does not match at once is cancelled.
        """
        matches, left, last = self._sweep(buys, index, qty, reach)
        if left == 0 or not rests:
            return Outcome(matches, None, left)
        opposite = self.side(buys=not buys).best()
        if opposite is not None and (opposite <= index if buys else opposite >= index):
            index = last
        order = Resting(self._number(), buys, index, left, owner, broker)
        self.orders[order.number] = order
        self.side(buys=buys).add(order)
        return Outcome(matches, order, 0)

    def market(self, buys: bool, qty: int, *, reach: int | None = None) -> Outcome:
        """Match at any price through at most `reach` levels; the rest is cancelled."""
        matches, left, _ = self._sweep(buys, None, qty, reach)
        return Outcome(matches, None, left)

    def cancel(self, number: int) -> Resting | None:
        """Take an order out of the book; None when it is not in it. Its quantity stays readable."""
        order = self.orders.pop(number, None)
        if order is None:
            return None
        left = order.qty
        self.side(buys=order.buys).take(order, left)
        order.qty = left
        return order

    def amend(self, order: Resting, index: int, qty: int, *, reach: int | None = None) -> Outcome:
        """Change price and unfilled quantity of an order in the book.

        Less quantity at the same price keeps the place in the queue. Any other change is a new arrival
        and may match; the rest then has a new number.
        """
        if index == order.index and qty <= order.qty:
            if qty < order.qty:
                self.side(buys=order.buys).take(order, order.qty - qty)
            return Outcome([], order, 0)
        self.cancel(order.number)
        return self.limit(order.buys, index, qty, owner=order.owner, broker=order.broker, reach=reach)

    def _sweep(
        self, buys: bool, limit: int | None, qty: int, reach: int | None
    ) -> tuple[list[Match], int, int]:
        """Match against the other side; return the matches, the rest and the last place reached."""
        half = self.asks if buys else self.bids
        matches: list[Match] = []
        levels = last = 0
        while qty and half.keys and (reach is None or levels < reach):
            key = half.keys[-1]
            index = key * half.sign
            if limit is not None and (index > limit if buys else index < limit):
                break
            levels += 1
            last = index
            queue = half.queues[key]
            while qty and queue.orders:
                maker = next(iter(queue.orders.values()))
                done = min(qty, maker.qty)
                qty -= done
                half.take(maker, done)
                if maker.qty == 0:
                    del self.orders[maker.number]
                matches.append(Match(maker.number, maker.owner, maker.broker, maker.qty, index, done, qty))
        return matches, qty, last

    def _number(self) -> int:
        number = self._next_number
        self._next_number += 1
        return number
