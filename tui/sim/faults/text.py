"""The text of a scenario file, for errors that name the line and the nearest valid name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any


class ScenarioError(ValueError):
    """A scenario cannot be used; the text is one line for the user."""


class Source:
    """A file and its lines, or one [[fault]] section of it."""

    def __init__(self, file: str, text: str, first: int = 0, last: int | None = None) -> None:
        self._file = file
        self._text = text
        self._lines = text.splitlines()
        self._first = first
        self._last = len(self._lines) if last is None else last

    def section(self, place: int) -> Source:
        """Return the part of the nth [[fault]]."""
        heads = [
            n
            for n, line in enumerate(self._lines)
            if line.split("#")[0].strip().replace(" ", "") == "[[fault]]"
        ]
        if place >= len(heads):  # written as an inline array
            return self
        last = heads[place + 1] if place + 1 < len(heads) else len(self._lines)
        return Source(self._file, self._text, heads[place], last)

    def error(self, key: str, text: str) -> ScenarioError:
        """Return the error of a key, or of the section when it has no line of its own."""
        return ScenarioError(f"{self._file}:{self._line(key)}: {text}")

    def known(self, table: Mapping[str, Any], names: Iterable[str], where: str) -> None:
        """Refuse a key that does not exist."""
        allowed = tuple(names)
        for key in table:
            if key not in allowed:
                raise self.error(key, f"there is no key {key!r}{where}{self.hint(key, allowed)}")

    def seconds(self, table: Mapping[str, Any], key: str) -> float | None:
        """Return a time of at least nothing, None where it is not given."""
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
            raise self.error(key, f"{key} must be a number of seconds")
        return float(value)

    def whole(self, table: Mapping[str, Any], key: str) -> int:
        """Return a whole number from 1 on, 1 where it is not given."""
        value = table.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.error(key, f"{key} must be a whole number from 1 on")
        return value

    @staticmethod
    def hint(name: object, names: Iterable[str]) -> str:
        """Return which valid name may have been meant, or all of few, as the end of a sentence."""
        allowed = sorted(set(names))
        near = get_close_matches(str(name), allowed, 1)
        if near:
            return f"; did you mean {near[0]!r}?"
        return f"; there are {', '.join(allowed)}" if len(allowed) <= 20 else ""

    def _line(self, key: str) -> int:
        for number in range(self._first, self._last):
            head = self._lines[number].split("=")[0].strip().strip("\"'")
            if key and head == key:
                return number + 1
        return self._first + 1
