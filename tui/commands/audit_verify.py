"""audit --verify: the journal of a day replayed, and held against what the broker lists."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.commands.accounts import chosen_account, listed_accounts
from tui.commands.audit_which import Which, broken, counted, safe, terminal_width
from tui.commands.exit import DeniedError
from tui.commands.run import Shown, show_once
from tui.commands.tables import GAP, table
from tui.domain.accounts import Account
from tui.domain.intents import split_remark
from tui.domain.orders import Order
from tui.trading.lookup import spans
from tui.trading.replay import Replayed, replay
from tui.trading.verify import Difference, Mismatch, differences
from tui.wire.messages.trade import Filter, GetHistoryOrders, GetOrders


def verify(options: argparse.Namespace, which: Which) -> int:
    """Print where the journal and the broker differ; 4 when they do."""
    begin, end = which.span
    # What became of the orders of the day may stand in the entries of later days.
    entries = which.between(begin, datetime.max.replace(tzinfo=UTC))
    orders = tuple(order for order in replay(entries) if order.begun_at < end)
    return show_once(options, lambda link: _verified(link, which, orders))


async def _verified(link: Link, which: Which, replayed: tuple[Replayed, ...]) -> Shown:
    accounts = await listed_accounts(link)
    listed = {account.acc_id: account for account in accounts}
    asked = {order.acc_id for order in replayed}
    if which.acc_id is not None:
        asked = {chosen_account(accounts, which.acc_id).acc_id}
    found: list[Difference] = []
    for acc_id in sorted(asked):
        own = tuple(order for order in replayed if order.acc_id == acc_id)
        account = listed.get(acc_id)
        if account is None:
            found += [_unlisted(order) for order in own]
        else:
            found += await _compared(link, which, account, own)
    record = which.record | {"orders": len(replayed), "differences": list(map(_difference_record, found))}
    head = (
        f"{which.path}: {which.day} in {which.zone}, {counted(len(replayed), 'order', 'orders')}"
        f" in the journal, {counted(len(found), 'difference', 'differences')}"
    )
    if not found:
        return Shown(record, _for_people(head))
    columns = ["account", "order", "difference", "journal", "broker"]
    failure = DeniedError(
        f"the journal and the broker differ in {counted(len(found), 'point', 'points')}; see the list"
    )
    return Shown(
        record, _for_people(f"{head}\n\n{table(list(map(_difference_row, found)), columns)}"), failure
    )


def _for_people(text: str) -> str:
    width = terminal_width()
    return "\n".join(line for whole in text.split("\n") for line in broken(whole, width, len(GAP)))


async def _compared(
    link: Link, which: Which, account: Account, own: tuple[Replayed, ...]
) -> tuple[Difference, ...]:
    orders = {order.order_id: order for order in await _broker_orders(link, which, account, own)}
    begin, end = which.span
    own_ids, own_tags = {order.order_id for order in own}, {order.tag for order in own}
    relevant = [
        order
        for order in orders.values()
        if order.order_id in own_ids
        or split_remark(order.remark)[0] in own_tags
        or (order.created_at is not None and begin <= order.created_at < end)
    ]
    tags = {tag for order in relevant if (tag := split_remark(order.remark)[0])}
    known = {tag for tag in tags if which.order(account.acc_id, tag)}
    return differences(own, relevant, known)


async def _broker_orders(
    link: Link, which: Which, account: Account, own: tuple[Replayed, ...]
) -> tuple[Order, ...]:
    """Read today's list and the history around the day, and around the beginnings of older orders."""
    header = header_of(account)
    begun = (order.order.created_at for order in own if order.order is not None)
    moments = [which.span[0], *(at for at in begun if at is not None)]
    found: list[Order] = []
    for begin, end in spans(moments):
        period = Filter(begin=f"{begin:%Y-%m-%d} 00:00:00", end=f"{end:%Y-%m-%d} 00:00:00")
        found += await link.request(GetHistoryOrders(header, period))
    # Read last, and so the later word on an order that is in both.
    return (*found, *await link.request(GetOrders(header, refresh=True)))


def _unlisted(order: Replayed) -> Difference:
    broker = "this OpenD does not list the account"
    return Difference(
        Mismatch.UNLISTED, order.env, order.acc_id, order.tag, order.order_id, order.stand.value, broker
    )


def _difference_record(one: Difference) -> dict[str, Any]:
    return {
        "difference": one.mismatch.name,
        "env": None if one.env is None else one.env.name,
        "acc_id": str(one.acc_id),
        "tag": one.tag or None,
        "order_id": one.order_id or None,
        "journal": one.journal,
        "broker": one.broker,
    }


def _difference_row(one: Difference) -> dict[str, object]:
    return {
        "account": str(one.acc_id),
        "order": safe(one.order_id or one.tag),
        "difference": one.mismatch.value,
        "journal": safe(one.journal),
        "broker": safe(one.broker),
    }
