"""Which part of the journal a command line asks for, and reading it: no OpenD is needed for that."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from tui.commands.arguments import day_of
from tui.commands.exit import CommandError, UsageError
from tui.commands.tables import hanging
from tui.domain.journal import Entry
from tui.paths import state_dir
from tui.trading import journal_rows as rows
from tui.trading.journal_file import FILE_NAME, cause_of, opened_to_read
from tui.trading.records import JournalError
from tui.wire.text import clean

T = TypeVar("T")

LONGEST_LINE = 4096


@dataclass(frozen=True, slots=True)
class Which:
    """Which part of which journal is asked for."""

    path: Path
    day: date | None
    """None for all days."""
    acc_id: int | None
    order_id: str
    tag: str

    @classmethod
    def of(cls, options: argparse.Namespace) -> Which:
        """Read it from the command line."""
        order_id, tag = options.order or "", options.tag or ""
        if order_id or tag:
            if options.acc is None:
                raise UsageError("--order and --tag need --acc: ids are those of one account")
            if options.verify:
                raise UsageError("--verify compares a day: leave --order and --tag out")
        day = None if options.day is None else day_of(options.day, "--day")
        if day is None and not (order_id or tag):
            day = datetime.now(UTC).astimezone().date()
        return cls(state_dir() / FILE_NAME, day, options.acc, order_id, tag)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The day from midnight to midnight in local time."""
        if self.day is None:
            return datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        begin, end = (datetime.combine(day, time.min) for day in (self.day, self.day + timedelta(days=1)))
        return begin.astimezone(), end.astimezone()

    @property
    def zone(self) -> str:
        """What times are in: the zone at the begin of the day."""
        begin = (datetime.now(UTC) if self.day is None else self.span[0]).astimezone()
        return f"{begin.tzname()} (UTC{begin.isoformat()[-6:]})"

    @property
    def record(self) -> dict[str, Any]:
        """What scripts are told of it."""
        acc_id = None if self.acc_id is None else str(self.acc_id)
        return {"journal": str(self.path), "day": self.day, "zone": self.zone, "acc_id": acc_id}

    def read(self) -> tuple[Entry, ...]:
        """Return the entries, oldest first."""
        begin, end = self.span
        if self.acc_id is not None and (self.order_id or self.tag):
            found = self.order(self.acc_id, self.tag, self.order_id)
            return tuple(entry for entry in found if begin <= entry.at < end)
        return self.between(begin, end)

    def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return the entries of a span that are of the account, or of none in particular."""
        found = self._ask(lambda connection: rows.between(connection, begin, end))
        return tuple(entry for entry in found if self.acc_id is None or entry.acc_id in (None, self.acc_id))

    def order(self, acc_id: int, tag: str, order_id: str = "") -> tuple[Entry, ...]:
        """Return the entries of one order."""
        return self._ask(lambda connection: rows.of_order(connection, acc_id, order_id, tag))

    def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Ask the journal; nothing but the journal is needed for that."""
        try:
            with opened_to_read(self.path) as connection:
                return question(connection)
        except FileNotFoundError:
            raise CommandError(f"there is no journal at {self.path}: the first order begins it") from None
        except (sqlite3.Error, OSError, JournalError) as error:
            raise CommandError(cause_of(error, self.path)) from error


def safe(text: str) -> str:
    """Take nothing from the disk on trust: the terminal gets text."""
    return clean(text, LONGEST_LINE)


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count} {one if count == 1 else many}"


def terminal_width() -> int | None:
    """Return the cells of a line of the terminal; None where nobody looks at one."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def broken(text: str, width: int | None, indent: int) -> list[str]:
    """Break a line between words where it is too wide; without a width it stays whole."""
    return [text] if width is None else hanging(text, width, indent)
