"""An index: no book and no trades of its own, a level made of its constituents' last prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import count

from tui.domain.ids import SecurityId
from tui.sim.listings.universe import Listing
from tui.sim.market.candles import Today
from tui.sim.market.history import History
from tui.sim.market.market import Market
from tui.sim.market.steps import Steps

PAUSE_S = 1.0
"""Between two levels, at rate 1."""


class IndexMarket(Market):
    """The market of an index, in the form of one nobody can trade in."""

    def __init__(
        self,
        listing: Listing,
        steps: Steps,
        today: Today,
        history: History,
        *,
        start: float,
        markets: Mapping[SecurityId, Market],
        language: str = "en",
    ) -> None:
        super().__init__(
            listing, steps, None, today, history, start=start, sequence=count(), language=language
        )
        self._parts = [
            (market, weight * float(listing.prev_close) / float(market.listing.prev_close))
            for market, weight in ((markets[part], weight) for part, weight in listing.weights)
        ]
        self._volume = 0
        self._turnover = Decimal(0)
        for market, _ in self._parts:
            market.listeners.append(self)

    @property
    def parts(self) -> Iterable[Market]:
        """The markets of its constituents."""
        return (market for market, _ in self._parts)

    def traded(self, volume: int, turnover: Decimal) -> None:
        """Take note of a constituent's trade; the next level carries it."""
        self._volume += volume
        self._turnover += turnover

    def pause(self, rate: float) -> float:
        """Return the seconds until the next level."""
        return PAUSE_S / rate

    def step(self, at: float, rate: float) -> None:
        """Publish a level."""
        del rate
        self.tick(at)
        before = self.today.last
        index = self.steps.nearest(self.level())
        if index != before or self._volume:
            self.today.record(self.at, index, self._volume, self._turnover)
            self._volume, self._turnover = 0, Decimal(0)
            self.traded_at = self.at
            self._quote_changed = True

    def level(self, place: Callable[[Today], int] = lambda today: today.last) -> float:
        """Return the level made by the constituents' last prices, or by other ones of today."""
        return sum(weight * market.steps.value(place(market.today)) for market, weight in self._parts)
