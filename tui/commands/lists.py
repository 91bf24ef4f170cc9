"""plates, members, plate-of, related, futures, ipos: lists of the market, once."""

from __future__ import annotations

import argparse
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import market_of, securities_of, security_of
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.futures import FutureSession, FutureTerms, ReferenceKind
from tui.domain.instruments import Instrument
from tui.domain.ipos import HongKongIssue, Ipo, MainlandIssue, SizedIssue
from tui.domain.plates import PlateKind
from tui.domain.sorting import SortField
from tui.wire.messages.lists import (
    GetFutureTerms,
    GetIpos,
    GetMembers,
    GetPlates,
    GetPlatesOf,
    GetReferences,
)

_MAIN = "main"
_DAY_MINUTES = 1440
_SORTS = {
    "code": SortField.CODE,
    "price": SortField.LAST,
    "change": SortField.CHANGE_PERCENT,
    "volume": SortField.VOLUME,
    "turnover": SortField.TURNOVER,
}


def plates(options: argparse.Namespace) -> int:
    """Print sectors."""
    request = GetPlates(market_of(options.market), PlateKind[options.kind.upper()])
    return show_once(options, lambda link: _plates(link, request))


def members(options: argparse.Namespace) -> int:
    """Print the members of a sector or an index."""
    request = GetMembers(security_of(options.plate), _SORTS[options.sort], not options.desc)
    return show_once(options, lambda link: _members(link, request))


def plate_of(options: argparse.Namespace) -> int:
    """Print the sectors of securities."""
    request = GetPlatesOf(securities_of(options.codes))
    return show_once(options, lambda link: _plate_of(link, request))


def related(options: argparse.Namespace) -> int:
    """Print what hangs on a security."""
    security = security_of(options.code)
    main = security.symbol.endswith(_MAIN)
    request = GetReferences(security, ReferenceKind.FUTURES if main else ReferenceKind.WARRANTS)
    return show_once(options, lambda link: _related(link, request))


def futures(options: argparse.Namespace) -> int:
    """Print the terms of futures."""
    request = GetFutureTerms(securities_of(options.codes))
    return show_once(options, lambda link: _futures(link, request))


def ipos(options: argparse.Namespace) -> int:
    """Print new listings."""
    request = GetIpos(market_of(options.market))
    return show_once(options, lambda link: _ipos(link, request))


async def _plates(link: Link, request: GetPlates) -> Shown:
    rows = [
        {"code": str(one.id), "name": one.name, "set": None if one.kind is None else one.kind.name}
        for one in await link.request(request)
    ]
    return Shown(rows, table(rows, ["code", "name", "set"]))


async def _members(link: Link, request: GetMembers) -> Shown:
    rows = [_instrument_record(one) for one in await link.request(request)]
    return Shown(rows, table(rows, ["code", "name", "type", "lot", "listed"]))


async def _plate_of(link: Link, request: GetPlatesOf) -> Shown:
    rows = [
        {
            "code": str(one.id),
            "name": one.name,
            "plate": str(plate.id),
            "plate_name": plate.name,
            "set": None if plate.kind is None else plate.kind.name,
        }
        for one in await link.request(request)
        for plate in one.plates
    ]
    return Shown(rows, table(rows, ["code", "name", "plate", "plate_name", "set"]))


async def _related(link: Link, request: GetReferences) -> Shown:
    rows = [_instrument_record(one) for one in await link.request(request)]
    columns = ["code", "name", "lot", "listed"]
    more = "last_day" if request.kind is ReferenceKind.FUTURES else "warrant"
    return Shown(rows, table(rows, [*columns, more]))


def _instrument_record(one: Instrument) -> dict[str, Any]:
    return {
        "code": str(one.id),
        "name": one.name,
        "type": one.type.name,
        "lot": one.lot,
        "listed": one.listed_on,
        "warrant": one.warrant.name if one.warrant else None,
        "last_day": one.last_trade_day,
    }


async def _futures(link: Link, request: GetFutureTerms) -> Shown:
    rows = [_terms_record(one) for one in await link.request(request)]
    columns = ["code", "name", "size", "tick", "currency", "exchange", "last_day", "stands_for", "sessions"]
    return Shown(rows, table(rows, columns))


def _terms_record(one: FutureTerms) -> dict[str, Any]:
    return {
        "code": str(one.id),
        "name": one.name,
        "underlying": one.owner_name if one.owner is None else str(one.owner),
        "exchange": one.exchange,
        "kind": one.kind,
        "size": one.size,
        "size_unit": one.size_unit,
        "tick": one.tick,
        "currency": one.currency,
        "last_day": one.last_trade_on,
        "stands_for": None if one.origin is None else str(one.origin),
        "sessions": [_session_text(session) for session in one.sessions],
        "zone": one.zone,
    }


def _session_text(session: FutureSession) -> str:
    return f"{_clock(session.begin)}-{_clock(session.end)}"


def _clock(minutes: int) -> str:
    """Write minutes from midnight as a time; a star marks the day before, a plus the day after."""
    day, rest = divmod(minutes, _DAY_MINUTES)
    mark = "*" if day < 0 else "+" if day > 0 and rest else ""
    return f"{rest // 60:02}:{rest % 60:02}{mark}"


async def _ipos(link: Link, request: GetIpos) -> Shown:
    rows = [_ipo_record(one) for one in await link.request(request)]
    return Shown(rows, table(rows, list(rows[0]) if rows else ["code", "name", "listed"]))


def _ipo_record(one: Ipo) -> dict[str, Any]:
    record: dict[str, Any] = {"code": str(one.id), "name": one.name, "listed": one.listed_on}
    terms = one.terms
    if isinstance(terms, HongKongIssue):
        return record | {
            "low": terms.price_low,
            "high": terms.price_high,
            "lot": terms.lot,
            "entrance": terms.entrance,
            "open": terms.open,
            "apply_until": terms.apply_until,
        }
    if isinstance(terms, MainlandIssue):
        return record | {
            "apply_code": terms.apply_code,
            "apply_on": terms.apply_on,
            "price": terms.price,
            "size": terms.issue_size,
            "limit": terms.apply_limit,
            "drawn_on": terms.drawn_on,
            "winning_rate": terms.winning_rate,
        }
    if isinstance(terms, SizedIssue):
        record |= {"low": terms.price_low, "high": terms.price_high, "size": terms.issue_size}
    return record
