"""Money going into and out of a security, and the brokers it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tui.domain.numbered import NumberedEnum


class FlowPeriod(NumberedEnum):
    """Length of a slot of capital flow (numbers of PeriodType)."""

    UNKNOWN = 0
    INTRADAY = 1
    """Minutes of today, each with the flow since the opening."""
    DAY = 2
    WEEK = 3
    MONTH = 4


@dataclass(frozen=True, slots=True)
class BySize:
    """An amount of money by the size of the orders that moved it."""

    huge: Decimal | None
    """OpenD's "super"; None where it does not tell it apart."""
    big: Decimal
    mid: Decimal
    small: Decimal

    @property
    def total(self) -> Decimal:
        """All sizes together."""
        return (self.huge or Decimal(0)) + self.big + self.mid + self.small

    @property
    def main(self) -> Decimal:
        """Big orders and those beyond."""
        return (self.huge or Decimal(0)) + self.big


@dataclass(frozen=True, slots=True)
class FlowPoint:
    """Net inflow of one slot; below zero money goes out."""

    at: datetime | None
    """Begin of the slot; from the wire in UTC, since a reply does not name its exchange."""
    total: Decimal
    main: Decimal | None = None
    huge: Decimal | None = None
    big: Decimal | None = None
    mid: Decimal | None = None
    small: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CapitalFlow:
    """Slots, oldest first."""

    points: tuple[FlowPoint, ...]
    valid_until: datetime | None
    """Time of the latest data."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Today's money by size of order; no amount is below zero."""

    bought: BySize
    sold: BySize
    updated_at: datetime | None


class NetSide(NumberedEnum):
    """What a broker was on balance (numbers of BuySellType)."""

    UNKNOWN = 0
    BUYER = 1
    SELLER = 2


@dataclass(frozen=True, slots=True)
class BrokerTurnover:
    """What one broker traded in one security on one day."""

    name: str
    side: NetSide
    net_volume: int
    """Bought less sold."""
    average_price: Decimal | None = None
    """This and what follows is known of today only."""
    volume: Decimal | None = None
    """Bought and sold together."""
    turnover: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TopBrokers:
    """The largest net buyers and net sellers of one day."""

    live: bool
    """True for today so far."""
    at: datetime | None
    brokers: tuple[BrokerTurnover, ...]
