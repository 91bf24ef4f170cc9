"""Requests and replies about money flow, adjustments, search, news and rankings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from tui.domain.flows import CapitalFlow, Distribution, FlowPeriod, TopBrokers
from tui.domain.found import FoundSecurity
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.news import Headline, NewsKind
from tui.domain.ranks import HeatField, HotFilter, HotList, MoverFilter, Movers, SortDirection
from tui.domain.rehabs import Adjustment
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId

MOST_RANKED = 200
"""Rows of a ranking in one reply."""


# ---- history


@dataclass(frozen=True, slots=True)
class HistoryUse:
    """A code that takes a unit of the history candle quota."""

    id: SecurityId
    name: str
    requested_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryQuota:
    """Units of the history candle quota."""

    used: int
    remaining: int
    uses: tuple[HistoryUse, ...] = ()
    """Listed when they were asked for."""


@dataclass(frozen=True, slots=True)
class GetHistoryQuota(Request[HistoryQuota]):
    """Ask what is left for history candles (3104)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_REQUEST_HISTORY_KL_QUOTA
    details: bool = False


@dataclass(frozen=True, slots=True)
class GetAdjustments(Request[tuple[Adjustment, ...]]):
    """Corporate actions of a security (3105), oldest first."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_REQUEST_REHAB
    id: SecurityId


# ---- flows


@dataclass(frozen=True, slots=True)
class GetCapitalFlow(Request[CapitalFlow]):
    """Money flow over time (3211); the days count for a day and longer only, both included."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_CAPITAL_FLOW
    id: SecurityId
    period: FlowPeriod = FlowPeriod.INTRADAY
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class GetDistribution(Request[Distribution]):
    """Today's money by size of order (3212)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_CAPITAL_DISTRIBUTION
    id: SecurityId


@dataclass(frozen=True, slots=True)
class GetTopBrokers(Request[TopBrokers]):
    """Largest net buyers and sellers (3247), Hong Kong only; 0 is today, n the nth trading day before."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_TOP_TEN_BUY_SELL_BROKERS
    id: SecurityId
    days_before: int = 0


# ---- search


@dataclass(frozen=True, slots=True)
class FindSecurities(Request[tuple[FoundSecurity, ...]]):
    """Search securities by code or name (3262), best match first."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_SEARCH_QUOTE
    keyword: str
    count: int = 10


@dataclass(frozen=True, slots=True)
class FindNews(Request[tuple[Headline, ...]]):
    """Search headlines (3263), latest first."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_SEARCH_NEWS
    keyword: str
    count: int = 10
    kind: NewsKind = NewsKind.ALL


# ---- rankings


@dataclass(frozen=True, slots=True)
class GetMovers(Request[Movers]):
    """Securities by today's change (3413)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_TOP_MOVERS_RANK
    market: Market
    direction: SortDirection = SortDirection.DESCENDING
    offset: int = 0
    count: int = 10
    filters: tuple[MoverFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class GetHotList(Request[HotList]):
    """Securities by how much they are talked about (3414)."""

    proto_id: ClassVar[ProtoId] = ProtoId.QOT_GET_HOT_LIST
    market: Market
    field: HeatField = HeatField.AVERAGE
    direction: SortDirection = SortDirection.DESCENDING
    offset: int = 0
    count: int = 10
    filters: tuple[HotFilter, ...] = ()
