"""What the user chose by key in the dashboard, kept for the next time: theme, and which colour means up.

A choice stands in place of what settings.toml says, until that line of settings.toml is changed; the command
line goes before both. The file is ours, in the state folder: what cannot be read of it is forgotten.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tui.app.settings import Settings
from tui.paths import CHOICES_NAME, private
from tui.toml_file import TomlError, read_toml

_UP = {False: "green", True: "red"}
_NAMES = ("theme", "up")
_log = logging.getLogger(__name__)


class Choices:
    """Reads and writes the file of choices."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        """`settings` are as the files have them."""
        self._path = folder / CHOICES_NAME
        self._settings = settings
        self._said = {"theme": settings.theme, "up": _UP[settings.red_up]}
        """What the settings say."""
        self._chosen = self._read()
        self._saver = _Saver(self._path)

    def over(self) -> Settings:
        """Return the settings with the choices in their place."""
        names = {theme.name for theme in self._settings.themes}
        theme, up = self._chosen.get("theme"), self._chosen.get("up")
        return replace(
            self._settings,
            theme=theme if theme in names else self._settings.theme,
            red_up=self._settings.red_up if up is None else up == _UP[True],
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What holds in place of the settings, by the names they have there."""
        return dict(self._chosen)

    def keep(self, name: str, value: str) -> None:
        """Remember a choice, soon; a folder that cannot be written keeps nothing, which is no trouble."""
        self._chosen[name] = value
        self._saver.save(name, _Choice(value, self._said[name]))

    def flush(self, within_s: float) -> bool:
        """Wait until what was chosen is in the file, from any thread; false when that takes longer."""
        return self._saver.flush(within_s)

    def _read(self) -> dict[str, str]:
        found = _read(self._path)
        return {name: one.chosen for name, one in found.items() if one.instead_of == self._said.get(name)}


class _Choice(NamedTuple):
    """What was chosen, and what the settings said then."""

    chosen: str
    instead_of: str


class _Saver:
    """Writes choices to a file in a thread that lives as long as there are any; the last of a name stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next: dict[str, _Choice] = {}
        self._writes = False
        self._changed = threading.Condition()

    def save(self, name: str, choice: _Choice) -> None:
        """Write this soon, and nothing older of that name that waits."""
        with self._changed:
            self._next[name] = choice
            if not self._writes:
                self._writes = True
                # A disk that does not answer must not hold up the end of the program.
                threading.Thread(target=self._serve, name="choices", daemon=True).start()

    def flush(self, within_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._writes, within_s)

    def _serve(self) -> None:
        while new := self._taken():
            try:
                # Another dashboard may have written since.
                _write(self._path, _text(_read(self._path) | new))
            except OSError as error:
                _log.info("Choices are not kept: %s", error)

    def _taken(self) -> dict[str, _Choice]:
        with self._changed:
            new, self._next = self._next, {}
            if not new:
                self._writes = False
                self._changed.notify_all()
            return new


def _read(path: Path) -> dict[str, _Choice]:
    """Return the choices of the file, those too that hold no longer; what cannot be read is forgotten."""
    try:
        values = read_toml(path).values
    except TomlError:
        return {}
    return {name: choice for name in _NAMES if (choice := _choice_of(values.get(name))) is not None}


def _choice_of(entry: object) -> _Choice | None:
    match entry:
        case {"chosen": str(chosen), "instead_of": str(instead_of)}:
            return _Choice(chosen, instead_of)
    return None


def _text(choices: Mapping[str, _Choice]) -> str:
    return "".join(
        f"[{name}]\nchosen = {_quoted(one.chosen)}\ninstead_of = {_quoted(one.instead_of)}\n"
        for name, one in choices.items()
    )


def _quoted(text: str) -> str:
    # TOML has the quotes of JSON, without its pairs of escapes for one character.
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    """Replace a file at once, for the user's eyes only."""
    new = private(path.parent) / f"{path.name}.{os.getpid()}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
