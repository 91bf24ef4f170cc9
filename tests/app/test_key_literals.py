"""No text that the face shows names a key by itself: keys are the user's, so hints ask the map in force."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui.app

ROOT = Path(tui.app.__file__).parents[1]
SAY = ("app", "state", "trading", "domain", "client")
"""Folders of which the face shows texts."""
OWN = {"actions.py", "key_names.py", "key_rules.py", "keys_file.py"}
"""Modules whose subject keys are."""
NAMED = re.compile(
    r"\b(?:Enter|Esc|Escape|Tab|Space|Bksp|Backspace|Del|PgUp|PgDn|Ctrl\+\w|Shift\+\w|F\d+)\b"
    r"|\b(?:press|presses|pressed|key|type) [A-Zb-z]\b|\bwith [A-Z]$"
    r"|(?:^|[:;,(] )[A-Zb-z?/.,] (?:arms|asks|shows|says|sends|takes|opens|finds|chooses|marks|leaves)\b"
)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the pieces of text that a module could show: all but docstrings, patterns and names."""
    tree = ast.parse(source)
    said = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.lineno, node.value


def test_no_text_names_a_key() -> None:
    paths = [path for name in SAY for path in (ROOT / name).rglob("*.py") if path.name not in OWN]
    assert len(paths) > 250
    named = [
        (path.name, line, text)
        for path in paths
        for line, text in texts(path.read_text(encoding="utf-8"))
        if NAMED.search(text)
    ]
    assert named == []


@pytest.mark.parametrize(
    "text",
    [
        "then Enter",
        "arm the account with A",
        "not armed: A arms the account",
        "press U",
        "Ctrl+X twice",
        "PgDn reads on",
    ],
)
def test_what_names_a_key_is_found(text: str) -> None:
    ((_, found),) = texts(f"'''Enter opens.'''\nsay({text!r})\n")
    assert NAMED.search(found)
