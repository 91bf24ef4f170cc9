"""The file of the user's own keys, read strictly: a line that cannot hold is told of, the rest holds.

    [dashboard]
    cancel_order = ["c", "ctrl+t"]
    show_history = []

Tables are contexts, names are ids of actions; `futu-tui keys` lists them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui.app.actions import ACTIONS, BY_ID, Action, Where
from tui.app.key_names import KeyNameError, key_named
from tui.app.key_rules import clashes, flaw
from tui.app.keymap import KeyMap

FILE_NAME = "keys.toml"
LARGEST = 64 * 1024
CONTEXTS = {where.name.lower(): where for where in Where}
"""The tables of the file."""
_TABLE = re.compile(r"\s*\[\s*([^\[\]#]+?)\s*\]")
_KEY = re.compile(r"""\s*["']?([^"'=\s]+)["']?\s*=""")


def load_keys(path: Path) -> KeyMap:
    """Read one file; without it the keys are those of the table. Never fails: see `KeyMap.problems`."""
    try:
        text = _text_of(path)
        document: dict[str, Any] = tomllib.loads(text)
    except FileNotFoundError:
        return KeyMap()
    except OSError as error:
        return KeyMap(problems=(f"{path.name} cannot be read: {error.strerror or error}",))
    except UnicodeDecodeError:
        return KeyMap(problems=(f"{path.name} is not text in UTF-8: save it as UTF-8",))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return KeyMap(problems=(f"{path.name}: {' '.join(str(error).split())}",))
    reader = _Reader(path.name, _lines_of(text))
    wanted = reader.settle(reader.read(document))
    changed = {name: keys for name, keys in wanted.items() if keys != BY_ID[name].keys}
    return KeyMap(changed, reader.problems)


def _text_of(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise OSError(0, "it is not a file")
    if path.stat().st_size > LARGEST:
        raise OSError(0, "it is longer than any file of keys")
    return path.read_text(encoding="utf-8")


def _lines_of(text: str) -> dict[tuple[str, str], int]:
    """Return the line of each table ("" as name) and of each name in it."""
    lines: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if found := _TABLE.match(line):
            table = re.sub(r"""["'\s]""", "", found[1])
            lines.setdefault((table, ""), number)
        elif found := _KEY.match(line):
            lines.setdefault((table, found[1]), number)
    return lines


class _WrongError(Exception):
    """Why a line cannot hold."""


class _Reader:
    """Turns a document into keys and collects what is wrong with it."""

    def __init__(self, name: str, lines: Mapping[tuple[str, str], int]) -> None:
        self._name = name
        self._lines = lines
        self._found: list[tuple[int, str]] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """One line each, in the order of the file."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))

    def read(self, document: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        """Return the keys of every line that can hold by itself."""
        wanted: dict[str, tuple[str, ...]] = {}
        for table, values in document.items():
            where = CONTEXTS.get(table)
            if where is None and isinstance(values, dict):
                self._wrong(table, "", f"[{table}] is no context{_near(table, CONTEXTS)}")
            elif where is None or not isinstance(values, dict):
                self._wrong("", table, f"{table} is outside of a context: write it under {_home(table)}")
            else:
                wanted |= self._context(table, where, values)
        return wanted

    def _context(self, table: str, where: Where, values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        wanted: dict[str, tuple[str, ...]] = {}
        for name, value in values.items():
            try:
                action = _action(name, where)
                keys = _keys(value)
            except _WrongError as error:
                self._wrong(table, name, f"{name} {error}")
                continue
            if why := flaw(action, keys):
                self._wrong(table, name, f"{name} {why}")
            else:
                wanted[name] = keys
        return wanted

    def settle(self, wanted: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        """Give up lines until no key has two actions: the later of two lines, never an action without one."""
        while True:
            actions = (
                replace(action, keys=wanted[action.id]) if action.id in wanted else action
                for action in ACTIONS
            )
            clash = next((one for one in clashes(actions) if not wanted.keys().isdisjoint(one.ids)), None)
            if clash is None:
                return wanted
            loser = max((one for one in clash.ids if one in wanted), key=self._line_of)
            table = BY_ID[loser].where.name.lower()
            self._wrong(table, loser, f"{loser}: {clash.words}")
            wanted = {name: keys for name, keys in wanted.items() if name != loser}

    def _line_of(self, name: str) -> int:
        return self._lines.get((BY_ID[name].where.name.lower(), name), 0)

    def _wrong(self, table: str, name: str, text: str) -> None:
        line = self._lines.get((table, name)) or self._lines.get((table, "")) or 0
        where = f"{self._name} line {line}" if line else self._name
        self._found.append((line, f"{where}: {text}"))


def _action(name: str, where: Where) -> Action:
    action = BY_ID.get(name)
    if action is None:
        raise _WrongError(f"is no action{_near(name, [one.id for one in ACTIONS if one.where is where])}")
    if action.where is not where:
        raise _WrongError(f"belongs under {_home(name)}")
    return action


def _keys(value: object) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(one, str) for one in texts):
        raise _WrongError('must be a key or a list of keys, such as "c" or ["c", "ctrl+t"]')
    try:
        return tuple(key_named(text) for text in texts)
    except KeyNameError as error:
        raise _WrongError(f"names a key that is none: {error}") from None


def _home(name: str) -> str:
    action = BY_ID.get(name)
    return "a context such as [dashboard]" if action is None else f"[{action.where.name.lower()}]"


def _near(word: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(word, names, 1) or get_close_matches(word, BY_ID, 1)
    return f": did you mean {near[0]}?" if near else ": futu-tui keys lists all"
