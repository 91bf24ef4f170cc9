"""The journal on the disk: an append-only SQLite file with a thread of its own, so no commit holds the loop.

An order is sent only after its entry was committed with synchronous=FULL. Several programs may write
the same file at once: the dashboard, one-shot commands, the kill switch from another shell.
`journal_file` says what the file is, `journal_rows` what is in it, `journal_writer` how it is written.
"""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from tui.domain.journal import Entry
from tui.trading import journal_rows as rows
from tui.trading import lock_marker
from tui.trading.journal_file import FILE_NAME, cause_of, opened_to_read
from tui.trading.journal_jobs import Barrier, Job
from tui.trading.journal_writer import Writer
from tui.trading.records import JournalError

T = TypeVar("T")

COMMIT_S = 2.5
"""A commit that takes longer has failed: whoever waits for it must not send any more."""
HOLD_S = 0.008
"""How long an order about to be sent holds the loop for its commit. The disk is usually done by then; given
back sooner, the loop may paint first and keep the writer's thread from running, and the order waits for
that."""
_NOTES_S = 0.5
"""How long a question waits for the notes before it to be written."""
_CLOSE_S = 2.9

__all__ = ["FILE_NAME", "Journal"]


class Journal:
    """One open journal. Every method may be called from the one loop that uses it."""

    def __init__(self, path: Path) -> None:
        """Write to this file, made with its folder when it is not there yet."""
        self.path = path
        self.run = secrets.token_hex(8)
        self._writer = Writer(path, self.run)
        self._closed = False

    @property
    def trouble(self) -> str:
        """Why the journal cannot be written, empty while it can."""
        return self._writer.trouble

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        """Write entries; they are on the disk when this returns. Returns their places. JournalError."""

        def write(connection: sqlite3.Connection) -> tuple[int, ...]:
            places = rows.insert(connection, [rows.row_of(entry, self.run) for entry in entries])
            lock_marker.follow(self.path, entries)
            return places

        return await self._do(write)

    async def commit_order(self, entry: Entry) -> int:
        """Write a request about to be sent, unless it is locked or repeated; JournalError says which."""

        def write(connection: sqlite3.Connection) -> int:
            for lock in lock_marker.marked(self.path):
                if lock.acc_id in (None, entry.acc_id):
                    raise rows.locked_by(rows.lock_on(connection, entry.acc_id) or lock)
            return rows.insert_order(connection, rows.row_of(entry, self.run), entry.acc_id)

        return await self._do(write, hold_s=HOLD_S)

    def note(self, entry: Entry) -> None:
        """Write an entry soon; never waits and never fails: what is lost shows in `trouble`."""
        if not self._closed:
            self._writer.note(entry)

    async def unsettled(self) -> tuple[Entry, ...]:
        """Return the new orders of which it is not known whether the broker has them, oldest first."""
        return await self._read(rows.unsettled)

    async def lock_on(self, acc_id: int | None) -> Entry | None:
        """Return what keeps trading locked for an account, None when nothing does."""
        found = [lock for lock in await self.locks() if lock.acc_id in (None, acc_id)]
        return max(found, key=lambda lock: lock.seq, default=None)

    async def locks(self) -> tuple[Entry, ...]:
        """Return every lock that holds, oldest first."""

        def read(connection: sqlite3.Connection) -> tuple[Entry, ...]:
            held = rows.locks(connection)
            return (*lock_marker.marked(self.path, held), *held)

        return await self._read(read)

    async def of_order(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return everything about one order, oldest first, named by either id."""
        return await self._read(lambda connection: rows.of_order(connection, acc_id, order_id, tag))

    async def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return everything in a span of time, oldest first."""
        return await self._read(lambda connection: rows.between(connection, begin, end))

    async def close(self) -> None:
        """Write what is waiting and let go of the file; a disk that does not answer is left behind."""
        if not self._closed:
            self._closed = True
            self._writer.end()
        await _wait(self._writer.ended, _CLOSE_S)

    def close_now(self, within_s: float) -> None:
        """Do the same from any thread, for an end that no loop sees."""
        self._closed = True
        self._writer.end()
        futures.wait([self._writer.ended], within_s)

    @property
    def incomplete(self) -> str:
        """Why entries may be missing, once it was closed; nothing when all of them are on the disk."""
        ended = self._writer.ended
        if ended.cancelled() or not ended.done():
            why = "its disk did not take the last entries in time"
        elif lost := ended.result():
            count = "1 entry was" if lost == 1 else f"{lost} entries were"
            why = f"{count} not written" + (f": {self._writer.trouble}" if self._writer.trouble else "")
        else:
            return ""
        return f"the order journal {self.path} may be incomplete: {why}"

    async def _do(self, work: Callable[[sqlite3.Connection], T], hold_s: float = 0.0) -> T:
        if self._closed:
            raise JournalError("the order journal is closed")
        job = Job(work)
        self._writer.do(job)
        if hold_s:
            futures.wait([job.answer], hold_s)
            if job.answer.done():
                answered: T = job.answer.result()
                return answered
        try:
            result: T = await asyncio.wait_for(asyncio.wrap_future(job.answer), COMMIT_S)
        except TimeoutError:
            raise JournalError(
                f"the order journal {self.path} was not written within {COMMIT_S} s; look at its disk"
            ) from None
        return result

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Ask on a connection of its own: a long answer holds up no commit."""
        if self._closed:
            raise JournalError("the order journal is closed")
        barrier = Barrier()
        self._writer.do(barrier)
        await _wait(barrier.answer, _NOTES_S)
        return await asyncio.to_thread(self._answer, work)

    def _answer(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with opened_to_read(self.path) as connection:
                return work(connection)
        except (sqlite3.Error, OSError, JournalError) as error:
            raise JournalError(cause_of(error, self.path)) from error


async def _wait(answer: Future[Any], limit_s: float) -> None:
    """Wait for an answer; one that comes too late must not be told to a loop that may be closed by then."""
    waiter = asyncio.wrap_future(answer)
    await asyncio.wait({waiter}, timeout=limit_s)
    waiter.cancel()
