"""Movements of cash in an account (2226)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from tui.domain.markets import Currency
from tui.domain.numbered import NumberedEnum


class FlowDirection(NumberedEnum):
    """Which way money went (numbers of TrdCashFlowDirection)."""

    UNKNOWN = 0
    IN = 1
    OUT = 2


@dataclass(frozen=True, slots=True)
class CashFlow:
    """One movement."""

    number: int
    currency: Currency
    amount: Decimal
    """Negative when it left the account."""
    direction: FlowDirection
    kind: str
    """The broker's own word for it."""
    cleared_on: date | None = None
    settled_on: date | None = None
    remark: str = ""
    created_at: datetime | None = None
