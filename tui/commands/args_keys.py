"""The keys of the dashboard: the arguments of the command. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {"keys": "keys:keys"}


def add(command: AddCommand) -> None:
    """Add the command of this group."""
    command("keys", "Print the keys in force: every action, with the changes of your keys.toml")
