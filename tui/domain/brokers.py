"""The Hong Kong broker queue."""

from __future__ import annotations

from dataclasses import dataclass

from tui.domain.ids import SecurityId


@dataclass(frozen=True, slots=True)
class BrokerEntry:
    """One broker with an order resting at a price level; level 1 is the best price."""

    broker_id: int
    name: str
    level: int
    volume: int | None = None
    """Only with the SF right."""
    order_id: int | None = None
    """The exchange's number of the order, only with the SF right."""


@dataclass(frozen=True, slots=True)
class BrokerQueue:
    """Both sides in queue order: by level, then by time. The message carries no prices: join by level."""

    id: SecurityId
    name: str
    bids: tuple[BrokerEntry, ...]
    asks: tuple[BrokerEntry, ...]
