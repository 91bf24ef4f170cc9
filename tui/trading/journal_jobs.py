"""What the journal's thread is handed: work whose result is told, notes, and barriers between them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from tui.domain.journal import Entry
from tui.trading.journal_rows import Row


@dataclass(slots=True, eq=False)
class Job:
    """Work on the open file whose result is told once it is on the disk."""

    work: Callable[[sqlite3.Connection], Any]
    answer: Future[Any] = field(default_factory=Future)

    def begins(self) -> bool:
        """Whether somebody still waits for it; from then on it can be given up no more."""
        return self.answer.running() or (
            not self.answer.done() and self.answer.set_running_or_notify_cancel()
        )

    def tell(self, result: Any) -> None:
        """Answer whoever waits; one that was given up, or answered before, stays as it is."""
        if not self.begins():
            return
        if isinstance(result, Exception):
            self.answer.set_exception(result)
        else:
            self.answer.set_result(result)


@dataclass(slots=True, eq=False)
class Note:
    """An entry that is written when it is its turn."""

    entry: Entry
    row: Row | None = None
    """Made then, and only once."""
    lost: bool = False


@dataclass(slots=True, eq=False)
class Barrier:
    """Tells when the notes before it are written, or were tried."""

    answer: Future[None] = field(default_factory=Future)

    def pass_(self) -> None:
        """Let go of whoever waits here."""
        if not self.answer.done() and self.answer.set_running_or_notify_cancel():
            self.answer.set_result(None)
