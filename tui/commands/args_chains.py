"""Options: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS = {"chain": "chains:chain", "expiries": "chains:expiries"}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    chain = command("chain", "Option chain with prices and Greeks")
    chain.add_argument("code", metavar="CODE", help="such as HK.00700, US.AAPL or HK.800000")
    chain.add_argument("--expiry", metavar="YYYY-MM-DD", help="expiry day (default: the nearest)")
    chain.add_argument("--type", choices=("call", "put"), help="one side only")
    chain.add_argument("--mini", action="store_true", help="the small contracts of an index")
    expiries = command("expiries", "Days on which options of a code end")
    expiries.add_argument("code", metavar="CODE", help="such as HK.00700")
    expiries.add_argument("--mini", action="store_true", help="the small contracts of an index")
