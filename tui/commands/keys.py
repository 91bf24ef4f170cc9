"""keys: the map of keys in force, as the dashboard would take it, and what of keys.toml does not hold."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from tui.app.actions import ACTIONS, Action, Where
from tui.app.key_names import label_of
from tui.app.keymap import KeyMap, keys_label, use
from tui.app.keys_file import FILE_NAME, load_keys
from tui.commands.exit import OK
from tui.commands.json import dumps_pretty
from tui.commands.run import writable
from tui.paths import config_dir

_WIDTH = 100
_NAME, _KEYS = 18, 22
CHANGED = "*"
"""Marks what the user's file changed."""


def keys(options: argparse.Namespace) -> int:
    """Print every action with its keys, and each line of the file that was ignored."""
    path = config_dir() / FILE_NAME
    keymap = load_keys(path)
    use(keymap)
    record = {
        "file": str(path),
        "exists": path.exists(),
        "problems": list(keymap.problems),
        "contexts": {
            where.name.lower(): {
                action.id: {
                    "keys": [label_of(key) for key in action.keys],
                    "changed": action.id in keymap.changed,
                    "title": action.title,
                    "help": action.help,
                }
                for action in keymap.actions
                if action.where is where
            }
            for where in Where
        },
    }
    print(writable(dumps_pretty(record) if options.json else _text(path, keymap)), flush=True)
    return OK


def page() -> str:
    """Return the README's table of all keys, as shipped."""
    rows = ["| where | keys |", "|---|---|"]
    for where in Where:
        cells = [f"`{keys_label(action)}` {action.title}" for action in ACTIONS if action.where is where]
        rows.append(f"| {where.value} `[{where.name.lower()}]` | {', '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _text(path: Path, keymap: KeyMap) -> str:
    head = f"{path}, changes marked {CHANGED}" if path.exists() else f"{path} does not exist: all as shipped"
    return "\n".join([head, *keymap.problems, *_blocks(keymap)])


def _blocks(keymap: KeyMap) -> Iterator[str]:
    for where in Where:
        yield f"\n[{where.name.lower()}]  {where.value}"
        for action in keymap.actions:
            if action.where is where:
                yield _row(action, CHANGED if action.id in keymap.changed else " ")


def _row(action: Action, mark: str) -> str:
    head = f"{mark} {action.id:<{_NAME}} {keys_label(action):<{_KEYS}} "
    return fill(action.help, _WIDTH, initial_indent=head, subsequent_indent=" " * (_NAME + _KEYS + 4))
