"""What the user set for the face: watchlist, theme, which colour means up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from textual.theme import Theme

from tui.app.themes import FALLBACK, load_themes
from tui.app.watchlists import BUILT_IN, load_watchlist
from tui.domain.fee_plans import NO_PLANS, FeePlans
from tui.domain.ids import SecurityId
from tui.trading.fees_file import TABLE as FEES
from tui.trading.fees_file import load_charges
from tui.trading.preferences import TABLE, Preferences, load_preferences

FILE_NAME = "settings.toml"
_KEYS = {"theme", "up", TABLE, FEES}
_UP = {"green": False, "red": True}


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
    fees: FeePlans = NO_PLANS
    """What the tables `[fees...]` say the broker charges."""
    problems: tuple[str, ...] = ()
    """What could not be read, to be told once."""


def load_settings(shipped_themes: Path, config: Path) -> Settings:
    """Read the config folder; what is missing or wrong falls back and is told."""
    themes, problems = load_themes((shipped_themes, config / "themes"))
    codes, more = load_watchlist((config,))
    theme, red_up, even_more = _read(config / FILE_NAME, {one.name for one in themes})
    trading = load_preferences(config)
    charges = load_charges(config)
    # A file that cannot be read at all is told of once.
    told = dict.fromkeys((*problems, *more, *even_more, *trading.problems, *charges.problems))
    return Settings(codes, themes, theme, red_up, trading, charges.plans, tuple(told))


def _read(path: Path, names: Iterable[str]) -> tuple[str, bool, tuple[str, ...]]:
    try:
        document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return FALLBACK, False, ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return FALLBACK, False, (f"{FILE_NAME}: {error}",)
    problems = [f"{FILE_NAME}: {key} is not known" for key in sorted(set(document) - _KEYS)]
    theme, up = document.get("theme", FALLBACK), document.get("up", "green")
    if theme not in names:
        problems.append(f"{FILE_NAME}: there is no theme {theme!r}")
        theme = FALLBACK
    if up not in _UP:
        problems.append(f"{FILE_NAME}: up must be green or red, not {up!r}")
        up = "green"
    return theme, _UP[up], tuple(problems)
