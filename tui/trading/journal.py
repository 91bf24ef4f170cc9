"""The journal on the disk: an append-only SQLite file with a thread of its own, so no commit holds the loop.

An order is sent only after its entry was committed with synchronous=FULL. Several programs may write
the same file at once: the dashboard, one-shot commands, the kill switch from another shell.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from tui.domain.accounts import Env
from tui.domain.journal import PLACING, SETTLING, Entry, EntryKind
from tui.trading.records import JournalError, LockedError

T = TypeVar("T")

FILE_NAME = "journal.sqlite3"
APPLICATION_ID = 0x66757475
VERSION = 1
BUSY_S = 2.0
"""How long another program may hold the file before a commit fails."""
BATCH = 256
"""Entries that wait are written together, up to so many."""

_SCHEMA = f"""
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    run TEXT NOT NULL,
    kind TEXT NOT NULL,
    env INTEGER,
    acc_id TEXT,
    tag TEXT NOT NULL,
    order_id TEXT NOT NULL,
    ref INTEGER,
    facts TEXT NOT NULL
) STRICT;
CREATE INDEX by_time ON events (at);
CREATE INDEX by_tag ON events (tag) WHERE tag <> '';
CREATE INDEX by_order ON events (acc_id, order_id) WHERE order_id <> '';
CREATE INDEX by_ref ON events (ref) WHERE ref IS NOT NULL;
CREATE INDEX by_kind ON events (kind) WHERE kind IN ('locked', 'released', 'intent', 'combo');
CREATE TRIGGER never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER never_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {VERSION};
"""
_COLUMNS = "seq, at, run, kind, env, acc_id, tag, order_id, ref, facts"
_PLACING = ", ".join(f"'{kind.value}'" for kind in PLACING)
_SETTLING = ", ".join(f"'{kind.value}'" for kind in SETTLING)
_UNSETTLED = (
    f"SELECT {_COLUMNS} FROM events AS one WHERE kind IN ({_PLACING}) AND NOT EXISTS "
    f"(SELECT 1 FROM events AS answer WHERE answer.ref = one.seq AND answer.kind IN ({_SETTLING}))"
    " ORDER BY seq"
)
_LOCK = (
    f"SELECT {_COLUMNS} FROM events WHERE kind IN ('locked', 'released') AND acc_id IS ?"
    " ORDER BY seq DESC LIMIT 1"
)
_ORDER_ENTRIES = f"""
WITH direct AS (
    SELECT seq, ref FROM events WHERE (tag = :tag AND :tag <> '')
    UNION SELECT seq, ref FROM events WHERE acc_id = :acc_id AND order_id = :order_id AND :order_id <> ''
), tags AS (
    SELECT tag FROM events WHERE seq IN (SELECT seq FROM direct) AND tag <> ''
)
SELECT {_COLUMNS} FROM events
WHERE seq IN (SELECT seq FROM direct) OR seq IN (SELECT ref FROM direct) OR ref IN (SELECT seq FROM direct)
    OR tag IN (SELECT tag FROM tags)
