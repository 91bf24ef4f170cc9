"""limits: the trader's own limits as this program understands them, or what is wrong with the file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from tui.commands.exit import OK, DeniedError
from tui.commands.json import dumps_pretty
from tui.commands.run import writable
from tui.commands.tables import fields
from tui.domain.limits import Limits
from tui.paths import config_dir
from tui.trading.limits_file import FILE_NAME, Reading, read_limits

_SIDES = ("BUY", "SELL")


def limits(options: argparse.Namespace) -> int:
    """Print every profile; a file that cannot be understood is refused, with all that is wrong in it."""
    path = config_dir() / FILE_NAME
    reading = read_limits(path)
    record = {
        "file": str(path),
        "exists": reading.exists,
        "problems": list(reading.problems),
        "profiles": {name: profile_record(profile) for name, profile in _profiles(reading)},
    }
    print(writable(dumps_pretty(record) if options.json else _text(str(path), reading)), flush=True)
    if reading.problems:
        raise DeniedError(f"{reading.problems[0]}: real accounts are read-only until the file is right")
    return OK


def profile_record(profile: Limits) -> dict[str, object]:
    """Return the limits by the names they have in the file; those that are not set are left out."""
    share = profile.max_from_last
    named: dict[str, object] = {
        "max_qty": profile.max_qty,
        "max_value": profile.max_value,
        "max_percent_from_last": None if share is None else share * 100,
        "max_ticks_through": profile.max_ticks_through,
        "max_open_orders": profile.max_open_orders,
        "max_orders_a_minute": profile.max_orders_a_minute,
        "max_day_loss": profile.max_day_loss,
        "markets": None if profile.markets is None else sorted(one.name for one in profile.markets),
        "sides": None if profile.sides is None else _side_names(profile),
        "typed_qty": profile.typed_qty,
        "typed_value": profile.typed_value,
    }
    return {name: limit for name, limit in named.items() if limit is not None}


def _side_names(profile: Limits) -> list[str]:
    return [name.lower() for name in _SIDES if any(one.name == name for one in profile.sides or ())]


def _profiles(reading: Reading) -> Iterator[tuple[str, Limits]]:
    yield "paper", reading.book.paper
    for acc_id, profile in reading.book.real.items():
        yield f"real.{acc_id}", profile


def _text(path: str, reading: Reading) -> str:
    head = (
        path if reading.exists else f"{path} does not exist: paper has no limits, real accounts are read-only"
    )
    blocks = [head, *reading.problems]
    if reading.exists:
        closed = " (read-only: the file has mistakes)" if reading.problems else ""
        for name, profile in _profiles(reading):
            shown = {
                key: " ".join(value) if isinstance(value, list) else value
                for key, value in profile_record(profile).items()
            }
            title = f"[{name}]{closed if name != 'paper' else ''}"
            blocks.append(f"\n{title}\n{fields(shown) if shown else 'no limits'}")
    return "\n".join(blocks)
