"""The program's own settings: the arguments of the command. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {"config": "config:config"}
PARTS = ("check", "show", "path")


def add(command: AddCommand) -> None:
    """Add the command of this group."""
    config = command("config", "Check your settings, show what holds and why, or where they are")
    config.add_argument("what", choices=PARTS)
