"""A price ladder made fast: whole steps inside the simulator, Decimals only at its edge."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from tui.domain.ticks import Ladder


class Steps:
    """The prices of one ladder by their integer place, each Decimal made once."""

    __slots__ = ("_bands", "_firsts", "_lows", "_prices", "highest", "ladder", "lowest")

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.lowest = ladder.index_of(ladder.minimum)
        self.highest = None if ladder.maximum is None else ladder.index_of(ladder.maximum)
        self._prices: dict[int, Decimal] = {}
        self._lows = [float(low) for low in ladder.lows]
        self._firsts = list(ladder.indexes)
        self._bands = [(float(band.low), float(band.tick), band.first_index) for band in ladder.bands]

    def price(self, index: int) -> Decimal:
        """Return the price at a place."""
        price = self._prices.get(index)
        if price is None:
            price = self._prices[index] = self.ladder.price_at(index)
        return price

    def value(self, place: float) -> float:
        """Return the price at a place between places, as a float; the inverse of `place`."""
        low, tick, first = self._bands[max(bisect_right(self._firsts, place) - 1, 0)]
        return low + (place - first) * tick

    def index(self, price: Decimal) -> int:
        """Return the place of a legal price; ValueError for any other."""
        return self.ladder.index_of(price)

    def place(self, price: float) -> float:
        """Return where a price lies between places, as a fraction."""
        low, tick, first = self._bands[max(bisect_right(self._lows, price) - 1, 0)]
        return first + (price - low) / tick

    def nearest(self, price: float) -> int:
        """Return the place next to a price, inside the ladder's ends."""
        return self.clamp(round(self.place(price)))

    def clamp(self, index: int) -> int:
        """Return the place, or the end of the ladder it lies beyond."""
        if index < self.lowest:
            return self.lowest
        if self.highest is not None and index > self.highest:
            return self.highest
        return index
