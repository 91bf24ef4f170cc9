"""Themes read from TOML files: ours, and the user's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.app.palette import DEFAULTS

FALLBACK = "dark"
_BASE = (
    "primary",
    "secondary",
    "accent",
    "warning",
    "error",
    "success",
    "foreground",
    "background",
    "surface",
    "panel",
)
_TOP = {"name", "dark", "colours", "variables"}


class ThemeError(ValueError):
    """A theme file that cannot be used, with the cause in one line."""


def theme_from(text: str) -> Theme:
    """Read one theme; ThemeError names the first thing that is wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ThemeError(f"not TOML: {error}") from error
    _refuse_unknown(document, _TOP, "")
    name, dark = document.get("name"), document.get("dark", True)
    if not isinstance(name, str) or not name or not name.replace("-", "").isalnum():
        raise ThemeError("name must be letters, digits and hyphens")
    if not isinstance(dark, bool):
        raise ThemeError("dark must be true or false")
    base = _colours(document, "colours", _BASE)
    variables = _colours(document, "variables", DEFAULTS)
    if "primary" not in base:
        raise ThemeError("colours.primary is missing")
    return Theme(name=name, dark=dark, variables=variables, **base)  # type: ignore[arg-type]


def load_themes(folders: Iterable[Path]) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """Read every theme of some folders and say what could not be read; a later name replaces an earlier."""
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            theme = theme_from(path.read_text(encoding="utf-8"))
        except (ThemeError, OSError, UnicodeDecodeError) as error:
            problems.append(f"theme {path.name}: {error}")
        else:
            themes[theme.name] = theme
    return tuple(themes.values()), tuple(problems)


def _colours(document: dict[str, Any], section: str, known: Iterable[str]) -> dict[str, str]:
    table = document.get(section, {})
    if not isinstance(table, dict):
        raise ThemeError(f"{section} must be a table")
    _refuse_unknown(table, set(known), f"{section}.")
    for key, value in table.items():
        try:
            Color.parse(str(value))
        except ColorParseError as error:
            raise ThemeError(f"{section}.{key}: {value!r} is not a colour") from error
    return {key: str(value) for key, value in table.items()}


def _refuse_unknown(table: dict[str, Any], known: set[str], prefix: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise ThemeError(f"{prefix}{unknown[0]} is not known")
