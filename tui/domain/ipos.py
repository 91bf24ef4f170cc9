"""New listings to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tui.domain.ids import SecurityId


@dataclass(frozen=True, slots=True)
class MainlandIssue:
    """What is told of an issue in Shanghai or Shenzhen. Ratios of earnings are times, rates percent."""

    apply_code: str
    issue_size: int
    online_size: int
    apply_limit: int
    """Most shares one may apply for."""
    apply_limit_value: int
    """Market value to hold for that, in yuan."""
    price: Decimal | None
    price_estimated: bool
    industry_pe: Decimal | None
    issue_pe: Decimal | None
    winning_rate: Decimal | None
    """Percent of the applications that succeed."""
    winning_rate_estimated: bool
    drawn: bool
    """Whether the winning numbers are published."""
    winning_numbers: tuple[tuple[str, str], ...] = ()
    """Which digits, and the numbers as text."""
    apply_on: date | None = None
    drawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class HongKongIssue:
    """What is told of an issue in Hong Kong."""

    price_low: Decimal | None
    price_high: Decimal | None
    list_price: Decimal | None
    lot: int
    entrance: Decimal | None
    """Money for one lot, fees included."""
    open: bool
    """Open for application; otherwise waiting to list."""
    apply_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SizedIssue:
    """What is told of an issue in the US, Singapore or Japan, and with one price in Malaysia."""

    price_low: Decimal | None
    price_high: Decimal | None
    issue_size: int
    apply_from: datetime | None = None
    apply_until: datetime | None = None
    drawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ipo:
    """One issue (3217)."""

    id: SecurityId
    name: str
    listed_on: date | None
    terms: MainlandIssue | HongKongIssue | SizedIssue | None
    """None when OpenD tells nothing of it."""
