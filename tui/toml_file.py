"""TOML files that people write: what they hold, and on which line, so that a mistake can be pointed at.

`tomllib` tells no lines of keys. A scanner of the text, which knows strings, comments and brackets and
nothing else, finds them; what it does not find is told of without a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

Place = tuple[str, ...]
"""A table or a key by its full name."""

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
    r"|#[^\n]*|\n|[\[\]{}=.]|[A-Za-z0-9_-]+|[^\S\n]+|.",
    re.DOTALL,
)
_AT = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
_SIMPLE_ESCAPES = re.compile(r'^"[^"\\]*"$')


class TomlError(ValueError):
    """A file that cannot be read at all: its name, the line where there is one, and the cause."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a file holds, and where."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)

    def line_of(self, *place: str) -> int | None:
        """Return the line of a key or a table, else of what it is in."""
        for end in range(len(place), 0, -1):
            if (line := self.lines.get(place[:end])) is not None:
                return line
        return None

    def at(self, *place: str) -> str:
        """Return file and line of a key, to begin a message with."""
        line = self.line_of(*place)
        return self.name if line is None else f"{self.name} line {line}"


def read_toml(path: Path, *, parse_float: Callable[[str], Any] = float) -> Document:
    """Read a file; an empty document where there is none, TomlError for what is no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Document(path.name)
    except OSError as error:
        raise TomlError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TomlError(f"{path.name}: is not text in UTF-8") from None
    return parse_toml(path.name, text, parse_float=parse_float)


def parse_toml(name: str, text: str, *, parse_float: Callable[[str], Any] = float) -> Document:
    """Read a text; TomlError names the line."""
    try:
        values = tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(_syntax(name, text, str(error))) from None
    except (ArithmeticError, ValueError, RecursionError) as error:
        raise TomlError(f"{name}: {type(error).__name__} in it: look at its numbers and brackets") from None
    return Document(name, values, lines_of(text))


def unknown(key: str, known: Iterable[str]) -> str:
    """Say that a name is not known, with the nearest one that is, else all there are."""
    names = list(known)
    near = get_close_matches(key, names, 1)
    return f'"{key}" is not known; ' + (
        f'did you mean "{near[0]}"?' if near else f"there are {', '.join(names)}"
    )


def lines_of(text: str) -> dict[Place, int]:
    """Return the line on which each table and key first stands; keys of inline tables are left out."""
    lines: dict[Place, int] = {}
    table: Place = ()
    for number, tokens in _statements(text):
        if tokens[0] == "[":
            table = _names(tokens)
            place = table
        elif "=" in tokens:
            place = (*table, *_names(tokens[: tokens.index("=")]))
        else:
            continue
        for end in range(1, len(place) + 1):
            lines.setdefault(place[:end], number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each header or assignment with the line it begins on, without blanks and comments."""
    line, begun, depth = 1, 1, 0
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        if token == "\n" and depth == 0:
            if tokens:
                yield begun, tokens
            tokens = []
        elif not token.isspace() and token[0] != "#":
            if not tokens:
                begun = line
            # Brackets of a header close on its own line.
            depth += (token in "[{") - (token in "]}")
            tokens.append(token)
        line += token.count("\n")
    if tokens:
        yield begun, tokens


def _names(tokens: Iterable[str]) -> Place:
    return tuple(_bare(token) for token in tokens if token not in "[].")


def _bare(token: str) -> str:
    if token[0] == "'" or _SIMPLE_ESCAPES.match(token):
        return token[1:-1]
    return str(tomllib.loads(f"key = {token}")["key"]) if token[0] == '"' else token


def _syntax(name: str, text: str, message: str) -> str:
    found = _AT.search(message)
    if found is None:
        return f"{name}: {message}"
    line = int(found[1]) if found[1] else len(text.splitlines()) or 1
    return f"{name} line {line}: {message[: found.start()]}"
