"""The thread that writes the journal: whatever waits goes into one transaction, and what fails is told.

Commits are answered once they are on the disk, or refused. Notes wait for the disk to come back; those that
find no room any more are counted, and the journal says so itself (GAP) when it can be written again.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

from tui.domain.journal import Entry, EntryKind, Fact
from tui.trading.journal_file import cause_of, open_to_write, tidy
from tui.trading.journal_jobs import Barrier, Job, Note
from tui.trading.journal_rows import insert, insert_at_once, row_of
from tui.trading.records import JournalError

_log = logging.getLogger(__name__)

BATCH = 256
"""Notes that are written together, at most: a commit that comes meanwhile waits for no more than these."""
MOST_NOTES = 20_000
"""Notes that may wait; those beyond are lost and counted."""
RETRY_S = 2.0
"""While the file cannot be used it is tried this often, and by every commit."""
STALL_S = 3.0
"""A disk that takes longer than this is told of as trouble."""
TIDY_AFTER = 32
"""After so many transactions their log is moved into the file, which takes two more syncs of the disk..."""
TIDY_IDLE_S = 5.0
"""...once nothing came for so long: an order must not wait for it."""
TIDY_ANYWAY = 1024
"""Without a pause it is done then: a log that grows for ever makes every reading slower."""
_REPLACED = (
    "it was moved away, or replaced, after this program opened it; put it back, or start futu-tui again"
)
_TOO_MANY = f"more than {MOST_NOTES} waited for the disk"
_ENTRYS_FAULT = (
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What SQLite raises for an entry that cannot be stored; all its other errors are about the file."""


