"""The file of the user's own keys, read strictly: a line that cannot hold is told of, the rest holds.

    [dashboard]
    cancel_order = ["c", "ctrl+t"]
    show_history = []

Tables are contexts, names are ids of actions; `futu-tui keys` lists them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tui.app.actions import ACTIONS, BY_ID, Action, Where
from tui.app.key_names import KeyNameError, key_named
from tui.app.key_rules import clashes, flaw
from tui.app.keymap import KeyMap
from tui.toml_file import Document, TomlError, read_toml, unknown
from tui.wire.text import clean

FILE_NAME = "keys.toml"
CONTEXTS = {where.name.lower(): where for where in Where}
"""The tables of the file."""


def load_keys(path: Path) -> KeyMap:
    """Read one file; without it the keys are those of the table. Never fails: see `KeyMap.problems`."""
    try:
        if path.exists() and not path.is_file():
            return KeyMap(problems=(f"{path.name}: is not a file",))
        document = read_toml(path)
    except TomlError as error:
        return KeyMap(problems=(clean(str(error)),))
    reader = _Reader(document)
    wanted = reader.settle(reader.read())
    changed = {name: keys for name, keys in wanted.items() if keys != BY_ID[name].keys}
    return KeyMap(changed, reader.problems)


class _WrongError(Exception):
    """Why a line cannot hold."""


class _UnknownError(_WrongError):
    """A name of nothing; says so by itself."""


class _Reader:
    """Turns a document into keys and collects what is wrong with it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._found: list[tuple[int, str]] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """One line each, in the order of the file."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))

    def read(self) -> dict[str, tuple[str, ...]]:
        """Return the keys of every line that can hold by itself."""
        wanted: dict[str, tuple[str, ...]] = {}
        for table, values in self._document.values.items():
            where = CONTEXTS.get(table)
            if where is None and isinstance(values, dict):
                self._wrong(f"the context {unknown(table, CONTEXTS)}", table)
            elif where is None or not isinstance(values, dict):
                self._wrong(f"{table} is outside of a context: write it under {_home(table)}", table)
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
                text = str(error) if isinstance(error, _UnknownError) else f"{name} {error}"
                self._wrong(text, table, name)
                continue
            if why := flaw(action, keys):
                self._wrong(f"{name} {why}", table, name)
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
            self._wrong(f"{loser}: {clash.words}", *_place(loser))
            wanted = {name: keys for name, keys in wanted.items() if name != loser}

    def _line_of(self, name: str) -> int:
        return self._document.line_of(*_place(name)) or 0

    def _wrong(self, text: str, *place: str) -> None:
        line = self._document.line_of(*place) or 0
        self._found.append((line, clean(f"{self._document.at(*place)}: {text}")))


def _action(name: str, where: Where) -> Action:
    action = BY_ID.get(name)
    if action is None:
        here = [one.id for one in ACTIONS if one.where is where]
        near = next((some for some in (here, list(BY_ID)) if get_close_matches(name, some, 1)), None)
        raise _UnknownError(
            unknown(name, near) if near else f'"{name}" is not known; futu-tui keys lists all'
        )
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


def _place(name: str) -> tuple[str, str]:
    return BY_ID[name].where.name.lower(), name
