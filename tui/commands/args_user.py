"""What the broker keeps for the user: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {
    "groups": "groups:groups",
    "group": "groups:group",
    "reminders": "reminders:reminders",
    "remind": "reminders:remind",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    groups = command("groups", "Watchlist groups that the broker keeps")
    groups.add_argument("--kind", default="all", choices=("all", "custom", "system"))
    group = command("group", "Members of a watchlist group, or a change of them")
    group.add_argument("name", metavar="NAME")
    change = group.add_mutually_exclusive_group()
    change.add_argument("--add", nargs="+", metavar="CODE", help="put these into the group")
    change.add_argument("--remove", nargs="+", metavar="CODE", help="take these out of the group")
    reminders = command("reminders", "Price reminders of a security or a market")
    reminders.add_argument("where", metavar="CODE|MARKET", help="such as HK.00700 or HK")
    remind = command("remind", "Set a price reminder, or delete one")
    remind.add_argument("code", metavar="CODE")
    remind.add_argument("type", metavar="TYPE", nargs="?", help="such as PRICE_UP or CHANGE_RATE_DOWN")
    remind.add_argument("value", metavar="VALUE", nargs="?", help="price, percent, shares or turnover")
    remind.add_argument("--often", default="always", choices=("always", "once-a-day", "once"))
    remind.add_argument("--note", default="", metavar="TEXT", help="comes back with the reminder")
    remind.add_argument("--delete", type=int, metavar="KEY", help="delete this one instead")
