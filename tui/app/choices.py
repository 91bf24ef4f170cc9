"""What the user chose by key in the dashboard, kept for the next time: theme, and which colour means up.

A choice stands in place of what settings.toml says, until that line of settings.toml is changed; the command
line goes before both. The file is ours, in the state folder: what cannot be read of it is forgotten.
"""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeGuard

from tui.app.settings import Settings
from tui.paths import CHOICES_NAME, private
from tui.toml_file import TomlError, read_toml

_UP = {False: "green", True: "red"}
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
        lines = [
            f'[{name}]\nchosen = "{value}"\ninstead_of = "{self._said[name]}"\n'
            for name, value in self._chosen.items()
        ]
        self._saver.save("".join(lines))

    def flush(self, within_s: float) -> bool:
        """Wait until what was chosen is in the file, from any thread; false when that takes longer."""
        return self._saver.flush(within_s)

    def _read(self) -> dict[str, str]:
        try:
            values = read_toml(self._path).values
        except TomlError:
            return {}
        return {
            name: values[name]["chosen"]
            for name, said in self._said.items()
            if _holds(values.get(name), said)
        }


class _Saver:
    """Writes texts to a file in a thread that lives as long as there are any; the last one stays."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._next: str | None = None
        self._writes = False
        self._changed = threading.Condition()

    def save(self, text: str) -> None:
        """Write this soon, and nothing older that waits."""
        with self._changed:
            self._next = text
            if not self._writes:
                self._writes = True
                # A disk that does not answer must not hold up the end of the program.
                threading.Thread(target=self._serve, name="choices", daemon=True).start()

    def flush(self, within_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: not self._writes, within_s)

    def _serve(self) -> None:
        while (text := self._taken()) is not None:
            try:
                _write(self._path, text)
            except OSError as error:
                _log.info("Choices are not kept: %s", error)

    def _taken(self) -> str | None:
        with self._changed:
            text, self._next = self._next, None
            if text is None:
                self._writes = False
                self._changed.notify_all()
            return text


def _holds(entry: Any, said: str) -> TypeGuard[dict[str, str]]:
    """Whether a choice was made against what the settings say today."""
    return (
        isinstance(entry, dict) and entry.get("instead_of") == said and isinstance(entry.get("chosen"), str)
    )


def _write(path: Path, text: str) -> None:
    """Replace a file at once, for the user's eyes only."""
    new = private(path.parent) / f"{path.name}.{os.getpid()}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)
    new.replace(path)
