"""How the trader wants to trade: the table `[trading]` of settings.toml, read strictly and never written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.paths import expanded
from tui.toml_file import Document, TomlError, read_toml, unknown
from tui.trading.arming import IDLE_S, LEAST_IDLE_S, MOST_IDLE_S

FILE_NAME = "settings.toml"
TABLE = "trading"
MOST_ORDERS, MOST_PACE_S = 100, 600.0
LINE = f"`real = true` under [{TABLE}] in {FILE_NAME}"
"""What the file must say before real money is traded."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The table as it holds; what is missing or wrong is the careful choice."""

    real: bool = False
    """Whether real money may be traded by a run that asks for it with --real."""
    arm_idle_s: float = IDLE_S
    """Seconds without a key after which arming ends."""
    disarm_on_blur: bool = False
    """Whether arming ends when the terminal loses the focus."""
    password_file: Path | None = None
    """Where the trade password may be read; for the user's eyes only."""
    lock_opend_on_exit: bool = False
    """Whether an OpenD that this run has unlocked is locked again at the end."""
    pace_orders: int = 10
    """Orders and changes that may be sent within `pace_s`; more are refused and disarm."""
    pace_s: float = 10.0
    problems: tuple[str, ...] = ()
    """What is wrong with the table, one line each; with any of them real money stays off."""


def load_preferences(config: Path) -> Preferences:
    """Read the table from the config folder; without a file or a table nothing is allowed."""
    try:
        document = read_toml(config / FILE_NAME)
    except TomlError as error:
        return Preferences(problems=(str(error),))
    return parse_preferences(document, config)


def parse_preferences(document: Document, config: Path) -> Preferences:
    """Read the table; relative file names are in the config folder."""
    table = document.values.get(TABLE, {})
    if not isinstance(table, Mapping):
        return Preferences(problems=(f"{document.at(TABLE)}: {TABLE} must be a table: write [{TABLE}]",))
    problems, values = [], {}
    for key, value in table.items():
        check = _CHECKS.get(key)
        trouble = unknown(key, _CHECKS) if check is None else check(value)
        if trouble:
            told = trouble if check is None else f"{key} {trouble}"
            problems.append(f"{document.at(TABLE, key)}: [{TABLE}] {told}")
        else:
            values[key] = value
    if "password_file" in values:
        values["password_file"] = config / expanded(values["password_file"])
    return Preferences(**values, problems=tuple(problems))


def why_not_real(preferences: Preferences, *, asked: bool) -> str:
    """Return which of the two keys to real money is missing; nothing when both are there."""
    if preferences.problems:
        return f"real money is off: {preferences.problems[0]}"
    if asked:
        return "" if preferences.real else f"real money is off: --real is there, add {LINE}"
    more = "" if preferences.real else f", and {LINE}"
    return f"real money is off: add --real to trade real money{more}"


def _switch(value: object) -> str:
    return "" if isinstance(value, bool) else f"must be true or false, not {value!r}"


def _idle(value: object) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if fits and LEAST_IDLE_S <= value <= MOST_IDLE_S:  # type: ignore[operator]
        return ""
    return f"must be {LEAST_IDLE_S:g} to {MOST_IDLE_S:g} seconds, not {value!r}"


def _pace_orders(value: object) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_ORDERS
    return "" if fits else f"must be a whole number from 1 to {MOST_ORDERS}, not {value!r}"


def _pace_s(value: object) -> str:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if fits and 1 <= value <= MOST_PACE_S:  # type: ignore[operator]
        return ""
    return f"must be 1 to {MOST_PACE_S:g} seconds, not {value!r}"


def _file(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        return f"must be the name of a file, not {value!r}"
    try:
        expanded(value)
    except ValueError as error:
        return f"names a file in the home of nobody, {error}"
    return ""


_CHECKS: dict[str, Callable[[object], str]] = {
    "real": _switch,
    "arm_idle_s": _idle,
    "disarm_on_blur": _switch,
    "password_file": _file,
    "lock_opend_on_exit": _switch,
    "pace_orders": _pace_orders,
    "pace_s": _pace_s,
}
