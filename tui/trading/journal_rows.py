"""Entries as rows of the journal's table: the questions asked of it, and reading what any version wrote."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tui.domain.accounts import Env
from tui.domain.journal import PLACING, SETTLING, Entry, EntryKind, Fact
from tui.domain.journal import locks as held
from tui.trading.records import LockedError, RepeatedError

Row = tuple[int, str, str, int | None, str | None, str, str, int | None, str]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = "seq, at, run, kind, env, acc_id, tag, order_id, ref, facts"
_INSERT = "INSERT INTO events (at, run, kind, env, acc_id, tag, order_id, ref, facts) VALUES "
_VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
PLACING_ROWS = "kind IN ('intent', 'combo')"
LOCK_ROWS = "kind IN ('locked', 'released')"
"""Word for word the conditions of partial indexes: SQLite uses those for nothing else."""
SETTLING_ROWS = f"kind IN ({', '.join(sorted(repr(kind.value) for kind in SETTLING))})"
_PLACING = frozenset(kind.value for kind in PLACING)

BETWEEN = f"SELECT {_COLUMNS} FROM events WHERE at >= ? AND at < ? ORDER BY seq"
UNSETTLED = f"SELECT {_COLUMNS} FROM events WHERE seq IN (SELECT seq FROM unsettled) ORDER BY seq"
_LAST_LOCK = f"SELECT {_COLUMNS} FROM events WHERE {LOCK_ROWS} AND acc_id IS ? ORDER BY seq DESC LIMIT 1"
LOCK = f"SELECT * FROM ({_LAST_LOCK}) UNION ALL SELECT * FROM ({_LAST_LOCK})"
"""Of all accounts, and of one."""
LOCKS = f"SELECT {_COLUMNS} FROM events INDEXED BY by_lock WHERE {LOCK_ROWS} ORDER BY seq"
REPEATED = f"SELECT 1 FROM events WHERE tag = ? AND tag <> '' AND {PLACING_ROWS} LIMIT 1"
OF_ORDER = f"""
WITH tags (tag) AS (
    SELECT :tag WHERE :tag <> ''
    UNION SELECT tag FROM events
        WHERE acc_id = :acc_id AND order_id = :order_id AND order_id <> '' AND tag <> ''
), ids (order_id) AS (
    SELECT :order_id WHERE :order_id <> ''
    UNION SELECT one.order_id FROM tags CROSS JOIN events AS one
        WHERE one.tag = tags.tag AND one.tag <> '' AND one.acc_id = :acc_id AND one.order_id <> ''
), named (seq, ref) AS (
    SELECT one.seq, one.ref FROM tags CROSS JOIN events AS one
        WHERE one.tag = tags.tag AND one.tag <> '' AND one.acc_id = :acc_id
    UNION SELECT one.seq, one.ref FROM ids CROSS JOIN events AS one
        WHERE one.acc_id = :acc_id AND one.order_id = ids.order_id AND one.order_id <> ''
), wanted (seq) AS (
    SELECT seq FROM named
    UNION SELECT ref FROM named WHERE ref IS NOT NULL
    UNION SELECT one.seq FROM named CROSS JOIN events AS one WHERE one.ref = named.seq
)
SELECT {_COLUMNS} FROM events WHERE seq IN (SELECT seq FROM wanted) ORDER BY seq
"""


def row_of(entry: Entry, run: str) -> Row:
    """Return an entry as it is stored; ValueError or TypeError when it has what cannot be."""
    facts = json.dumps(dict(entry.facts), ensure_ascii=False, allow_nan=False)
    for text in (entry.tag, entry.order_id, facts):
        text.encode()
    return (
        micros(entry.at),
        run,
        entry.kind.value,
        None if entry.env is None else int(entry.env),
        None if entry.acc_id is None else str(entry.acc_id),
        entry.tag,
        entry.order_id,
        entry.ref,
        facts,
    )


def insert(connection: sqlite3.Connection, rows: Iterable[Row]) -> tuple[int, ...]:
    """Append rows and return their places."""
    return tuple(connection.execute(_INSERT + _VALUES, row).lastrowid or 0 for row in rows)


def insert_at_once(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Append rows, all or none, with one statement: each statement hands the interpreter over and back."""
    places = ", ".join([_VALUES] * len(rows))
    connection.execute(_INSERT + places, [value for row in rows for value in row])


def insert_order(connection: sqlite3.Connection, row: Row, acc_id: int | None) -> int:
    """Append a request about to be sent: LockedError, or RepeatedError when its order was written before."""
    lock = lock_on(connection, acc_id)
    if lock is not None:
        raise locked_by(lock)
    kind, tag = row[2], row[5]
    if kind in _PLACING and connection.execute(REPEATED, (tag,)).fetchone():
        raise RepeatedError(f"{tag} was sent before: one intent is one order")
    return insert(connection, (row,))[0]


def locked_by(lock: Entry) -> LockedError:
    """Return the refusal that a lock means."""
    why = lock.facts.get("why") or "the kill switch was used"
    return LockedError(f"trading is locked: {why}; the word TRADE releases it (K, or futu-tui resume)")


def lock_on(connection: sqlite3.Connection, acc_id: int | None) -> Entry | None:
    """Return what keeps trading locked for an account, None when nothing does."""
    last = select(connection, LOCK, (None, None if acc_id is None else str(acc_id)))
    locks = [entry for entry in last if entry.kind is EntryKind.LOCKED]
    return max(locks, key=lambda entry: entry.seq, default=None)


def locks(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return every lock that holds, oldest first."""
    return held(select(connection, LOCKS))


def unsettled(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    """Return the new orders of which it is not known whether the broker has them, oldest first."""
    return select(connection, UNSETTLED)


def of_order(connection: sqlite3.Connection, acc_id: int, order_id: str, tag: str) -> tuple[Entry, ...]:
    """Return what `domain.journal.of_order` does."""
    named = {"acc_id": str(acc_id), "order_id": order_id, "tag": tag}
    return select(connection, OF_ORDER, named)


def between(connection: sqlite3.Connection, begin: datetime, end: datetime) -> tuple[Entry, ...]:
    """Return everything in a span of time, oldest first."""
    return select(connection, BETWEEN, (micros(begin), micros(end)))


def select(
    connection: sqlite3.Connection, query: str, values: Sequence[object] | dict[str, str] = ()
) -> tuple[Entry, ...]:
    """Return the entries of a query."""
    return tuple(map(entry_of, connection.execute(query, values)))


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Read a row; whatever a newer program wrote reads as something."""
    seq, at, run, kind, env, acc_id, tag, order_id, ref, text = row
    facts = _facts_of(text)
    known = _KINDS.get(kind)
    if known is None:
        facts["kind"] = kind
    number = _number(acc_id)
    if number is None and acc_id is not None:
        facts["acc_id"] = acc_id
    return Entry(
        known or EntryKind.STRANGE,
        _moment(at),
        None if env is None else Env(env),
        number,
        tag,
        order_id,
        ref,
        facts,
        seq,
        run,
    )


_KINDS = {kind.value: kind for kind in EntryKind}


def micros(at: datetime) -> int:
    """Return a moment as it is stored: exact microseconds since 1970."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def _moment(at: int) -> datetime:
    try:
        return _EPOCH + timedelta(microseconds=at)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None


def _facts_of(text: str) -> dict[str, Fact]:
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        return {"unreadable": text}
    if not isinstance(facts, dict):
        return {"unreadable": text}
    return {name: _fact(value) for name, value in facts.items()}


def _fact(value: Any) -> Fact:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    return json.dumps(value, ensure_ascii=False)
