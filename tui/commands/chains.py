"""chain, expiries: the options of an underlying once."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import day_of, security_of
from tui.commands.exit import DeniedError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.extras import OptionExtras
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.option_chains import ChainDay, Expiry, StrikeRow
from tui.domain.options import IndexOptionType, OptionType
from tui.domain.quotes import Snapshot
from tui.wire.messages.options import GetExpiries, GetOptionChain
from tui.wire.messages.quote import GetSnapshots

MOST_SNAPSHOTS = 400
"""OpenD's limit for one request."""
_SIDES = {"call": OptionType.CALL, "put": OptionType.PUT}
_FIGURES = ("bid", "ask", "iv", "delta", "oi")


def chain(options: argparse.Namespace) -> int:
    """Print the chain of one expiry day."""
    owner = security_of(options.code)
    day = None if options.expiry is None else day_of(options.expiry, "--expiry")
    kind = _SIDES.get(options.type, OptionType.UNKNOWN)
    return show_once(options, lambda link: _chain(link, owner, day, kind, _size(options)))


def expiries(options: argparse.Namespace) -> int:
    """Print the expiry days."""
    owner = security_of(options.code)
    return show_once(options, lambda link: _expiries(link, owner, _size(options)))


async def _expiries(link: Link, owner: SecurityId, size: IndexOptionType) -> Shown:
    found = await link.request(GetExpiries(owner, size))
    rows = [_expiry_record(expiry) for expiry in found]
    return Shown(rows, table(rows, ["expiry", "days_left", "cycle"]))


async def _chain(
    link: Link, owner: SecurityId, day: date | None, kind: OptionType, size: IndexOptionType
) -> Shown:
    if day is None:
        day = await _nearest(link, owner, size)
    days = await link.request(GetOptionChain(owner, day, day, type=kind, index_type=size))
    rows = _rows(days)
    if not rows:
        raise DeniedError(f"no options of {owner} end on {day}")
    snapshots = await _snapshots(link, (each.id for row in rows for each in _contracts(row)))
    records = [_row_record(row, snapshots) for row in rows]
    value = {"code": str(owner), "expiry": day, "strikes": records}
    return Shown(value, f"{owner} options to {day}\n{_text(records, kind)}")


async def _nearest(link: Link, owner: SecurityId, size: IndexOptionType) -> date:
    found = await link.request(GetExpiries(owner, size))
    days = [expiry.day for expiry in found if expiry.day is not None and expiry.days_left >= 0]
    if not days:
        raise DeniedError(f"{owner} has no options")
    return min(days)


async def _snapshots(link: Link, ids: Iterable[SecurityId]) -> dict[SecurityId, Snapshot]:
    wanted = tuple(ids)
    found: dict[SecurityId, Snapshot] = {}
    for start in range(0, len(wanted), MOST_SNAPSHOTS):
        batch = await link.request(GetSnapshots(wanted[start : start + MOST_SNAPSHOTS]))
        found.update((snapshot.quote.id, snapshot) for snapshot in batch)
    return found


def _rows(days: Iterable[ChainDay]) -> list[StrikeRow]:
    return [row for day in days for row in day.rows if _contracts(row)]


def _contracts(row: StrikeRow) -> list[Instrument]:
    return [each for each in (row.call, row.put) if each is not None]


def _expiry_record(expiry: Expiry) -> dict[str, Any]:
    return {"expiry": expiry.day, "days_left": expiry.days_left, "cycle": expiry.cycle.name}


def _row_record(row: StrikeRow, snapshots: Mapping[SecurityId, Snapshot]) -> dict[str, Any]:
    strike = next((each.option.strike for each in _contracts(row) if each.option is not None), None)
    return {
        "strike": strike,
        "call": _side_record(row.call, snapshots),
        "put": _side_record(row.put, snapshots),
    }


def _side_record(
    contract: Instrument | None, snapshots: Mapping[SecurityId, Snapshot]
) -> dict[str, Any] | None:
    """One contract as scripts see it; prices are null where OpenD told none."""
    if contract is None:
        return None
    snapshot = snapshots.get(contract.id)
    extras = None if snapshot is None else snapshot.extras
    figures = extras.figures if isinstance(extras, OptionExtras) else None
    return {
        "code": str(contract.id),
        "last": snapshot and snapshot.quote.last,
        "bid": snapshot and snapshot.bid,
        "ask": snapshot and snapshot.ask,
        "volume": snapshot and snapshot.quote.volume,
        "contract_size": figures and figures.contract_size,
        "open_interest": figures and figures.open_interest,
        "implied_volatility": figures and figures.implied_volatility,
        "delta": figures and figures.delta,
        "gamma": figures and figures.gamma,
        "vega": figures and figures.vega,
        "theta": figures and figures.theta,
        "rho": figures and figures.rho,
    }


def _text(records: list[dict[str, Any]], kind: OptionType) -> str:
    """Calls to the left of the strikes, puts to the right."""
    columns = ["strike"]
    if kind is not OptionType.PUT:
        columns = [*(f"call_{name}" for name in ("code", *_FIGURES)), *columns]
    if kind is not OptionType.CALL:
        columns += [f"put_{name}" for name in (*_FIGURES, "code")]
    lines = [
        {
            "strike": record["strike"],
            **_cells("call", record["call"]),
            **_cells("put", record["put"]),
        }
        for record in records
    ]
    return table(lines, columns)


def _cells(side: str, record: dict[str, Any] | None) -> dict[str, Any]:
    if record is None:
        return {}
    return {
        f"{side}_code": record["code"],
        f"{side}_bid": record["bid"],
        f"{side}_ask": record["ask"],
        f"{side}_iv": _rounded(record["implied_volatility"], 2),
        f"{side}_delta": _rounded(record["delta"], 3),
        f"{side}_oi": record["open_interest"],
    }


def _rounded(value: Decimal | None, places: int) -> Decimal | None:
    return None if value is None else round(value, places)


def _size(options: argparse.Namespace) -> IndexOptionType:
    return IndexOptionType.MINI if options.mini else IndexOptionType.UNKNOWN
