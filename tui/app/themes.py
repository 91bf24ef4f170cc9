"""Themes read from TOML files: ours, and the user's own.

A look is a colour, attributes such as bold and reverse, or both. Where the terminal shows 256 or 16 colours
only, a theme may name other looks: the nearest colour is often one that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.color import ColorSystem
from textual.color import Color, ColorParseError
from textual.theme import Theme

from tui.app.palette import DEFAULTS, IN_16, LookError, look_of
from tui.toml_file import Document, TomlError, parse_toml, unknown

FALLBACK = "dark"
NO_HUE = "mono"
"""The theme for terminals without colours."""
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
_IN_16 = "in-16"
_LOOKS = {"variables": None, "in-256": ColorSystem.EIGHT_BIT, _IN_16: ColorSystem.STANDARD}
_TOP = ("name", "dark", "ansi", "colours", *_LOOKS)
_OWN_COLOURS = {
    "ansi-background": "ansi_default",
    "ansi-foreground": "ansi_default",
    "block-cursor-background": "ansi_default",
    "block-cursor-text-style": "bold reverse",
    "border": "ansi_default",
    "border-blurred": "ansi_default",
    "scrollbar": "ansi_default",
    "scrollbar-hover": "ansi_default",
    "scrollbar-active": "ansi_default",
    "scrollbar-background": "ansi_default",
    "scrollbar-background-hover": "ansi_default",
    "scrollbar-background-active": "ansi_default",
    "link-background-hover": "ansi_default",
    "link-color": "ansi_default",
    "link-color-hover": "ansi_default",
    "footer-key-foreground": "ansi_default",
    "input-selection-background": "ansi_default",
    "screen-selection-background": "ansi_default",
    "screen-selection-foreground": "ansi_default",
}
"""Textual's widgets in a theme of the terminal's own colours: nobody knows how those go together."""


class ThemeError(ValueError):
    """A theme file that cannot be used, with the cause in one line."""


@dataclass
class QuoteTheme(Theme):
    """A theme of Textual that knows what to show on terminals of fewer colours."""

    fewer: dict[ColorSystem | None, dict[str, str]] = field(default_factory=dict)
    """Looks that take the place of `variables` in a colour system; None is no colour at all."""


def looks_of(theme: Theme, colours: ColorSystem | None) -> dict[str, str]:
    """Return the variables that a theme changes in a colour system; None is no colour at all."""
    fewer: Mapping[ColorSystem | None, dict[str, str]] = getattr(theme, "fewer", {})
    if colours in (None, ColorSystem.STANDARD) and not theme.ansi:
        return {**IN_16, **fewer.get(ColorSystem.STANDARD, {})}
    return fewer.get(colours, {})


def theme_from(text: str, name: str = "theme") -> QuoteTheme:
    """Read one theme; ThemeError names the file, the line and the first thing that is wrong."""
    return _theme_in(_document(text, name))


def _document(text: str, name: str) -> Document:
    try:
        return parse_toml(name, text)
    except TomlError as error:
        raise ThemeError(str(error)) from None


def _theme_in(document: Document) -> QuoteTheme:
    values = document.values
    _refuse_unknown(document, values, _TOP)
    title, dark, ansi = values.get("name"), values.get("dark", True), values.get("ansi", False)
    if not isinstance(title, str) or not title.isascii() or not title.replace("-", "").isalnum():
        raise ThemeError(f"{document.at('name')}: name must be letters, digits and hyphens")
    for key, value in (("dark", dark), ("ansi", ansi)):
        if not isinstance(value, bool):
            raise ThemeError(f"{document.at(key)}: {key} must be true or false")
    base = _table(document, "colours", _BASE)
    if "primary" not in base:
        raise ThemeError(f"{document.at('colours')}: colours.primary is missing")
    looks = {system: _table(document, section, DEFAULTS) for section, system in _LOOKS.items()}
    variables = {**(_OWN_COLOURS if ansi else {}), **looks.pop(None)}
    return QuoteTheme(title, dark=dark, ansi=ansi, variables=variables, fewer=looks, **base)  # type: ignore[arg-type]


def load_themes(ours: Path, users: Path | None = None) -> tuple[tuple[Theme, ...], tuple[str, ...]]:
    """Read every theme of both folders and say what is wrong with them; a later name replaces an earlier.

    What a theme leaves open is as in the one of ours for the same kind of terminal. Ours are known to be
    readable; of the user's it is told what cannot be read where there are 16 colours.
    """
    themes: dict[str, QuoteTheme] = {}
    problems: list[str] = []
    folders = (ours,) if users is None else (ours, users)
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        try:
            document = _document(path.read_text(encoding="utf-8"), f"theme {path.name}")
            theme = _theme_in(document)
        except ThemeError as error:
            problems.append(str(error))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"theme {path.name}: {error}")
        else:
            like = themes.get("terminal" if theme.ansi else FALLBACK if theme.dark else "light", theme)
            themes[theme.name] = whole = _completed(theme, like)
            if path.parent == users and (why := _unreadable(whole, document)):
                problems.append(why)
    return tuple(themes.values()), tuple(problems)


def _completed(theme: QuoteTheme, like: QuoteTheme) -> QuoteTheme:
    """Take from another theme what this one leaves open, and with it how that looks in fewer colours."""
    fewer = {
        system: {
            **{
                name: look for name, look in like.fewer.get(system, {}).items() if name not in theme.variables
            },
            **looks,
        }
        for system, looks in theme.fewer.items()
    }
    return replace(theme, variables={**like.variables, **theme.variables}, fewer=fewer)


def _unreadable(theme: QuoteTheme, document: Document) -> str:
    """Return what of a theme cannot be read in 16 colours, and where to change it; nothing when all can."""
    if theme.ansi:
        # As readable as the terminal is set to be.
        return ""
    from tui.app.contrast import LEGIBLE, Looks

    weak = sorted(Looks(theme, ColorSystem.STANDARD).weak(LEGIBLE))
    if not weak:
        return ""
    ratio, text, ground = weak[0]
    names = [name for name in (text, ground) if name in DEFAULTS]
    places = [(table, name) for table in (_IN_16, "variables", "colours") for name in (text, ground)]
    place = next((place for place in places if place in document.lines), (_IN_16,))
    missing = "" if _IN_16 in document.values else f" ([{_IN_16}] is missing)"
    others = len({one for _, one, _ in weak}) - 1
    more = f"; {others} more cannot" if others else ""
    fix = f"write another {' or '.join(names)} under [{_IN_16}]" if names else "change one under [colours]"
    return (
        f"{document.at(*place)}: in 16 colours{missing} {text} cannot be read on {ground},"
        f" contrast {ratio:.1f} where {LEGIBLE:g} is the least{more}: {fix}"
    )


def _table(document: Document, section: str, known: Iterable[str]) -> dict[str, str]:
    table = document.values.get(section, {})
    if not isinstance(table, dict):
        raise ThemeError(f"{document.at(section)}: {section} must be a table")
    _refuse_unknown(document, table, tuple(known), section)
    for key, value in table.items():
        try:
            if section == "colours":
                Color.parse(str(value))
            else:
                look_of(str(value))
        except (ColorParseError, LookError):
            where = document.at(section, key)
            raise ThemeError(f"{where}: {section}.{key}: {value!r} is not a colour") from None
    return {key: str(value) for key, value in table.items()}


def _refuse_unknown(document: Document, table: Mapping[str, object], known: Iterable[str], *at: str) -> None:
    names = tuple(known)
    for key in table:
        if key not in names:
            raise ThemeError(f"{document.at(*at, key)}: {unknown(key, names)}")
