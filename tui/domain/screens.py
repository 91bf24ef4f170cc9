"""Stock screens: what is looked for, and what passes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.ranges import ANY, Range
from tui.domain.screen_fields import (
    AccumulatedField,
    FinancialField,
    IndicatorField,
    PatternField,
    Position,
    PresentField,
    ReportPeriod,
    SortOrder,
)


@dataclass(frozen=True, slots=True)
class PresentFilter:
    """A range of a present value; with `shown_only` the value is returned and the range ignored."""

    field: PresentField
    range: Range = ANY
    shown_only: bool = False
    order: SortOrder = SortOrder.NONE


@dataclass(frozen=True, slots=True)
class AccumulatedFilter:
    """A range of what the last `days` amount to."""

    field: AccumulatedField
    days: int
    range: Range = ANY
    shown_only: bool = False
    order: SortOrder = SortOrder.NONE


@dataclass(frozen=True, slots=True)
class FinancialFilter:
    """A range of a reported figure."""

    field: FinancialField
    period: ReportPeriod
    range: Range = ANY
    shown_only: bool = False
    order: SortOrder = SortOrder.NONE


@dataclass(frozen=True, slots=True)
class PatternFilter:
    """A pattern that `periods` bars in a row must show; not demanded with `ignored`."""

    field: PatternField
    candle: CandleType
    ignored: bool = False
    periods: int | None = None


@dataclass(frozen=True, slots=True)
class IndicatorFilter:
    """Two indicators that must stand to each other in a given way, for `periods` bars in a row."""

    first: IndicatorField
    position: Position
    second: IndicatorField
    candle: CandleType
    value: Decimal | None = None
    """What VALUE stands for."""
    first_parameters: tuple[int, ...] = ()
    second_parameters: tuple[int, ...] = ()
    shown_only: bool = False
    periods: int | None = None


@dataclass(frozen=True, slots=True)
class PresentValue:
    """One present value of a stock."""

    field: PresentField
    value: Decimal


@dataclass(frozen=True, slots=True)
class AccumulatedValue:
    """What some days of a stock amount to."""

    field: AccumulatedField
    days: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class FinancialValue:
    """One figure of a stock's reports."""

    field: FinancialField
    period: ReportPeriod
    value: Decimal


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator of a stock, at its last bar."""

    field: IndicatorField
    candle: CandleType
    value: Decimal
    parameters: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenedStock:
    """One stock that passed, with the values its filters named (3215)."""

    id: SecurityId
    name: str
    present: tuple[PresentValue, ...] = ()
    accumulated: tuple[AccumulatedValue, ...] = ()
    financial: tuple[FinancialValue, ...] = ()
    indicators: tuple[IndicatorValue, ...] = ()
