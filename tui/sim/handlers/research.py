"""Adjustments and money flow: 3104, 3105, 3211, 3212, 3247; and with them search, news and rankings."""

from __future__ import annotations

from tui.domain.flows import CapitalFlow, Distribution, FlowPeriod, TopBrokers
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.rehabs import Adjustment
from tui.sim.caller import Caller
from tui.sim.handlers import ranks, search
from tui.sim.market import flows
from tui.sim.market.history import DAYS
from tui.sim.market.market import Market
from tui.sim.refusal import RefusalError
from tui.sim.trading.router import local_time
from tui.sim.world import Handlers, World
from tui.wire.messages.quote import Feed
from tui.wire.messages.research import (
    GetAdjustments,
    GetCapitalFlow,
    GetDistribution,
    GetHistoryQuota,
    GetTopBrokers,
    HistoryQuota,
    HistoryUse,
)

_WITH_FLOW = frozenset({SecurityType.STOCK, SecurityType.ETF, SecurityType.WARRANT})


def history_quota(world: World, caller: Caller, request: GetHistoryQuota) -> HistoryQuota:
    """Tell what is left for history candles."""
    del caller
    quota = world.history_quota
    quota.expire(world.now)
    uses = quota.entries if request.details else ()
    return HistoryQuota(
        used=quota.used,
        remaining=quota.quota - quota.used,
        uses=tuple(HistoryUse(id_, world.name(id_), local_time(at, id_)) for id_, at in uses),
    )


def adjustments(world: World, caller: Caller, request: GetAdjustments) -> tuple[Adjustment, ...]:
    """Return the corporate actions so far; derivatives have none."""
    del caller
    listing = world.listing(request.id)
    if not world.exchange.is_open(listing.id):
        return ()
    return world.exchange.market(listing.id).history.adjuster.adjustments


def capital_flow(world: World, caller: Caller, request: GetCapitalFlow) -> CapitalFlow:
    """Return today's flow by minute, or that of longer slots between two days."""
    del caller
    market = _market(world, request.id)
    if request.period is FlowPeriod.UNKNOWN:
        raise RefusalError("Unknown period of capital flow.")
    if request.period is FlowPeriod.INTRADAY:
        return flows.intraday(market)
    if request.begin is None or request.end is None:
        raise RefusalError("Capital flow of a day and longer needs a first and a last day.")
    if request.end < request.begin:
        raise RefusalError("The end of the period is before its beginning.")
    return flows.longer(market, request.period, request.begin, request.end)


def distribution(world: World, caller: Caller, request: GetDistribution) -> Distribution:
    """Return today's money by size of order."""
    del caller
    return flows.distribution(_market(world, request.id))


def top_brokers(world: World, caller: Caller, request: GetTopBrokers) -> TopBrokers:
    """Return the largest net buyers and sellers of a Hong Kong security."""
    del caller
    listing = world.listing(request.id)
    if not listing.has_brokers:
        raise RefusalError(f"{request.id} has no top brokers: only Hong Kong securities have them.")
    world.rights.require(listing, Feed.BROKERS)
    if not 0 <= request.days_before <= DAYS:
        raise RefusalError(f"The day must be 0 to {DAYS} trading days before today.")
    found = flows.top_brokers(world.exchange.market(listing.id), request.days_before)
    if found is None:
        raise RefusalError(f"{request.id} was not traded {request.days_before} trading days before today.")
    return found


def _market(world: World, id_: SecurityId) -> Market:
    listing = world.listing(id_)
    if listing.type not in _WITH_FLOW:
        raise RefusalError(f"{id_} has no capital flow: only shares, funds and warrants have it.")
    world.rights.require(listing)
    return world.exchange.market(id_)


HANDLERS: Handlers = {
    GetHistoryQuota: history_quota,
    GetAdjustments: adjustments,
    GetCapitalFlow: capital_flow,
    GetDistribution: distribution,
    GetTopBrokers: top_brokers,
    **search.HANDLERS,
    **ranks.HANDLERS,
}
