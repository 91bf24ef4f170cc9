"""The chain of an underlying: its expiry days, and a call and a put a strike. Numbers are OpenD's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tui.domain.instruments import Instrument
from tui.domain.numbered import NumberedEnum
from tui.domain.options import ExpiryCycle


class Moneyness(NumberedEnum):
    """Side of the spot a strike lies on (numbers of OptionCondType); UNKNOWN asks for both."""

    UNKNOWN = 0
    IN_THE_MONEY = 1
    OUT_OF_THE_MONEY = 2


@dataclass(frozen=True, slots=True)
class Expiry:
    """A day on which options of an underlying end (3224)."""

    day: date | None
    days_left: int
    """Negative when past."""
    cycle: ExpiryCycle = ExpiryCycle.UNKNOWN


@dataclass(frozen=True, slots=True)
class StrikeRow:
    """The call and the put of one strike; either may be missing or left out by a filter."""

    call: Instrument | None
    put: Instrument | None


@dataclass(frozen=True, slots=True)
class ChainDay:
    """The options that end on one day, lowest strike first (3209)."""

    expiry: date | None
    rows: tuple[StrikeRow, ...]
