"""fees, margin, cashflow: what trading costs."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.commands.accounts import chosen_account, listed_accounts
from tui.commands.arguments import day_of, securities_of
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.cashflow import CashFlow, FlowDirection
from tui.domain.fees import OrderFee
from tui.domain.ids import SecurityId
from tui.domain.margins import MarginRatio
from tui.wire.messages.trade import Header
from tui.wire.messages.trade_extras import GetCashFlows, GetMarginRatios, GetOrderFees

_DIRECTIONS = {"both": FlowDirection.UNKNOWN, "in": FlowDirection.IN, "out": FlowDirection.OUT}


def fees(options: argparse.Namespace) -> int:
    """Print what orders cost."""
    order_ids = tuple(dict.fromkeys(options.order_ids))
    return show_once(options, lambda link: _fees(link, options.acc, order_ids))


def margin(options: argparse.Namespace) -> int:
    """Print margin and short-sale figures."""
    ids = securities_of(options.codes)
    return show_once(options, lambda link: _margin(link, options.acc, ids))


def cashflow(options: argparse.Namespace) -> int:
    """Print movements of cash."""
    day = day_of(options.day, "--day")
    direction = _DIRECTIONS[options.direction]
    return show_once(options, lambda link: _cashflow(link, options.acc, day, direction))


async def _fees(link: Link, acc_id: int, order_ids: tuple[str, ...]) -> Shown:
    found = await link.request(GetOrderFees(await _header(link, acc_id), order_ids))
    records = [fee_record(fee) for fee in found]
    lines = [
        {"order_id": record["order_id"], "item": item["title"], "amount": item["amount"]}
        for record in records
        for item in [*record["items"], {"title": "Total", "amount": record["total"]}]
    ]
    return Shown(records, table(lines, ["order_id", "item", "amount"]))


async def _margin(link: Link, acc_id: int, ids: tuple[SecurityId, ...]) -> Shown:
    found = await link.request(GetMarginRatios(await _header(link, acc_id), ids))
    records = [margin_record(ratio) for ratio in found]
    return Shown(records, table(records, list(_MARGIN_COLUMNS)))


async def _cashflow(link: Link, acc_id: int, day: date, direction: FlowDirection) -> Shown:
    found = await link.request(GetCashFlows(await _header(link, acc_id), day, direction))
    records = [flow_record(flow) for flow in found]
    columns = ["created", "kind", "direction", "amount", "currency", "settled_on", "remark"]
    return Shown(records, table(records, columns))


async def _header(link: Link, acc_id: int) -> Header:
    return header_of(chosen_account(await listed_accounts(link), acc_id))


def fee_record(fee: OrderFee) -> dict[str, Any]:
    """Return fees as scripts see them."""
    items = [{"title": item.title, "amount": item.amount} for item in fee.items]
    return {"order_id": fee.order_id, "total": fee.total, "items": items}


_MARGIN_COLUMNS = (
    "code",
    "long_permitted",
    "long_initial",
    "long_maintenance",
    "short_permitted",
    "short_initial",
    "short_maintenance",
    "short_pool",
    "short_fee_rate",
)


def margin_record(ratio: MarginRatio) -> dict[str, Any]:
    """Return margin figures as scripts see them; ratios and rates are per cent."""
    record: dict[str, Any] = {"code": str(ratio.id)}
    for side, permitted, needs in (
        ("long", ratio.long_permitted, ratio.long),
        ("short", ratio.short_permitted, ratio.short),
    ):
        record |= {
            f"{side}_permitted": permitted,
            f"{side}_initial": needs.initial,
            f"{side}_alert": needs.alert,
            f"{side}_margin_call": needs.margin_call,
            f"{side}_maintenance": needs.maintenance,
        }
    return record | {"short_pool": ratio.short_pool, "short_fee_rate": ratio.short_fee_rate}


def flow_record(flow: CashFlow) -> dict[str, Any]:
    """Return a movement as scripts see it."""
    return {
        "id": str(flow.number),
        "created": flow.created_at,
        "kind": flow.kind,
        "direction": flow.direction.name,
        "amount": flow.amount,
        "currency": flow.currency.name,
        "cleared_on": flow.cleared_on,
        "settled_on": flow.settled_on,
        "remark": flow.remark,
    }
