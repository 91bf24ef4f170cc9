"""The parser that all commands share: errors are one line, options are written in full."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from tui.commands.exit import UsageError


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, and whose options are written in full: `--re` is not `--real`."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise UsageError(f"{message} (see {self.prog} --help)")


AddCommand = Callable[[str, str], Parser]
"""Adds a command by name and meaning, with the options all commands share, and returns its parser."""


def add_again(target: Parser) -> None:
    """Let a command send the terms of an order of the last seconds once more."""
    target.add_argument(
        "--again", action="store_true", help="the same order was sent just now, and another is meant"
    )


def add_account(target: Parser) -> None:
    """Make a command ask which account it is for: there is no default one."""
    target.add_argument("--acc", type=int, required=True, metavar="ID", help="account id, see accounts")
