"""The journal of orders: the arguments of the command. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {"audit": "audit:audit"}


def add(command: AddCommand) -> None:
    """Add the command of this group."""
    audit = command("audit", "Print the journal: every order, check, answer, push and state of a day")
    audit.add_argument("--day", metavar="YYYY-MM-DD", help="in local time (default today)")
    audit.add_argument("--acc", type=int, metavar="ID", help="of one account only, see accounts")
    audit.add_argument("--order", metavar="ORDER_ID", help="all of one order, of any day; needs --acc")
    audit.add_argument("--tag", metavar="TAG", help="the same by our own id (ft:...); needs --acc")
    audit.add_argument(
        "--verify", action="store_true", help="compare the orders of the day with the broker's list"
    )