class Writer:
    """One thread and one connection. `note`, `do` and `end` belong to one other thread."""

    def __init__(self, path: Path, run: str) -> None:
        """Open the file at once, on the new thread."""
        self.ended: Future[int] = Future()
        """Tells at the end how many entries were lost and are not told of in the file."""
        self._path = path
        self._run = run
        self._inbox: SimpleQueue[Note | Job | Barrier | None] = SimpleQueue()
        self._noted = 0
        self._refused = 0
        """Notes that found no room. These two are counted by the other thread, the next by this one."""
        self._done = 0
        self._arrivals = 0
        self._jobs: list[tuple[int, Job]] = []
        self._notes: deque[tuple[int, Note | Barrier]] = deque()
        """Both with the number of their arrival: what is written together is written in that order."""
        self._connection: sqlite3.Connection | None = None
        self._file = (0, 0)
        self._untidy = 0
        """Transactions since the log was last moved into the file."""
        self._trouble = ""
        self._since: datetime | None = None
        self._lost = 0
        """Since the last GAP that was written, as is the next."""
        self._refused_told = 0
        self._retry_at = 0.0
        self._busy_since: float | None = None
        self._ending = False
        threading.Thread(target=self._serve, name="journal", daemon=True).start()

    # ---- the other thread's side

    @property
    def trouble(self) -> str:
        """Why the journal cannot be written, empty while it can."""
        since = self._busy_since
        waited = 0.0 if since is None else time.monotonic() - since
        if self._trouble:
            return self._trouble
        if waited > STALL_S:
            return f"the order journal {self._path} has waited {waited:.0f} s for its disk; look at the disk"
        lost = self._refused - self._refused_told
        return f"{self._has_lost(lost)}: {_TOO_MANY}" if lost else ""

    def note(self, entry: Entry) -> None:
        """Write an entry soon; lost when too many wait already."""
        if self._noted - self._done >= MOST_NOTES:
            self._refused += 1
            return
        self._noted += 1
        self._inbox.put(Note(entry))

    def do(self, item: Job | Barrier) -> None:
        """Carry out a job with the next transaction, before the notes that wait."""
        self._inbox.put(item)

    def end(self) -> None:
        """Write what waits, or try once, and end; `ended` tells when."""
        self._inbox.put(None)

    # ---- this thread's side

    def _serve(self) -> None:
        try:
            self._work()
        except Exception as error:  # noqa: BLE001
            # An isolation point: a dead thread would leave whoever waits for it without an answer.
            _log.exception("The order journal's thread failed")
            self._refuse_all(error)
        finally:
            self._leave()

    def _work(self) -> None:
        self._attempt()
        while self._take():
            if self._jobs or self._ending or not self._trouble or time.monotonic() >= self._retry_at:
                self._attempt()
        if self._lost and self._connection is not None:
            self._attempt()

    def _refuse_all(self, error: Exception) -> None:
        """Answer whoever waits or comes, until the end: no order leaves, and notes are kept to be counted."""
        line = f"{self._path.name} cannot be used: internal error: {_words(error)}; start futu-tui again"
        self._complain(line)
        self._let_go()
        while True:
            for _, job in self._jobs:
                job.tell(JournalError(line))
            self._jobs.clear()
            if self._notes and isinstance(last := self._notes[-1][1], Barrier):
                last.pass_()
            if self._ending:
                return
            self._sort_in(self._inbox.get())

    def _take(self) -> bool:
        """Wait for something to do; false when there is nothing left and nothing will come."""
        if self._ending:
            return bool(self._notes) and not self._trouble
        waits = None
        if self._trouble:
            waits = max(0.0, self._retry_at - time.monotonic())
        elif self._notes:
            waits = 0.0
        elif self._untidy >= TIDY_AFTER:
            waits = TIDY_IDLE_S
        try:
            self._sort_in(self._inbox.get(timeout=waits))
        except Empty:
            if not self._notes:
                self._tidy()
            return True
        with suppress(Empty):
            while True:
                self._sort_in(self._inbox.get_nowait())
        return True

    def _sort_in(self, item: Note | Job | Barrier | None) -> None:
        self._arrivals += 1
        if item is None:
            self._ending = True
        elif isinstance(item, Job):
            self._jobs.append((self._arrivals, item))
        else:
            self._notes.append((self._arrivals, item))

    def _attempt(self) -> None:
        notes = [self._notes.popleft() for _ in range(min(BATCH, len(self._notes)))]
        self._busy_since = time.monotonic()
        try:
            results = self._written(sorted([*self._jobs, *notes], key=_arrival))
        except Exception as error:  # noqa: BLE001
            # The isolation point of the journal: whatever fails here, no order may leave, no note is lost.
            self._notes.extendleft(one for one in reversed(notes) if _waits_on(one[1]))
            self._fail(error)
        else:
            self._done += sum(isinstance(note, Note) and not note.lost for _, note in notes)
            for job, result in results:
                job.tell(result)
            # Those without a result were given up.
            self._jobs.clear()
            if self._untidy >= TIDY_ANYWAY:
                self._tidy()
        finally:
            self._busy_since = None
            for _, note in notes:
                if isinstance(note, Barrier):
                    note.pass_()

    def _written(self, items: list[tuple[int, Note | Job | Barrier]]) -> list[tuple[Job, Any]]:
        """Do all of it in one transaction; results are true once this returns."""
        connection = self._open()
        # What is lost by now is told at once, what will be lost on the way in the next GAP.
        refused, lost = self._refused, self._lost
        gap = self._gap(refused - self._refused_told + lost)
        if not items and gap is None:
            return []
        results: list[tuple[Job, Any]] = []
        connection.execute("BEGIN IMMEDIATE")
        if gap is not None:
            insert(connection, [row_of(gap, self._run)])
        for are_notes, group in groupby((item for _, item in items), lambda item: isinstance(item, Note)):
            if are_notes:
                self._insert([item for item in group if isinstance(item, Note)], connection)
                continue
            for item in group:
                if isinstance(item, Job) and item.begins():
                    results.append((item, _result_of(item, connection)))
        connection.execute("COMMIT")
        self._untidy += 1
        self._refused_told = refused
        self._lost -= lost
        self._recover()
        return results

    def _tidy(self) -> None:
        if self._connection is None or not self._untidy:
            return
        self._untidy = 0
        try:
            tidy(self._connection)
        except sqlite3.Error as error:
            # Everything is on the disk already; the next transaction tells what is wrong with it.
            _log.info("The log of the order journal %s stays as it is: %s", self._path, error)

    def _insert(self, notes: list[Note], connection: sqlite3.Connection) -> None:
        for note in notes:
            try:
                note.row = note.row or row_of(note.entry, self._run)
            except Exception as error:  # noqa: BLE001
                # Whatever is wrong with one note, the others and all orders go on without it.
                self._lose(note, error)
        fit = [(note, note.row) for note in notes if note.row is not None]
        try:
            if fit:
                insert_at_once(connection, [row for _, row in fit])
        except _ENTRYS_FAULT:
            for note, row in fit:
                try:
                    insert(connection, [row])
                except _ENTRYS_FAULT as error:
                    self._lose(note, error)

    def _lose(self, note: Note, error: Exception) -> None:
        note.lost = True
        self._done += 1
        self._lost += 1
        self._complain(f"{self._has_lost(self._lost)}: one cannot be stored: {_words(error)}")

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._file == self._found():
            return self._connection
        # Not there, or no longer the file of that name: what goes into it nobody would find.
        self._close()
        if self._file not in ((0, 0), self._found()):
            # A new file knows neither locks nor unknown orders, and numbers its entries anew.
            raise JournalError(_REPLACED)
        self._connection = open_to_write(self._path)
        self._file = self._found()
        return self._connection

    def _found(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return (0, 0)
        return found.st_dev, found.st_ino

    def _gap(self, lost: int) -> Entry | None:
        if self._since is None and not lost:
            return None
        since = self._since or datetime.now(UTC)
        why = self._trouble or _TOO_MANY
        facts: dict[str, Fact] = {"since": since.isoformat(timespec="microseconds"), "why": why, "lost": lost}
        return Entry(EntryKind.GAP, datetime.now(UTC), facts=facts)

    # ---- trouble

    def _fail(self, error: Exception) -> None:
        self._close()
        line = cause_of(error, self._path)
        self._complain(line)
        # Those that came meanwhile have waited for the same file.
        with suppress(Empty):
            while True:
                self._sort_in(self._inbox.get_nowait())
        for _, job in self._jobs:
            job.tell(JournalError(line))
        self._jobs.clear()

    def _has_lost(self, count: int) -> str:
        return f"the order journal {self._path} has lost {count} {'entry' if count == 1 else 'entries'}"

    def _complain(self, line: str) -> None:
        if line != self._trouble:
            _log.warning("%s", line)
        self._since = self._since or datetime.now(UTC)
        self._trouble = line
        self._retry_at = time.monotonic() + RETRY_S

    def _recover(self) -> None:
        if self._lost:
            return
        if self._trouble:
            _log.warning("The order journal %s can be written again", self._path)
        self._trouble, self._since = "", None

    def _leave(self) -> None:
        left = sum(isinstance(note, Note) for _, note in self._notes)
        lost = left + self._lost + self._refused - self._refused_told
        if lost:
            _log.error("%d entries of the order journal were lost: %s", lost, self._trouble)
        self._let_go()
        self._close()
        if self.ended.set_running_or_notify_cancel():
            self.ended.set_result(lost)

    def _let_go(self) -> None:
        for _, note in self._notes:
            if isinstance(note, Barrier):
                note.pass_()

    def _close(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None


def _arrival(one: tuple[int, object]) -> int:
    return one[0]


def _waits_on(note: Note | Barrier) -> bool:
    """Whether it is to be tried again after a failure."""
    return isinstance(note, Note) and not note.lost


def _result_of(job: Job, connection: sqlite3.Connection) -> Any:
    try:
        return job.work(connection)
    except JournalError as error:
        return error
    except Exception as error:
        if _is_of_file(error):
            raise
        return JournalError(f"the order journal cannot store this: {_words(error)}")


def _is_of_file(error: Exception) -> bool:
    """Whether everything that waits has failed, and not one entry that no file would take."""
    return isinstance(error, (sqlite3.Error, OSError)) and not isinstance(error, _ENTRYS_FAULT)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
