"""The README names every command, and the command lines in it are ones the parser takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tui.cli import parser

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z][^`]*)` \| .* \|$", README.partition("## Commands")[2], re.MULTILINE)
SHELL = re.findall(r"^    futu-tui ?([^#\n]*)", README, re.MULTILINE)
LINES = [row for row in ROWS if not row.endswith(".toml")]


def arguments_of(line: str) -> list[str]:
    """The words of a command line with the made-up names filled in."""
    return ["1" if word in ("ID", "KEY") else word for word in shlex.split(line)]


@pytest.mark.parametrize("line", [*LINES, *SHELL])
def test_a_command_line_is_taken(line: str) -> None:
    parser().parse_args(arguments_of(line))


def test_every_command_has_its_row() -> None:
    (commands,) = (action.choices for action in parser()._actions if isinstance(action.choices, dict))
    assert {line.split()[0] for line in LINES} == set(commands)


def test_every_option_of_the_simulator_is_named() -> None:
    (commands,) = (action.choices for action in parser()._actions if isinstance(action.choices, dict))
    named = README.partition("## The simulated OpenD")[2].partition("## Limits")[0]
    options = {word for action in commands["sim"]._actions for word in action.option_strings}
    assert {word for word in options - {"-h", "--help"} if word not in named} == set()
