"""The codes on the watchlist: the user's file, else a list to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tui.domain.ids import SecurityId
from tui.toml_file import Document, TomlError, read_toml, unknown

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


_KEYS = ("codes",)


def watchlist_from(document: Document) -> tuple[tuple[SecurityId, ...], tuple[str, ...]]:
    """Read `codes = [...]`; return the codes, each once, and what is wrong."""
    problems = [f"{document.at(key)}: {unknown(key, _KEYS)}" for key in document.values if key not in _KEYS]
    codes = document.values.get("codes")
    if not isinstance(codes, list):
        problems.append(f"{document.at('codes')}: codes must be a list of codes")
        return (), tuple(problems)
    found: dict[SecurityId, None] = {}
    for code in codes:
        try:
            found[SecurityId.parse(str(code))] = None
        except ValueError as error:
            problems.append(f"{document.at('codes')}: {error}")
    return tuple(found), tuple(problems)


def load_watchlist(folders: Iterable[Path]) -> tuple[tuple[SecurityId, ...], tuple[str, ...]]:
    """Return the first watchlist found in these folders, else the built-in one, and what is wrong with it."""
    for path in (folder / FILE_NAME for folder in folders):
        if not path.exists():
            continue
        try:
            codes, problems = watchlist_from(read_toml(path))
        except TomlError as error:
            return BUILT_IN, (str(error),)
        return codes or BUILT_IN, problems
    return BUILT_IN, ()
