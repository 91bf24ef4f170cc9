"""Options: what a contract promises and when it ends. Numbers are OpenD's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.numbered import NumberedEnum


class OptionType(NumberedEnum):
    """Right of an option (numbers of OptionType)."""

    UNKNOWN = 0
    CALL = 1
    PUT = 2


class ExerciseStyle(NumberedEnum):
    """When the right may be used (numbers of OptionAreaType)."""

    UNKNOWN = 0
    AMERICAN = 1
    EUROPEAN = 2
    BERMUDAN = 3


class IndexOptionType(NumberedEnum):
    """Size of an index option (numbers of IndexOptionType)."""

    UNKNOWN = 0
    NORMAL = 1
    MINI = 2


class ExpiryCycle(NumberedEnum):
    """Series an expiry day belongs to (numbers of ExpirationCycle)."""

    UNKNOWN = 0
    WEEK = 1
    MONTH = 2
    MONTH_END = 3
    QUARTER = 4
    WEEK_MONDAY = 11
    WEEK_TUESDAY = 12
    WEEK_WEDNESDAY = 13
    WEEK_THURSDAY = 14
    WEEK_FRIDAY = 15


class OptionStandard(NumberedEnum):
    """Whether a corporate action changed the contract (numbers of OptionStandardType)."""

    UNKNOWN = 0
    STANDARD = 1
    ADJUSTED = 2


class OptionSettlement(NumberedEnum):
    """Time of the last day that settles it (numbers of OptionSettlementMode)."""

    UNKNOWN = 0
    MORNING = 1
    AFTERNOON = 2


@dataclass(frozen=True, slots=True)
class OptionTerms:
    """What the static facts of an option say beyond those of any security."""

    type: OptionType
    strike: Decimal | None
    expiry: date | None
    """Last day; OpenD calls it strikeTime."""
    index_type: IndexOptionType = IndexOptionType.UNKNOWN
    cycle: ExpiryCycle = ExpiryCycle.UNKNOWN
    standard: OptionStandard = OptionStandard.UNKNOWN
    settlement: OptionSettlement = OptionSettlement.UNKNOWN
    suspended: bool = False
    market: str = ""
    """Name of the market, as OpenD writes it."""
