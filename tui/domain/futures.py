"""Terms of futures, which change under the same code: OpenD's answer is the only source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class ReferenceKind(NumberedEnum):
    """How securities hang on another one (numbers of ReferenceType)."""

    UNKNOWN = 0
    WARRANTS = 1
    """Warrants and CBBCs of an underlying."""
    FUTURES = 2
    """Months of a main contract."""


@dataclass(frozen=True, slots=True)
class FutureSession:
    """One trading session, in minutes from midnight in the contract's zone.

    A negative begin is on the day before (-360 is 18:00 there), an end over 1440 on the day after.
    """

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class FutureTerms:
    """What one contract is (3218). Units and names are OpenD's texts."""

    id: SecurityId
    name: str
    last_trade_on: date | None
    """None for a main contract, which never ends."""
    owner: SecurityId | None
    """The underlying, when it has a code."""
    owner_name: str
    exchange: str
    kind: str
    size: Decimal | None
    size_unit: str
    currency: str
    tick: Decimal | None
    tick_unit: str
    quote_unit: str
    sessions: tuple[FutureSession, ...]
    zone: str
    url: str
    origin: SecurityId | None = None
    """The month a main contract stands for now."""
