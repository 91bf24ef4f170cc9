"""The list of orders that are not settled: what the events say, at the price of those that are not."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.domain.accounts import Env
from tui.domain.journal import PLACING, Entry, EntryKind, unsettled
from tui.trading import journal_file
from tui.trading import journal_rows as rows
from tui.trading.journal_file import open_to_write, opened_to_read

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "journal.sqlite3"


def row(kind: EntryKind, tag: str = "", ref: int | None = None) -> rows.Row:
    return rows.row_of(Entry(kind, AT, Env.PAPER, 1001, tag, ref=ref), "run")


def history(number: int, seed: int = 7) -> list[rows.Row]:
    """Orders and whatever is written after them, some twice, some about nothing that was ever sent."""
    chance = random.Random(seed)
    written: list[rows.Row] = []
    placed: list[int] = []
    for at in range(1, number + 1):
        kind = chance.choice(list(EntryKind))
        ref = chance.choice([None, number + 9, *placed[-5:]]) if kind not in PLACING else None
        written.append(row(kind, f"ft:{at}", ref))
        if kind in PLACING:
            placed.append(at)
    return written


def whole(connection: sqlite3.Connection) -> tuple[Entry, ...]:
    return rows.between(connection, AT, datetime.max.replace(tzinfo=UTC))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("insert", [rows.insert, rows.insert_at_once], ids=["one by one", "at once"])
def test_the_list_is_what_the_events_say(
    path: Path, seed: int, insert: Callable[[sqlite3.Connection, list[rows.Row]], object]
) -> None:
    with closing(open_to_write(path)) as connection:
        insert(connection, history(300, seed))
        found = rows.unsettled(connection)
        assert found == unsettled(whole(connection))
        assert found


def test_what_is_rolled_back_was_never_unsettled(path: Path) -> None:
    with closing(open_to_write(path)) as connection:
        connection.execute("BEGIN")
        rows.insert(connection, [row(EntryKind.INTENT)])
        connection.execute("ROLLBACK")
        assert rows.unsettled(connection) == ()


def test_the_place_of_an_entry_is_its_own(path: Path) -> None:
    with closing(open_to_write(path)) as connection:
        rows.insert(connection, [row(EntryKind.PUSH)] * 3)
        assert rows.insert(connection, [row(EntryKind.INTENT), row(EntryKind.INTENT)]) == (4, 5)


def test_a_file_of_the_first_version_is_brought_up_to_date(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(journal_file, "MIGRATIONS", journal_file.MIGRATIONS[:1])
        older.setattr(journal_file, "VERSION", 1)
        with closing(open_to_write(path)) as connection:
            rows.insert(connection, history(300))
    with closing(open_to_write(path)) as connection:
        before = rows.unsettled(connection)
        assert before == unsettled(whole(connection))
        rows.insert(connection, [row(EntryKind.FOUND, ref=before[0].seq), row(EntryKind.COMBO)])
        assert [one.seq for one in rows.unsettled(connection)] == [*(one.seq for one in before[1:]), 302]
    with opened_to_read(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


def test_a_program_of_the_first_version_that_is_still_running_keeps_the_list(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(journal_file, "MIGRATIONS", journal_file.MIGRATIONS[:1])
        older.setattr(journal_file, "VERSION", 1)
        running = open_to_write(path)
        rows.insert(running, [row(EntryKind.INTENT)])
    with closing(running), closing(open_to_write(path)) as newer:
        rows.insert(running, [row(EntryKind.INTENT), row(EntryKind.ACCEPTED, ref=1)])
        assert [one.seq for one in rows.unsettled(newer)] == [2]


def test_the_question_costs_no_more_after_many_orders(path: Path) -> None:
    """Fifty thousand settled orders take no longer than ten: without the list it is a thousand times."""

    def asked_s(connection: sqlite3.Connection) -> float:
        spent = []
        for _ in range(20):
            began = time.perf_counter()
            assert len(rows.unsettled(connection)) == 1
            spent.append(time.perf_counter() - began)
        return min(spent)

    with closing(open_to_write(path)) as connection:
        rows.insert(connection, [row(EntryKind.INTENT, "ft:open")])
        few_s = asked_s(connection)
        connection.execute("BEGIN")
        for seq in range(2, 100_002, 2):
            rows.insert(connection, [row(EntryKind.INTENT, f"ft:{seq}"), row(EntryKind.ACCEPTED, ref=seq)])
        connection.execute("COMMIT")
        assert asked_s(connection) < 20 * few_s
