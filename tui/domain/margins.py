"""How much of a security may be borrowed (2223)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.ids import SecurityId


@dataclass(frozen=True, slots=True)
class Requirement:
    """Own money a position needs, as per cent of its value (25 is 25 %)."""

    initial: Decimal | None = None
    alert: Decimal | None = None
    margin_call: Decimal | None = None
    maintenance: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MarginRatio:
    """Margin and short-sale figures of one security."""

    id: SecurityId
    long_permitted: bool | None
    """Whether it may be bought with borrowed money."""
    short_permitted: bool | None
    long: Requirement = Requirement()
    short: Requirement = Requirement()
    short_pool: Decimal | None = None
    """Shares left to borrow."""
    short_fee_rate: Decimal | None = None
    """Per cent a year."""
