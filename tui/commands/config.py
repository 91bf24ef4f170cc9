"""config: whether the user's files are right, what holds and where it comes from, and where they are."""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

from tui.commands.exit import OK
from tui.commands.json import dumps_pretty
from tui.commands.run import writable
from tui.commands.tables import fields, table
from tui.paths import CHOICES_NAME, LOG_NAME, config_dir, state_dir

WRONG = 2
_PLACE = re.compile(r"([^\s:]+)(?: line (\d+))?")


def config(options: argparse.Namespace) -> int:
    """Carry out the part of the command that is asked for."""
    return {"check": check, "show": show, "path": path}[options.what](options)


def path(options: argparse.Namespace) -> int:
    """Print where things are, whether they are there or not."""
    from tui.trading.journal_file import FILE_NAME as JOURNAL

    state = state_dir()
    places = {
        "config": config_dir(),
        "state": state,
        "journal": state / JOURNAL,
        "log": state / LOG_NAME,
        "choices": state / CHOICES_NAME,
    }
    _print(options, {name: str(place) for name, place in places.items()})
    return OK


def check(options: argparse.Namespace) -> int:
    """Read every file as the program does; print what is wrong, a line each, and end with 2 for any."""
    folder = config_dir()
    problems = problems_in(folder)
    if options.json:
        print(dumps_pretty({"folder": str(folder), "problems": list(problems)}), flush=True)
    else:
        print(writable("\n".join(problems) or f"{folder}: nothing is wrong"), flush=True)
    return WRONG if problems else OK


def problems_in(folder: Path) -> tuple[str, ...]:
    """Return what is wrong with the files of a folder, one line each, each once."""
    from tui.app.keys_file import FILE_NAME as KEYS
    from tui.app.keys_file import load_keys
    from tui.app.settings import load_settings
    from tui.resources import data_dir
    from tui.trading.limits_file import FILE_NAME as LIMITS
    from tui.trading.limits_file import read_limits
    from tui.wire.text import clean

    settings = load_settings(data_dir("themes"), folder).problems
    limits = read_limits(folder / LIMITS).problems
    keys = load_keys(folder / KEYS).problems
    found = dict.fromkeys(clean(text) for text in (*settings, *limits, *keys))
    return tuple(sorted(found, key=_place))


def _place(problem: str) -> tuple[str, int]:
    """Return file and line of a problem, to sort by."""
    named = _PLACE.match(problem)
    return (named[1], int(named[2] or 0)) if named else ("", 0)


def show(options: argparse.Namespace) -> int:
    """Print what holds now, and where each value comes from."""
    from tui.commands.config_show import held

    settings, problems = held(options), problems_in(config_dir())
    if options.json:
        rows = [{"name": one.name, "value": one.value, "source": one.source} for one in settings]
        print(dumps_pretty({"settings": rows, "problems": list(problems)}), flush=True)
        return OK
    rows = [{"name": one.name, "value": one.text, "from": one.source} for one in settings]
    print(writable(table(rows, ("name", "value", "from"))))
    if problems:
        print(f"\n{len(problems)} of your lines count for nothing: see futu-tui config check")
    return OK


def _print(options: argparse.Namespace, record: Mapping[str, object]) -> None:
    print(writable(dumps_pretty(record) if options.json else fields(record)), flush=True)
