"""The codes on the watchlist: the user's file, else a list to begin with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from tui.domain.ids import SecurityId

FILE_NAME = "watchlist.toml"

BUILT_IN: tuple[SecurityId, ...] = tuple(
    SecurityId.parse(code)
    for code in (
        "HK.00700",
        "HK.09988",
        "HK.00005",
        "HK.03690",
        "HK.01810",
        "HK.00388",
        "HK.01299",
        "HK.00939",
        "HK.00941",
        "HK.01211",
        "HK.00981",
        "HK.02800",
        "HK.800000",
        "US.AAPL",
        "US.NVDA",
        "US.TSLA",
        "US.SPY",
        "SH.600519",
        "SH.601318",
        "SZ.300750",
    )
)


def watchlist_from(text: str) -> tuple[tuple[SecurityId, ...], tuple[str, ...]]:
    """Read `codes = [...]`; return the codes, each once, and what could not be read."""
    try:
        codes = tomllib.loads(text).get("codes")
    except tomllib.TOMLDecodeError as error:
        return (), (f"not TOML: {error}",)
    if not isinstance(codes, list):
        return (), ("codes must be a list of codes",)
    found: dict[SecurityId, None] = {}
    problems: list[str] = []
    for code in codes:
        try:
            found[SecurityId.parse(str(code))] = None
        except ValueError as error:
            problems.append(str(error))
    return tuple(found), tuple(problems)


def load_watchlist(folders: Iterable[Path]) -> tuple[tuple[SecurityId, ...], tuple[str, ...]]:
    """Return the first watchlist found in these folders, else the built-in one, and what is wrong with it."""
    for path in (folder / FILE_NAME for folder in folders):
        try:
            codes, problems = watchlist_from(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError) as error:
            return BUILT_IN, (f"{FILE_NAME}: {error}",)
        return codes or BUILT_IN, tuple(f"{FILE_NAME}: {problem}" for problem in problems)
    return BUILT_IN, ()
