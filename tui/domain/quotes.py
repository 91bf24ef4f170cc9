"""Prices of one security at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from tui.domain.ids import SecurityId
from tui.domain.markets import MarketState, SecurityStatus, SecurityType

if TYPE_CHECKING:
    # Dozens of classes that no first screen needs.
    from tui.domain.extras import OutsideSession, QuoteExtras, SnapshotExtras


@dataclass(frozen=True, slots=True)
class Quote:
    """The live quote (3004, 3005). Prices in the security's own currency; zero on the wire means unknown."""

    id: SecurityId
    name: str
    last: Decimal | None
    open: Decimal | None
    high: Decimal | None
    low: Decimal | None
    prev_close: Decimal | None
    volume: int | Decimal
    """Shares, or contracts for derivatives."""
    turnover: Decimal
    tick: Decimal | None
    """OpenD's priceSpread: the step above the last price."""
    turnover_rate: Decimal | None = None
    """Percent: 0.56 means 0.56 %."""
    amplitude: Decimal | None = None
    """Percent of the previous close between high and low."""
    suspended: bool = False
    status: SecurityStatus = SecurityStatus.UNKNOWN
    updated_at: datetime | None = None
    """Aware, in the exchange's zone."""
    listed_on: date | None = None
    extras: QuoteExtras | None = None
    """What the kind adds: options, warrants and futures in live quotes, never here in a snapshot."""
    pre_market: OutsideSession | None = None
    after_hours: OutsideSession | None = None
    overnight: OutsideSession | None = None

    @property
    def change(self) -> Decimal | None:
        """Last minus previous close."""
        if self.last is None or self.prev_close is None:
            return None
        return self.last - self.prev_close

    @property
    def change_percent(self) -> Decimal | None:
        """Change in percent of the previous close."""
        change = self.change
        if change is None or not self.prev_close:
            return None
        return change / self.prev_close * 100


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A full picture that needs no subscription (3203)."""

    quote: Quote
    type: SecurityType
    lot: int
    bid: Decimal | None
    ask: Decimal | None
    bid_volume: int | Decimal | None
    ask_volume: int | Decimal | None
    average_price: Decimal | None = None
    high_52w: Decimal | None = None
    low_52w: Decimal | None = None
    short_sell_allowed: bool | None = None
    extras: SnapshotExtras | None = None
    """What the kind adds."""


@dataclass(frozen=True, slots=True)
class SecurityState:
    """The phase a security is in (3223)."""

    id: SecurityId
    name: str
    state: MarketState
