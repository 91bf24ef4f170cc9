"""What the user set for the face: watchlist, theme, which colour means up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from textual.theme import Theme

from tui.app.line_profile import TABLE as TERMINAL
from tui.app.line_profile import Wishes, parse_wishes
from tui.app.themes import FALLBACK, load_themes
from tui.app.watchlists import BUILT_IN, load_watchlist
from tui.domain.fee_plans import NO_PLANS, FeePlans
from tui.domain.ids import SecurityId
from tui.toml_file import Document, TomlError, read_toml, unknown
from tui.trading.fees_file import TABLE as FEES
from tui.trading.fees_file import load_charges
from tui.trading.preferences import TABLE, Preferences, load_preferences

FILE_NAME = "settings.toml"
KEYS = ("theme", "up", TABLE, TERMINAL, FEES)
_UP = {"green": False, "red": True}
_MOST_TOLD = 3
"""Mistakes told one by one when the dashboard starts."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the face starts with."""

    codes: tuple[SecurityId, ...] = BUILT_IN
    themes: tuple[Theme, ...] = ()
    theme: str = FALLBACK
    red_up: bool = False
    """False is Hong Kong's green for up, True the mainland's red."""
    trading: Preferences = field(default_factory=Preferences)
    """What the table `[trading]` says; its own module reads it."""
    terminal: Wishes = field(default_factory=Wishes)
    """What the table `[terminal]` says."""
    fees: FeePlans = NO_PLANS
    """What the tables `[fees...]` say the broker charges."""
    problems: tuple[str, ...] = ()
    """What could not be read, to be told once."""


def load_settings(shipped_themes: Path, config: Path) -> Settings:
    """Read the config folder; what is missing or wrong falls back and is told."""
    themes, problems = load_themes(shipped_themes, config / "themes")
    codes, more = load_watchlist((config,))
    trading = load_preferences(config)
    charges = load_charges(config)
    even_more: tuple[str, ...]
    try:
        document = read_toml(config / FILE_NAME)
    except TomlError as error:
        document, even_more = Document(FILE_NAME), (str(error),)
    else:
        even_more = tuple(
            f"{document.at(key)}: {unknown(key, KEYS)}" for key in document.values if key not in KEYS
        )
    theme, red_up, of_looks = _looks(document, [one.name for one in themes])
    terminal = parse_wishes(document)
    # A file that cannot be read at all is told of once.
    all_of_it = (
        *problems,
        *more,
        *even_more,
        *of_looks,
        *terminal.problems,
        *trading.problems,
        *charges.problems,
    )
    told = tuple(dict.fromkeys(all_of_it))
    return Settings(codes, themes, theme, red_up, trading, terminal, charges.plans, told)


def _looks(document: Document, names: Iterable[str]) -> tuple[str, bool, tuple[str, ...]]:
    problems = []
    theme, up = document.values.get("theme", FALLBACK), document.values.get("up", "green")
    if theme not in names:
        problems.append(f"{document.at('theme')}: there is no theme {theme!r}: {', '.join(sorted(names))}")
        theme = FALLBACK
    if not isinstance(up, str) or up not in _UP:
        problems.append(f"{document.at('up')}: up must be green or red, not {up!r}")
        up = "green"
    return theme, _UP[up], tuple(problems)


def told_at_start(problems: Sequence[str]) -> tuple[str, ...]:
    """Shorten many mistakes: they would cover a small screen, and be gone before they are read."""
    if len(problems) <= _MOST_TOLD + 1:
        return tuple(problems)
    more = len(problems) - _MOST_TOLD
    return (*problems[:_MOST_TOLD], f"{more} more mistakes in your files: see futu-tui config check")
