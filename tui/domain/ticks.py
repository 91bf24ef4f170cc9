"""Price ladders: which prices exist, and how to walk them.

A ladder numbers its prices with integers (`index_of`, `price_at`), so that "n ticks away" is a sum even
across band edges, where the step up differs from the step down.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tui.domain.markets import Market, SecurityType
from tui.domain.tick_tables import TABLES, TickTable


@dataclass(frozen=True, slots=True)
class _Band:
    low: Decimal
    high: Decimal | None
    tick: Decimal
    first_index: int
    """Ladder index of `low`."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The legal prices of one kind of security, as a sequence of bands with a constant step each."""

    name: str
    bands: tuple[_Band, ...]
    minimum: Decimal
    maximum: Decimal | None
    lows: tuple[Decimal, ...] = field(repr=False)
    indexes: tuple[int, ...] = field(repr=False)

    @classmethod
    def from_table(cls, name: str, table: TickTable) -> Ladder:
        """Build from (limit, tick) rows; the last limit may be None for an open end."""
        bands: list[_Band] = []
        low, index = Decimal(0), 0
        for limit, tick in table.bands:
            bands.append(_Band(low, limit, tick, index))
            if limit is not None:
                steps = (limit - low) / tick
                if steps != steps.to_integral_value():
                    raise ValueError(f"{name}: band {low}..{limit} is not a whole number of {tick}")
                low, index = limit, index + int(steps)
        minimum = table.bands[0][1] if table.minimum is None else table.minimum
        return cls(
            name,
            tuple(bands),
            minimum,
            table.maximum,
            tuple(band.low for band in bands),
            tuple(band.first_index for band in bands),
        )

    @classmethod
    def flat(cls, tick: Decimal) -> Ladder:
        """A ladder with one step everywhere, for futures and for what OpenD alone knows."""
        return cls.from_table(f"flat {tick}", TickTable(((None, tick),)))

    def tick_up(self, price: Decimal) -> Decimal:
        """Return the step from price to the next higher price (OpenD's priceSpread)."""
        return self.bands[max(bisect_right(self.lows, price) - 1, 0)].tick

    def tick_down(self, price: Decimal) -> Decimal:
        """Return the step from price to the next lower price."""
        return self.bands[max(bisect_left(self.lows, price) - 1, 0)].tick

    def in_range(self, price: Decimal) -> bool:
        """Whether price lies between the ladder's ends."""
        return price >= self.minimum and (self.maximum is None or price <= self.maximum)

    def is_on_tick(self, price: Decimal) -> bool:
        """Whether an order may carry this price."""
        if not price.is_finite() or not self.in_range(price):
            return False
        band = self.bands[max(bisect_left(self.lows, price) - 1, 0)]
        steps = (price - band.low) / band.tick
        return steps == steps.to_integral_value()

    def floor(self, price: Decimal) -> Decimal:
        """Return the highest legal price not above price, or the lowest there is."""
        return self._clamp(self.price_at(self._index(price, ROUND_FLOOR)))

    def ceil(self, price: Decimal) -> Decimal:
        """Return the lowest legal price not below price, or the highest there is."""
        return self._clamp(self.price_at(self._index(price, ROUND_CEILING)))

    def nearest(self, price: Decimal) -> Decimal:
        """Return the closest legal price; the lower one when two are as close."""
        low, high = self.floor(price), self.ceil(price)
        return high if high - price < price - low else low

    def up(self, price: Decimal, steps: int = 1) -> Decimal:
        """Walk up; an off-tick start counts from the legal price below it. Stops at the ends."""
        return self._clamp(self.price_at(self._index(price, ROUND_FLOOR) + steps))

    def down(self, price: Decimal, steps: int = 1) -> Decimal:
        """Walk down; an off-tick start counts from the legal price above it. Stops at the ends."""
        return self._clamp(self.price_at(self._index(price, ROUND_CEILING) - steps))

    def steps_between(self, low: Decimal, high: Decimal) -> int:
        """Count ticks from low to high, walking every tier in between; negative when high is below low."""
        return self.index_of(high) - self.index_of(low)

    def index_of(self, price: Decimal) -> int:
        """Return the integer place of a legal price on the ladder."""
        index = self._index(price, ROUND_FLOOR)
        if self.price_at(index) != price:
            raise ValueError(f"{price} is not on the ladder {self.name}")
        return index

    def price_at(self, index: int) -> Decimal:
        """Return the price at an integer place; the inverse of `index_of`. Zero and below are no prices."""
        index = max(index, 0)
        band = self.bands[bisect_right(self.indexes, index) - 1]
        return band.low + (index - band.first_index) * band.tick

    def _index(self, price: Decimal, rounding: str) -> int:
        band = self.bands[max(bisect_right(self.lows, price) - 1, 0)]
        steps = ((price - band.low) / band.tick).to_integral_value(rounding)
        return band.first_index + int(steps)

    def _clamp(self, price: Decimal) -> Decimal:
        if price < self.minimum:
            return self.minimum
        if self.maximum is not None and price > self.maximum:
            return self.maximum
        return price


LADDERS: dict[str, Ladder] = {name: Ladder.from_table(name, table) for name, table in TABLES.items()}

_BY_KIND: dict[tuple[Market, SecurityType], str] = {
    (Market.HK, SecurityType.STOCK): "hk.part_a",
    (Market.HK, SecurityType.BOND): "hk.part_b",
    (Market.HK, SecurityType.ETF): "hk.part_d",
    (Market.HK, SecurityType.WARRANT): "hk.part_e",
    (Market.US, SecurityType.STOCK): "us.stock",
    (Market.US, SecurityType.ETF): "us.stock",
    (Market.SH, SecurityType.STOCK): "cn.ashare",
    (Market.SZ, SecurityType.STOCK): "cn.ashare",
    (Market.SH, SecurityType.ETF): "cn.etf",
    (Market.SZ, SecurityType.ETF): "cn.etf",
    (Market.SG, SecurityType.STOCK): "sg.stock_reit",
    (Market.AU, SecurityType.STOCK): "au.stock",
    (Market.MY, SecurityType.STOCK): "my.stock",
    (Market.CA, SecurityType.STOCK): "ca.stock",
}


_US_OPTIONS = {
    Decimal("0.01"): "us.option_penny_all",
    Decimal("0.05"): "us.option_penny",
    Decimal("0.1"): "us.option_standard",
}
"""OpenD does not tell the class of a US option, only the step at its last price: of the classes that have
this step the finest one, so that no legal price is refused here."""


def ladder_for(market: Market, security_type: SecurityType, tick: Decimal | None = None) -> Ladder | None:
    """Return the ladder of a kind of security; a flat one from OpenD's own tick where no table is known."""
    name = _BY_KIND.get((market, security_type))
    if name is None and tick is not None and (market, security_type) == (Market.US, SecurityType.OPTION):
        name = _US_OPTIONS.get(tick)
    if name is not None:
        return LADDERS[name]
    return Ladder.flat(tick) if tick is not None and tick > 0 else None
