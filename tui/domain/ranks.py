"""Rankings of a market: who moves most, who is talked about most."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class SortDirection(NumberedEnum):
    """Direction of a ranking (numbers of SortDir)."""

    UNKNOWN = -1
    DESCENDING = 0
    ASCENDING = 1


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of an interval."""

    value: Decimal
    included: bool = True


@dataclass(frozen=True, slots=True)
class Interval:
    """A band of values, open where an end is None."""

    lowest: Bound | None = None
    highest: Bound | None = None

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies inside."""
        low, high = self.lowest, self.highest
        if low is not None and (value < low.value or (value == low.value and not low.included)):
            return False
        return high is None or value < high.value or (value == high.value and high.included)


# ---- movers


class MoverField(NumberedEnum):
    """What a ranking of movers can be filtered by (numbers of IndicatorType)."""

    UNKNOWN = 0
    PRICE = 1
    MARKET_CAP = 2
    PE = 3


class PriceBand(NumberedEnum):
    """Ready-made bands of price (numbers of PriceFilter)."""

    UNKNOWN = -1
    ALL = 0
    BELOW_1 = 1
    FROM_1_TO_10 = 2
    FROM_10_TO_100 = 3
    ABOVE_100 = 4
    NEAR_52_WEEK_HIGH = 5
    NEAR_52_WEEK_LOW = 6


@dataclass(frozen=True, slots=True)
class MoverFilter:
    """One condition on movers: a band of values, or a ready-made band of price."""

    field: MoverField
    interval: Interval | None = None
    band: PriceBand | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """One row of the ranking by change."""

    id: SecurityId
    name: str
    last: Decimal | None = None
    change_percent: Decimal | None = None
    change: Decimal | None = None
    turnover: Decimal | None = None
    volume: int | None = None
    turnover_rate: Decimal | None = None
    """Percent."""
    pe: Decimal | None = None
    amplitude: Decimal | None = None
    """Percent of the previous close."""
    market_cap: Decimal | None = None
    volume_ratio: Decimal | None = None
    """Volume a minute today over that of the last five days."""


@dataclass(frozen=True, slots=True)
class Movers:
    """A stretch of the ranking."""

    rows: tuple[Mover, ...]
    total: int | None
    """Rows that meet the conditions altogether."""


# ---- hot list


class HeatField(NumberedEnum):
    """Column of the hot list (numbers of HotListSortField)."""

    UNKNOWN = 0
    TRADE = 1
    SEARCH = 2
    NEWS = 3
    AVERAGE = 4


class HotField(NumberedEnum):
    """What the hot list can be filtered by (numbers of its IndicatorType)."""

    UNKNOWN = 0
    MARKET_CAP = 1


@dataclass(frozen=True, slots=True)
class HotFilter:
    """One condition on the hot list."""

    field: HotField
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Heat:
    """A score, and what it gained since the day before."""

    score: Decimal | None = None
    change: Decimal | None = None


class HotNewsKind(NumberedEnum):
    """Where a headline of the hot list is from."""

    UNKNOWN = 0
    COMMUNITY = 1
    NEWS = 2


@dataclass(frozen=True, slots=True)
class HotNews:
    """The headline that goes with a row."""

    kind: HotNewsKind
    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class HotSecurity:
    """One row of the hot list."""

    id: SecurityId
    name: str
    trade: Heat
    search: Heat
    news: Heat
    average: Heat
    headline: HotNews | None = None

    def heat(self, field: HeatField) -> Heat:
        """Return one column; the average for an unknown one."""
        columns = {HeatField.TRADE: self.trade, HeatField.SEARCH: self.search, HeatField.NEWS: self.news}
        return columns.get(field, self.average)


@dataclass(frozen=True, slots=True)
class HotList:
    """A stretch of the list."""

    rows: tuple[HotSecurity, ...]
    total: int | None
    """Rows that meet the conditions altogether."""