ORDER BY seq
"""


@dataclass(slots=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    answer: Future[Any] = field(default_factory=Future)
    writes: bool = True


class Journal:
    """One open journal. `open` it on the loop that will use it; every method may be called from there."""

    def __init__(self, path: Path) -> None:
        """Write to this file, made with its folder when it is not there yet."""
        self.path = path
        self.run = secrets.token_hex(8)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._trouble = ""
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="journal", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why the journal cannot be written, empty while it can."""
        return self._trouble

    async def commit(self, *entries: Entry) -> tuple[int, ...]:
        """Write entries; they are on the disk when this returns. Returns their places. JournalError."""
        return await self._do(lambda connection: self._insert(connection, entries))

    async def commit_order(self, entry: Entry) -> int:
        """Write an order about to be sent, unless its account is locked; LockedError, JournalError."""

        def write(connection: sqlite3.Connection) -> int:
            lock = _lock_on(connection, entry.acc_id)
            if lock is not None:
                raise LockedError(f"trading is locked: {lock.facts.get('why') or 'by the kill switch'}")
            return self._insert(connection, (entry,))[0]

        return await self._do(write)

    def note(self, entry: Entry) -> None:
        """Write an entry soon; never waits and never fails: what is lost shows in `trouble`."""
        if not self._closed:
            self._jobs.put(_Job(lambda connection: self._insert(connection, (entry,))))

    async def unsettled(self) -> tuple[Entry, ...]:
        """Return the new orders of which it is not known whether the broker has them, oldest first."""
        return await self._do(lambda connection: _entries(connection.execute(_UNSETTLED)), writes=False)

    async def lock_on(self, acc_id: int | None) -> Entry | None:
        """Return what keeps trading locked for an account, None when nothing does."""
        return await self._do(lambda connection: _lock_on(connection, acc_id), writes=False)

    async def of_order(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return everything about one order, oldest first, named by either id."""
        named = {"acc_id": str(acc_id), "order_id": order_id, "tag": tag}
        return await self._do(lambda one: _entries(one.execute(_ORDER_ENTRIES, named)), writes=False)

    async def between(self, begin: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return everything in a span of time, oldest first."""
        span = (_micros(begin), _micros(end))
        query = f"SELECT {_COLUMNS} FROM events WHERE at >= ? AND at < ? ORDER BY seq"
        return await self._do(lambda one: _entries(one.execute(query, span)), writes=False)

    async def close(self) -> None:
        """Write what is waiting and let go of the file."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    # ---- inner: the loop's side

    async def _do(self, work: Callable[[sqlite3.Connection], T], *, writes: bool = True) -> T:
        if self._closed:
            raise JournalError("the order journal is closed")
        job = _Job(work, writes=writes)
        self._jobs.put(job)
        result: T = await asyncio.wrap_future(job.answer)
        return result

    def _insert(self, connection: sqlite3.Connection, entries: Sequence[Entry]) -> tuple[int, ...]:
        cursor = connection.cursor()
        places = []
        for entry in entries:
            cursor.execute(
                "INSERT INTO events (at, run, kind, env, acc_id, tag, order_id, ref, facts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    _micros(entry.at),
                    self.run,
                    entry.kind.value,
                    None if entry.env is None else int(entry.env),
                    None if entry.acc_id is None else str(entry.acc_id),
                    entry.tag,
                    entry.order_id,
                    entry.ref,
                    json.dumps(dict(entry.facts), ensure_ascii=False),
                ),
            )
            places.append(cursor.lastrowid or 0)
        return tuple(places)

    # ---- inner: the thread's side

    def _serve(self) -> None:
        connection: sqlite3.Connection | None = None
        ending = False
        while not ending:
            jobs, ending = self._batch()
            try:
                if connection is None:
                    connection = open_journal(self.path)
                self._carry_out(connection, jobs)
            except (sqlite3.Error, OSError, JournalError) as error:
                self._trouble = f"the order journal {self.path} cannot be used: {error}"
                for job in jobs:
                    if not job.answer.done():
                        job.answer.set_exception(JournalError(self._trouble))
                if connection is not None:
                    with suppress(sqlite3.Error):
                        connection.close()
                    connection = None
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.close()

    def _batch(self) -> tuple[list[_Job], bool]:
        jobs: list[_Job] = []
        with suppress(Empty):
            while len(jobs) < BATCH:
                job = self._jobs.get(block=not jobs)
                if job is None:
                    return jobs, True
                jobs.append(job)
        return jobs, False

    def _carry_out(self, connection: sqlite3.Connection, jobs: Sequence[_Job]) -> None:
        """Do all of it in one transaction and tell the results once that is on the disk."""
        if not jobs:
            return
        results: list[tuple[_Job, Any]] = []
        connection.execute("BEGIN IMMEDIATE" if any(job.writes for job in jobs) else "BEGIN")
        for job in jobs:
            if job.answer.cancelled():
                continue
            try:
                results.append((job, job.work(connection)))
            except LockedError as error:
                results.append((job, error))
        connection.execute("COMMIT")
        self._trouble = ""
        for job, result in results:
            if not job.answer.set_running_or_notify_cancel():
                continue
            if isinstance(result, LockedError):
                job.answer.set_exception(result)
            else:
                job.answer.set_result(result)


def open_journal(path: Path) -> sqlite3.Connection:
    """Open or make the file, for the user alone. sqlite3.Error, OSError, JournalError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
    path.chmod(0o600)
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("COMMIT")
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE;{_SCHEMA}COMMIT;")
    elif version != VERSION:
        raise JournalError(f"it has version {version}, this program writes {VERSION}")
    return connection


def _lock_on(connection: sqlite3.Connection, acc_id: int | None) -> Entry | None:
    scopes = {None, None if acc_id is None else str(acc_id)}
    last = [entry for scope in scopes for entry in _entries(connection.execute(_LOCK, (scope,)))]
    locks = [entry for entry in last if entry.kind is EntryKind.LOCKED]
    return max(locks, key=lambda entry: entry.seq, default=None)


def _entries(rows: sqlite3.Cursor) -> tuple[Entry, ...]:
    return tuple(_entry(row) for row in rows)


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, at, run, kind, env, acc_id, tag, order_id, ref, facts = row
    entry = Entry(
        EntryKind(kind),
        datetime.fromtimestamp(at / 1_000_000, UTC),
        None if env is None else Env(env),
        None if acc_id is None else int(acc_id),
        tag,
        order_id,
        ref,
        seq=seq,
        run=run,
    )
    return replace(entry, facts={name: _fact(value) for name, value in json.loads(facts).items()})


def _fact(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
