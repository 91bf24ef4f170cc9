"""flow, distribution, topten, rehab, history-quota: what is behind a price, once."""

from __future__ import annotations

import argparse
from datetime import date, datetime, timedelta
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import day_of, security_of
from tui.commands.exit import UsageError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.flows import BySize, FlowPeriod, FlowPoint
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.rehabs import Adjustment
from tui.wire.messages.research import (
    GetAdjustments,
    GetCapitalFlow,
    GetDistribution,
    GetHistoryQuota,
    GetTopBrokers,
)

_SPANS = {
    FlowPeriod.DAY: timedelta(days=30),
    FlowPeriod.WEEK: timedelta(days=180),
    FlowPeriod.MONTH: timedelta(days=365),
}
"""Days that are shown unless told otherwise."""
_SIZES = ("huge", "big", "mid", "small")


def flow(options: argparse.Namespace) -> int:
    """Print capital flow."""
    security = security_of(options.code)
    period = FlowPeriod[options.period.upper()]
    if period is FlowPeriod.INTRADAY and (options.begin or options.end):
        raise UsageError("--from and --to need --period day, week or month")
    request = GetCapitalFlow(security, period, *_days(options, security, period))
    return show_once(options, lambda link: _flow(link, request))


def distribution(options: argparse.Namespace) -> int:
    """Print today's money by size of order."""
    security = security_of(options.code)
    return show_once(options, lambda link: _distribution(link, security))


def topten(options: argparse.Namespace) -> int:
    """Print the largest net buyers and sellers."""
    if options.days_before < 0:
        raise UsageError("--days-before must be 0 or more")
    request = GetTopBrokers(security_of(options.code), options.days_before)
    return show_once(options, lambda link: _topten(link, request))


def rehab(options: argparse.Namespace) -> int:
    """Print corporate actions."""
    security = security_of(options.code)
    return show_once(options, lambda link: _rehab(link, security))


def history_quota(options: argparse.Namespace) -> int:
    """Print what is left of the history candle quota."""
    return show_once(options, _history_quota)


def _days(
    options: argparse.Namespace, security: SecurityId, period: FlowPeriod
) -> tuple[date | None, date | None]:
    """Read the first and the last day, or take usual ones."""
    span = _SPANS.get(period)
    if span is None:
        return None, None
    end = day_of(options.end, "--to") if options.end else datetime.now(zone_of(security.market)).date()
    begin = day_of(options.begin, "--from") if options.begin else end - span
    if end < begin:
        raise UsageError(f"{begin} is after {end}")
    return begin, end


async def _flow(link: Link, request: GetCapitalFlow) -> Shown:
    told = await link.request(request)
    rows = [_flow_record(request.id, point) for point in told.points]
    columns = ["time", "net", *_SIZES]
    if request.period is not FlowPeriod.INTRADAY:
        columns.insert(2, "main")
    return Shown(rows, table(rows, columns))


def _flow_record(security: SecurityId, point: FlowPoint) -> dict[str, Any]:
    return {
        "time": _local(point.at, security),
        "net": point.total,
        "main": point.main,
        "huge": point.huge,
        "big": point.big,
        "mid": point.mid,
        "small": point.small,
    }


async def _distribution(link: Link, security: SecurityId) -> Shown:
    told = await link.request(GetDistribution(security))
    rows = [_size_record(size, told.bought, told.sold) for size in (*_SIZES, "total")]
    record = {"code": str(security), "time": _local(told.updated_at, security), "sizes": rows}
    return Shown(record, table(rows, ["size", "bought", "sold", "net"]))


def _size_record(size: str, bought: BySize, sold: BySize) -> dict[str, Any]:
    money_in, money_out = getattr(bought, size), getattr(sold, size)
    known = money_in is not None and money_out is not None
    net = money_in - money_out if known else None
    return {"size": size, "bought": money_in, "sold": money_out, "net": net}


async def _topten(link: Link, request: GetTopBrokers) -> Shown:
    told = await link.request(request)
    rows = [
        {
            "side": broker.side.name,
            "net_volume": broker.net_volume,
            "volume": broker.volume,
            "average_price": broker.average_price,
            "turnover": broker.turnover,
            "broker": broker.name,
        }
        for broker in told.brokers
    ]
    record = {
        "code": str(request.id),
        "live": told.live,
        "time": _local(told.at, request.id),
        "brokers": rows,
    }
    columns = list(rows[0]) if rows else ["side", "net_volume", "broker"]
    return Shown(record, table(rows, columns if told.live else ["side", "net_volume", "broker"]))


async def _rehab(link: Link, security: SecurityId) -> Shown:
    rows = [_action_record(each) for each in await link.request(GetAdjustments(security))]
    columns = ["ex_day", "forward_a", "forward_b", "backward_a", "backward_b", "what"]
    return Shown(rows, table(rows, columns))


def _action_record(action: Adjustment) -> dict[str, Any]:
    return {
        "ex_day": action.ex_day,
        "what": action.text,
        "forward_a": action.forward.a,
        "forward_b": action.forward.b,
        "backward_a": action.backward.a,
        "backward_b": action.backward.b,
        "dividend": action.dividend,
        "special_dividend": action.special_dividend,
    }


async def _history_quota(link: Link) -> Shown:
    quota = await link.request(GetHistoryQuota(details=True))
    rows = [{"code": str(use.id), "name": use.name, "requested": use.requested_at} for use in quota.uses]
    record = {"used": quota.used, "remaining": quota.remaining, "codes": rows}
    head = f"{quota.used:,} used, {quota.remaining:,} left"
    return Shown(record, f"{head}\n{table(rows, ['code', 'name', 'requested'])}" if rows else head)


def _local(at: datetime | None, security: SecurityId) -> datetime | None:
    """Put an instant on the clock of a security's exchange."""
    return None if at is None else at.astimezone(zone_of(security.market))
