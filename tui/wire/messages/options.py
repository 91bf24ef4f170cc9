"""Requests about option chains: 3209, 3224."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from tui.domain.ids import SecurityId
from tui.domain.option_chains import ChainDay, Expiry, Moneyness
from tui.domain.options import IndexOptionType, OptionType
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId

LONGEST_SPAN_DAYS = 30


@dataclass(frozen=True, slots=True)
class Bounds:
    """Ends of a figure, both included; None leaves an end open."""

    low: Decimal | None = None
    high: Decimal | None = None

    def __contains__(self, value: Decimal | int | None) -> bool:
        if value is None:
            return self.low is None and self.high is None
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


OPEN = Bounds()


@dataclass(frozen=True, slots=True)
class ChainFilter:
    """Figures the contracts of a chain must have."""

    implied_volatility: Bounds = OPEN
    """Percent."""
    delta: Bounds = OPEN
    gamma: Bounds = OPEN
    vega: Bounds = OPEN
    theta: Bounds = OPEN
    rho: Bounds = OPEN
    net_open_interest: Bounds = OPEN
    open_interest: Bounds = OPEN
    volume: Bounds = OPEN


@dataclass(frozen=True, slots=True)
class GetExpiries(Request[tuple[Expiry, ...]]):
    """The days on which options of an underlying end (3224)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_OPTION_EXPIRATION_DATE
    owner: SecurityId
    index_type: IndexOptionType = IndexOptionType.UNKNOWN


@dataclass(frozen=True, slots=True)
class GetOptionChain(Request[tuple[ChainDay, ...]]):
    """The contracts that end between two days, at most 30 apart (3209). Prices come by snapshots."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_OPTION_CHAIN
    owner: SecurityId
    begin: date
    end: date
    type: OptionType = OptionType.UNKNOWN
    """UNKNOWN asks for both."""
    moneyness: Moneyness = Moneyness.UNKNOWN
    index_type: IndexOptionType = IndexOptionType.UNKNOWN
    filter: ChainFilter | None = None
