"""What every setting holds now, and where it comes from: never a secret, only where one is looked for."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from tui.app.choices import Choices
from tui.app.keys_file import FILE_NAME as KEYS
from tui.app.keys_file import load_keys
from tui.app.line_profile import PLAIN, READERS, SLOW_LINE, Wishes, garbles_true_colours, profile_for
from tui.app.line_profile import TABLE as TERMINAL
from tui.app.settings import FILE_NAME as SETTINGS
from tui.app.settings import Settings, load_settings
from tui.app.watchlists import BUILT_IN
from tui.app.watchlists import FILE_NAME as WATCHLIST
from tui.client.address import Address
from tui.commands.address import KEY_VARIABLE, address_of
from tui.commands.exit import UsageError
from tui.commands.limits import profile_record
from tui.domain.limits import Limits
from tui.options import parse_budget
from tui.paths import CHOICES_NAME, config_dir, state_dir
from tui.resources import data_dir
from tui.toml_file import Document, TomlError, read_toml
from tui.trading.fees_file import TABLE as FEES
from tui.trading.limits_file import FILE_NAME as LIMITS
from tui.trading.limits_file import read_limits
from tui.trading.passwords import VARIABLE
from tui.trading.preferences import TABLE as TRADING

COMMAND_LINE, DEFAULT = "command line", "default"
_HOLDERS = {"escape_delay_ms": ("ESCDELAY",), "colours": ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM")}
"""Variables that go before the table `[terminal]`."""


@dataclass(frozen=True, slots=True)
class Held:
    """One setting."""

    name: str
    value: object
    source: str
    """`default`, file and line, the variable of the environment, or the command line."""

    @property
    def text(self) -> str:
        """The value as one would write it."""
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return "" if self.value is None else str(self.value)


def held(options: argparse.Namespace) -> tuple[Held, ...]:
    """Return every setting in the order of the README."""
    folder = config_dir()
    settings = load_settings(data_dir("themes"), folder)
    try:
        document = read_toml(folder / SETTINGS)
    except TomlError:
        # Nothing of it counts; `config check` says why.
        document = Document(SETTINGS)
    found = (
        _address(options),
        _looks(options, settings, document),
        _trading(options, settings, document),
        _terminal(options, settings.terminal, document),
        _fees(settings, document),
        _limits(folder),
        _files(folder, settings),
    )
    return tuple(one for part in found for one in part)


def _address(options: argparse.Namespace) -> Iterator[Held]:
    address: Address = address_of(options)
    for name, value in (("host", address.host), ("port", address.port)):
        variable = f"FUTU_OPEND_{name.upper()}"
        yield Held(name, value, _source(getattr(options, name) is not None, variable))
    key = options.rsa_key or os.environ.get(KEY_VARIABLE, "").strip() or None
    yield Held("rsa_key", key, _source(options.rsa_key is not None, KEY_VARIABLE))


def _looks(options: argparse.Namespace, settings: Settings, document: Document) -> Iterator[Held]:
    choices = Choices(state_dir(), settings)
    chosen, over = choices.chosen, choices.over()
    up = "red" if over.red_up else "green"
    for name, given, value in (("theme", options.theme, over.theme), ("up", options.up_colour, up)):
        if given is not None:
            yield Held(name, given, COMMAND_LINE)
        elif chosen.get(name) == value:
            yield Held(name, value, f"chosen by key: {CHOICES_NAME}")
        else:
            yield Held(name, value, _line(document, (name,), holds=document.values.get(name) == value))


def _trading(options: argparse.Namespace, settings: Settings, document: Document) -> Iterator[Held]:
    yield Held("--real", options.real, _source(options.real, ""))
    trading = asdict(settings.trading)
    del trading["problems"]
    for name, value in trading.items():
        written = _table(document, TRADING).get(name)
        # Of a line that is wrong nothing counts.
        holds = written == value or (isinstance(value, Path) and isinstance(written, str))
        shown = str(value) if isinstance(value, Path) else value
        yield Held(f"{TRADING}.{name}", shown, _line(document, (TRADING, name), holds=holds))
    there = bool(os.environ.get(VARIABLE))
    source = f"environment {VARIABLE}" if there else "asked for when needed"
    yield Held("trade password", "set" if there else None, source)


def _terminal(options: argparse.Namespace, wishes: Wishes, document: Document) -> Iterator[Held]:
    try:
        budget = None if options.budget is None else parse_budget(options.budget)
    except ValueError as error:
        raise UsageError(f"--budget {error}") from None
    low: bool = options.low_bandwidth
    profile = profile_for(wishes, os.environ, budget=budget, low_bandwidth=low)
    without = profile_for(wishes, os.environ, budget=budget)
    table = _table(document, TERMINAL)
    for name, read in READERS.items():
        value = getattr(profile, name) if name != "profile" else "on" if profile.slow else "off"
        variable = next((one for one in _HOLDERS.get(name, ()) if os.environ.get(one)), "")
        if name == "ascii" and options.ascii:
            value, source = True, COMMAND_LINE
        elif name == "budget" and value == budget is not None:
            source = COMMAND_LINE
        elif low and (name == "profile" or value != getattr(without, name)):
            source = f"{COMMAND_LINE}: --low-bandwidth"
        elif variable:
            value, source = os.environ[variable], f"environment {variable}"
        elif name in table and _reads(read, table[name]) and (name != "profile" or table[name] != "auto"):
            source = document.at(TERMINAL, name)
        elif name == "budget" and value is not None:
            source = "inside tmux or screen"
        elif name == "colours" and value != wishes.colours:
            slow = f"the line: less than {SLOW_LINE} bytes a second"
            source = "inside screen" if garbles_true_colours(os.environ) else slow
        elif profile.slow and (name == "profile" or value != getattr(PLAIN, name)):
            source = f"the line: {profile.why}"
        else:
            source = DEFAULT
        yield Held(f"{TERMINAL}.{name}", value, source)


def _fees(settings: Settings, document: Document) -> Iterator[Held]:
    for (acc_id, market), plan in settings.fees.plans.items():
        values = ", ".join(f"{name} {value}" for name, value in asdict(plan).items() if value is not None)
        place = (FEES, str(acc_id), market.name)
        yield Held(".".join(place), values, document.at(*place))


def _limits(folder: Path) -> Iterator[Held]:
    reading = read_limits(folder / LIMITS)
    source = LIMITS if reading.exists else DEFAULT
    yield Held("limits of paper", _words(reading.book.paper), source)
    for acc_id, limits in reading.book.real.items():
        yield Held(f"limits of real {acc_id}", "read-only" if reading.problems else _words(limits), source)


def _words(limits: Limits) -> str:
    named = profile_record(limits)
    texts = (
        f"{name} {' '.join(map(str, one)) if isinstance(one, list) else one}" for name, one in named.items()
    )
    return ", ".join(texts) or "none"


def _files(folder: Path, settings: Settings) -> Iterator[Held]:
    own = (folder / WATCHLIST).exists() and settings.codes != BUILT_IN
    yield Held("watchlist", f"{len(settings.codes)} codes", WATCHLIST if own else DEFAULT)
    changed = len(load_keys(folder / KEYS).changed)
    yield Held("keys", f"{changed} changed", KEYS if changed else DEFAULT)
    themes = sorted(path.name for path in (folder / "themes").glob("*.toml"))
    yield Held("themes of your own", len(themes), "themes/" if themes else DEFAULT)


# ---- sources


def _source(given: bool, variable: str) -> str:
    if given:
        return COMMAND_LINE
    return f"environment {variable}" if os.environ.get(variable, "").strip() else DEFAULT


def _line(document: Document, place: tuple[str, ...], *, holds: bool) -> str:
    """Return where a value stands; one that is wrong there does not hold, and the default does."""
    return document.at(*place) if holds else DEFAULT


def _table(document: Document, name: str) -> Mapping[str, object]:
    table = document.values.get(name)
    return table if isinstance(table, Mapping) else {}


def _reads(read: Callable[[object], object], value: object) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True
