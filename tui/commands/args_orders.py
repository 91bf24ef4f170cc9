"""Accounts and orders: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand, Parser, add_account, add_again

HANDLERS: dict[str, str] = {
    "accounts": "accounts:accounts",
    "funds": "accounts:funds",
    "positions": "accounts:positions",
    "orders": "accounts:orders",
    "buy": "orders:buy",
    "sell": "orders:sell",
    "amend": "orders:amend",
    "cancel": "orders:cancel",
    "limits": "limits:limits",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    command("accounts", "Accounts of the user")
    add_account(command("funds", "Money of an account"))
    add_account(command("positions", "Holdings of an account"))
    add_account(command("orders", "Today's orders of an account"))
    for name in ("buy", "sell"):
        _add_order(command(name, f"Place an order to {name}"))
    amend = command("amend", "Change the terms of a working order")
    amend.add_argument("order_id", metavar="ORDER_ID")
    amend.add_argument("--qty", metavar="Q", help="new total, filled part included")
    amend.add_argument("--price", metavar="P")
    _add_conditions(amend)
    add_account(amend)
    cancel = command("cancel", "Withdraw a working order")
    cancel.add_argument("order_id", metavar="ORDER_ID")
    add_account(cancel)
    command("limits", "Your own limits, as they are understood, or what is wrong with their file")


def _add_order(order: Parser) -> None:
    order.add_argument("code", metavar="CODE")
    order.add_argument("qty", metavar="QTY")
    order.add_argument("price", metavar="PRICE", nargs="?", help="- or nothing for a market order")
    order.add_argument("--type", default="LIMIT", metavar="TYPE", help="LIMIT, MARKET, STOP_LIMIT, ...")
    _add_conditions(order)
    order.add_argument("--tif", default="DAY", metavar="TIF", help="DAY, GTC, GTD or IOC")
    order.add_argument("--expire", metavar="DATE", help="last day of a GTD order, YYYY-MM-DD")
    order.add_argument("--remark", default="", metavar="TEXT", help="kept with the order")
    add_again(order)
    add_account(order)


def _add_conditions(target: Parser) -> None:
    target.add_argument("--trigger", metavar="P", help="price that a stop or touched order waits for")
    target.add_argument("--trail", metavar="D", help="how far a trailing order stays behind: 0.5, or 5%%")
    target.add_argument("--trail-spread", metavar="S", help="from its trigger to its limit")
