"""Lists of the market: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.cli_parser import AddCommand

HANDLERS: dict[str, str] = {}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    del command
