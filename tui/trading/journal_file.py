"""The file of the journal: made for its user alone, refused when it is anything else, read by many at once.

SQLite in WAL mode with synchronous=FULL: what is committed survives the process and the power. Triggers
keep every row as it was written, and beside them a list of the orders that are not settled yet.

The version of the file (`user_version`) rises only when an older program could misread it: a new kind or a
new fact leaves it alone, since rows of unknown kinds are read as STRANGE; whatever places orders, settles
them or locks raises it. A newer program brings an older file up to date when it opens it, one transaction a
step of `MIGRATIONS`; an older program refuses a newer file.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tui.paths import make_folder
from tui.trading.journal_rows import LOCK_ROWS, PLACING_ROWS, SETTLING_ROWS
from tui.trading.records import JournalError

FILE_NAME = "journal.sqlite3"
APPLICATION_ID = 0x66757475
BUSY_S = 2.0
"""How long another program may hold the file."""
_RETRY_S = 0.02
_ANSWERED = f"SELECT ref FROM events WHERE ref IS NOT NULL AND {SETTLING_ROWS}"

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE events (
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
        ) STRICT""",
        "CREATE INDEX by_time ON events (at)",
        "CREATE INDEX by_tag ON events (tag) WHERE tag <> ''",
        "CREATE INDEX by_order ON events (acc_id, order_id) WHERE order_id <> ''",
        "CREATE INDEX by_ref ON events (ref, kind) WHERE ref IS NOT NULL",
        f"CREATE INDEX by_placing ON events (seq) WHERE {PLACING_ROWS}",
        f"CREATE INDEX by_lock ON events (acc_id, seq) WHERE {LOCK_ROWS}",
        "CREATE TRIGGER never_changed BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END",
        "CREATE TRIGGER never_deleted BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'append-only'); END",
    ),
    (
        # What `events` says anyway, kept at hand: to look for it takes longer with each order ever placed.
        "CREATE TABLE unsettled (seq INTEGER PRIMARY KEY) STRICT",
        f"INSERT INTO unsettled SELECT seq FROM events WHERE {PLACING_ROWS} AND seq NOT IN ({_ANSWERED})",
        f"""CREATE TRIGGER begins_unsettled AFTER INSERT ON events WHEN NEW.{PLACING_ROWS}
            BEGIN INSERT INTO unsettled VALUES (NEW.seq); END""",
        f"""CREATE TRIGGER is_settled AFTER INSERT ON events WHEN NEW.{SETTLING_ROWS}
            BEGIN DELETE FROM unsettled WHERE seq = NEW.ref; END""",
        "DROP INDEX by_placing",
    ),
)
"""Statements that bring a file from the version of their place to the next."""
VERSION = len(MIGRATIONS)


def open_to_write(path: Path) -> sqlite3.Connection:
    """Open the file, made with its folder when it is not there. sqlite3.Error, OSError, JournalError."""
    _make(path)
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        version = _version(connection)
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        # Else every fiftieth order or so would wait until the log is moved into the file: `tidy` does that.
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        if version < VERSION:
            _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def tidy(connection: sqlite3.Connection) -> None:
    """Move what the log holds into the file, as far as no reader needs it there. sqlite3.Error."""
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()


@contextmanager
def opened_to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Hold a connection that changes nothing; the same errors, FileNotFoundError when there is no file."""
    path.stat()
    # The name goes into a URI, where these mean something.
    quoted = str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{quoted}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None)
    with closing(connection):
        if _version(connection) == 0:
            raise JournalError("nothing was written to it yet")
        yield connection


def cause_of(error: Exception, path: Path) -> str:
    """Say why a journal cannot be used and what helps, in one line."""
    return f"{path.name} cannot be used: {_cause(error, path)}"


def _cause(error: Exception, path: Path) -> str:
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        for prefix, words in _CAUSES.items():
            if name.startswith(prefix):
                return words.format(folder=path.parent)
        return f"{error}; look at the disk and at the file"
    if isinstance(error, OSError):
        words = _OS_CAUSES.get(error.errno or 0, "{reason}; look at the folder {folder}")
        return words.format(folder=path.parent, reason=error.strerror or error)
    return (
        str(error) if isinstance(error, JournalError) else f"internal error: {type(error).__name__}: {error}"
    )


_FULL = "the disk is full; free some space"
_NO_RIGHT = "{folder} cannot be written; give yourself the right to, or make the disk writable"
_CAUSES = {
    "SQLITE_BUSY": f"another program has held it for {BUSY_S:.0f} s; end that program, or try again",
    "SQLITE_LOCKED": "another program holds it; end that program, or try again",
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _NO_RIGHT,
    "SQLITE_CANTOPEN": _NO_RIGHT,
    "SQLITE_PERM": _NO_RIGHT,
    "SQLITE_NOTADB": "it is no journal of futu-tui; move it out of {folder}, and a new one is begun",
    "SQLITE_CORRUPT": "it is damaged; move it out of {folder}, and a new one is begun",
    "SQLITE_IOERR": "the disk does not take or give it; look at the disk of {folder}",
}
_OS_CAUSES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENOTDIR: "{folder} is not a folder; move away what is in its place",
    errno.EEXIST: "{folder} is not a folder; move away what is in its place",
}


def _make(path: Path) -> None:
    """Make folder and file, or close those that are there to everybody else."""
    make_folder(path.parent)
    _keep_private(path.parent, path.parent.stat())
    # An existing file is never opened here, and a new one by one thread: to close it again would drop the
    # locks that another connection of this process has on it.
    with _MAKING:
        if not _there(path):
            _create(path)
    for file in (path, *(path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm"))):
        if _there(file):
            _require_file(file, file.lstat())


_MAKING = threading.Lock()


def _create(path: Path) -> None:
    try:
        made = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        # Another program was faster.
        return
    os.close(made)
    # The name has to be on the disk, too.
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _require_file(path: Path, found: os.stat_result) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise JournalError(f"{path} is a symbolic link; put the file itself there")
    if not stat.S_ISREG(found.st_mode):
        raise JournalError(f"{path} is not a file; move it away")
    _keep_private(path, found)


def _keep_private(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.getuid():
        raise JournalError(f"{path} belongs to another user; run: sudo chown -R $USER {path.parent}")
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        path.chmod(mode & 0o700)


def _version(connection: sqlite3.Connection) -> int:
    """Return the version of a journal, 0 of an empty file; JournalError for anything else."""
    # One statement, one moment: another program may be making the journal just now.
    application, version, tables = connection.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)"
        " FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID or not version:
        raise JournalError("it is no journal of futu-tui; move it away, and a new one is begun")
    if version > VERSION:
        raise JournalError(f"a newer program wrote it (version {version}, not {VERSION}); update futu-tui")
    return int(version)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL; while another program does the same SQLite says it is busy without waiting."""
    deadline = time.monotonic() + BUSY_S
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    # Asked again: another program may have done it in the meantime.
    for place in range(_version(connection), VERSION):
        for statement in MIGRATIONS[place]:
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
