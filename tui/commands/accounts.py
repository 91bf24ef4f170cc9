"""accounts, funds, positions, orders: what OpenD says of the user's accounts."""

from __future__ import annotations

import argparse
from typing import Any

from tui.client.account_list import read_accounts
from tui.client.link import Link
from tui.client.portfolio import currency_for, header_of
from tui.commands.conditions import Conditions
from tui.commands.exit import DeniedError
from tui.commands.run import Shown, show_once
from tui.commands.tables import fields, table
from tui.domain.accounts import Account, Firm, Funds, Position
from tui.domain.intents import split_remark
from tui.domain.orders import Order
from tui.wire.messages.trade import GetFunds, GetOrders, GetPositions


def accounts(options: argparse.Namespace) -> int:
    """Print the accounts."""
    return show_once(options, _accounts)


def funds(options: argparse.Namespace) -> int:
    """Print the money of an account."""
    return show_once(options, lambda link: _funds(link, options.acc))


def positions(options: argparse.Namespace) -> int:
    """Print the holdings of an account."""
    return show_once(options, lambda link: _positions(link, options.acc))


def orders(options: argparse.Namespace) -> int:
    """Print today's orders of an account."""
    return show_once(options, lambda link: _orders(link, options.acc))


async def listed_accounts(link: Link) -> tuple[Account, ...]:
    """Read the accounts."""
    return await read_accounts(link)


def chosen_account(listed: tuple[Account, ...], acc_id: int) -> Account:
    """Return the account the user named; there is no default one."""
    for account in listed:
        if account.acc_id == acc_id:
            return account
    known = ", ".join(f"{account.acc_id} ({account.env.name})" for account in listed) or "none"
    raise DeniedError(f"account {acc_id} is not among those OpenD lists: {known}")


async def _accounts(link: Link) -> Shown:
    rows = [_account_record(account) for account in await listed_accounts(link)]
    return Shown(rows, table(rows, ["acc_id", "env", "type", "firm", "markets"]))


async def _funds(link: Link, acc_id: int) -> Shown:
    account = chosen_account(await listed_accounts(link), acc_id)
    record = _funds_record(await link.request(GetFunds(header_of(account), currency=currency_for(account))))
    cash = record["cash_by_currency"]
    text = fields({name: value for name, value in record.items() if name != "cash_by_currency"})
    if cash:
        text += "\n\n" + table(cash, ["currency", "cash", "available", "power"])
    return Shown(record, text)


async def _positions(link: Link, acc_id: int) -> Shown:
    account = chosen_account(await listed_accounts(link), acc_id)
    rows = [_position_record(one) for one in await link.request(GetPositions(header_of(account)))]
    columns = ["code", "name", "qty", "can_sell_qty", "cost", "price", "market_value", "pl"]
    return Shown(rows, table(rows, columns))


async def _orders(link: Link, acc_id: int) -> Shown:
    account = chosen_account(await listed_accounts(link), acc_id)
    rows = [order_record(one) for one in await link.request(GetOrders(header_of(account)))]
    columns = ["order_id", "code", "side", "type", "status", "qty", "price", "filled_qty"]
    return Shown(rows, table(rows, [*columns, "avg_fill_price", "remark"]))


def order_record(order: Order) -> dict[str, Any]:
    """Return an order as scripts see it: the remark without our tag, the tag by itself."""
    tag, remark = split_remark(order.remark)
    return {
        "order_id": order.order_id,
        "code": str(order.id),
        "side": order.side.name,
        "type": order.type.name,
        "status": order.status.name,
        "qty": order.qty,
        "price": order.price,
        "filled_qty": order.filled_qty,
        "avg_fill_price": order.avg_fill_price,
        "remark": remark,
        "tag": tag or None,
        **Conditions(order.tif, order.trigger_price, order.trail, order.expires_on).record,
    }


def _account_record(account: Account) -> dict[str, Any]:
    return {
        "acc_id": str(account.acc_id),
        "env": account.env.name,
        "type": account.type.name,
        "firm": None if account.firm is Firm.UNKNOWN else account.firm.name,
        "markets": [market.name for market in account.markets],
    }


def _funds_record(funds: Funds) -> dict[str, Any]:
    return {
        "acc_id": str(funds.acc_id),
        "env": funds.env.name,
        "currency": funds.currency.name,
        "power": funds.power,
        "total_assets": funds.total_assets,
        "cash": funds.cash,
        "market_value": funds.market_value,
        "frozen_cash": funds.frozen_cash,
        "debt": funds.debt,
        "withdrawable": funds.withdrawable,
        "short_power": funds.short_power,
        "net_cash_power": funds.net_cash_power,
        "cash_by_currency": [
            {
                "currency": cash.currency.name,
                "cash": cash.cash,
                "available": cash.available,
                "power": cash.power,
            }
            for cash in funds.cash_by_currency
        ],
    }


def _position_record(position: Position) -> dict[str, Any]:
    costs = (position.average_cost, position.diluted_cost, position.cost)
    return {
        "code": str(position.id),
        "name": position.name,
        "qty": position.qty,
        "can_sell_qty": position.can_sell_qty,
        "cost": next((cost for cost in costs if cost is not None), None),
        "price": position.price,
        "market_value": position.market_value,
        "pl": position.pl,
    }
