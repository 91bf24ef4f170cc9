"""Checks of the connection: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.cli_parser import AddCommand

HANDLERS: dict[str, str] = {"doctor": "cli_doctor:doctor", "verify": "cli_doctor:verify"}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    command("doctor", "Check the way to OpenD, OpenD itself and this terminal; say what helps")
    verify = command("verify", "Ask for the code OpenD's login waits for, or hand it in")
    verify.add_argument("kind", choices=("phone", "picture"))
    verify.add_argument("--code", metavar="CODE", help="hand this code in")
