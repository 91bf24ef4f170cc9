"""Checks of the connection: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

STAGES = ("whole", "server", "network", "opend", "delivery")
HANDLERS: dict[str, str] = {
    "doctor": "doctor:doctor",
    "verify": "doctor:verify",
    "delays": "delays:delays",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    command("doctor", "Check the way to OpenD, OpenD itself and this terminal; say what helps")
    delays = command("delays", "How long OpenD's replies and pushes took, in milliseconds")
    delays.add_argument("--stage", default="whole", choices=STAGES, help="which leg of a push's way")
    verify = command("verify", "Ask for the code OpenD's login waits for, or hand it in")
    verify.add_argument("kind", choices=("phone", "picture"))
    verify.add_argument("--code", metavar="CODE", help="hand this code in")
