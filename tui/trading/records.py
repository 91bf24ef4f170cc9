"""What the order path needs of a journal, and the ways it can fail."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from tui.domain.journal import Entry


class JournalError(Exception):
    """The journal cannot be written or read: one line with cause and fix. No order may leave."""


class LockedError(JournalError):
    """Trading is locked by the kill switch; nothing was written."""


class RepeatedError(JournalError):
    """An order with this tag was written before, by this run or an earlier one; nothing was written."""


class Records(Protocol):
    """An append-only journal. Entries get `seq` and `run` from it."""

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        """Write entries; they are on the disk when this returns. Returns their places. JournalError."""

    async def commit_order(self, entry: Entry) -> int:
        """Write an order about to be sent, unless its account is locked; LockedError, JournalError.

        A new order whose tag is in the journal already is refused as well: RepeatedError. All is looked at
        and the entry written in one transaction, so that a lock set by another process is never overtaken.
        """

    def note(self, entry: Entry) -> None:
        """Write an entry soon; never waits and never fails: what is lost shows in `trouble`."""

    async def unsettled(self) -> tuple[Entry, ...]:
        """Return the new orders of which it is not known whether the broker has them, oldest first."""

    async def lock_on(self, acc_id: int | None) -> Entry | None:
        """Return what keeps trading locked for an account, None when nothing does."""

    async def locks(self) -> tuple[Entry, ...]:
        """Return every lock that holds, oldest first."""

    async def of_order(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return everything about one order, oldest first, named by either id."""

    async def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return everything in a span of time, oldest first."""

    async def close(self) -> None:
        """Write what is waiting and let go of the file."""

    @property
    def trouble(self) -> str:
        """Why the journal cannot be written, empty while it can."""
