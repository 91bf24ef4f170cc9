"""The journal on the disk: durable before it answers, append-only, private, quick to ask."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.trading import journal_rows as rows
from tui.trading import journal_writer
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.records import JournalError

AT = datetime(2026, 11, 20, 2, 30, 0, 123456, UTC)
TAG = "ft:" + "0" * 26
INTENT = Entry(EntryKind.INTENT, AT, Env.PAPER, 1001, TAG, facts={"qty": "200", "price": "400.2"})
ROW = "INSERT INTO events (at, run, kind, env, acc_id, tag, order_id, facts) VALUES (?,?,?,?,?,?,?,?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[Journal]:
    opened = Journal(path)
    yield opened
    await opened.close()


async def test_what_was_committed_is_read_by_another_program(journal: Journal, path: Path) -> None:
    (seq,) = await journal.commit(INTENT)
    other = sqlite3.connect(path)
    assert other.execute("SELECT seq, kind, acc_id, tag, facts FROM events").fetchall() == [
        (seq, "intent", "1001", TAG, '{"qty": "200", "price": "400.2"}')
    ]
    other.close()


async def test_entries_come_back_as_they_went_in(journal: Journal) -> None:
    facts = {"n": 3, "b": True, "none": None, "names": ("騰訊", "b"), "text": "低吸"}
    entry = replace(INTENT, env=Env.REAL, acc_id=281756455988247915, order_id="B1", ref=7, facts=facts)
    seq = await journal.commit_order(entry)
    assert await journal.unsettled() == (replace(entry, seq=seq, run=journal.run),)


async def test_file_and_folder_are_the_users_alone(journal: Journal, path: Path) -> None:
    await journal.commit(INTENT)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {
        f"{FILE_NAME}{end}": 0o600 for end in ("", "-wal", "-shm")
    }


async def test_what_was_open_to_others_is_closed_to_them(path: Path) -> None:
    first = Journal(path)
    await first.commit(INTENT)
    loose = [path.parent, *path.parent.iterdir()]
    for one in loose:
        one.chmod(0o755)
    second = Journal(path)
    await second.commit(INTENT)
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in loose} == {0}
    await first.close()
    await second.close()


@pytest.mark.parametrize("change", ["UPDATE events SET tag = 'x'", "DELETE FROM events"])
async def test_nothing_is_ever_changed(journal: Journal, path: Path, change: str) -> None:
    await journal.commit(INTENT)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(change)
    other.close()


@pytest.mark.parametrize(
    ("kind", "facts", "read"),
    [
        ("bracket", '{"a": "b"}', {"a": "b", "kind": "bracket"}),
        ("push", '{"deep": {"a": [1, 2]}, "half": 0.5}', {"deep": '{"a": [1, 2]}', "half": "0.5"}),
        ("push", "[1]", {"unreadable": "[1]"}),
        ("push", "no json", {"unreadable": "no json"}),
        ("push", "[" * 100_000, {"unreadable": "[" * 100_000}),
    ],
)
async def test_what_a_newer_program_wrote_can_be_read(
    journal: Journal, path: Path, kind: str, facts: str, read: object
) -> None:
    await journal.commit(INTENT)
    with sqlite3.connect(path) as other:
        other.execute(ROW, (rows.micros(AT), "r", kind, 0, "1001", TAG, "", facts))
    other.close()
    _, strange = await journal.of_order(1001, tag=TAG)
    assert strange.facts == read
    assert strange.kind is (EntryKind.PUSH if kind == "push" else EntryKind.STRANGE)


def test_strange_values_in_a_row_read_as_something() -> None:
    entry = rows.entry_of((1, 2**62, "r", "push", 99, "abc", "", "B1", None, "{}"))
    assert (entry.env, entry.acc_id, entry.at.year, entry.facts) == (
        Env.UNKNOWN,
        None,
        9999,
        {"acc_id": "abc"},
    )


@pytest.mark.parametrize(
    ("query", "values", "index"),
    [
        (rows.BETWEEN, (0, 1), ["by_time"]),
        (rows.LOCK, (None, "1001"), ["by_lock"]),
        (rows.LOCKS, (), ["by_lock"]),
        (rows.REPEATED, (TAG,), ["by_tag"]),
        (rows.UNSETTLED, (), ["PRIMARY KEY"]),
        (rows.OF_ORDER, {"acc_id": "1001", "order_id": "B", "tag": TAG}, ["by_tag", "by_order", "by_ref"]),
    ],
)
async def test_no_question_reads_the_whole_journal(
    journal: Journal, path: Path, query: str, values: tuple[object, ...], index: list[str]
) -> None:
    await journal.commit(INTENT)
    other = sqlite3.connect(path)
    plan = [row[3] for row in other.execute(f"EXPLAIN QUERY PLAN {query}", values)]
    other.close()
    assert [name for name in index if not any(name in step for step in plan)] == []
    tables = ("SCAN events", "SCAN one", "SCAN answer")
    assert [step for step in plan if step.startswith(tables) and "INDEX" not in step] == []


async def test_an_order_of_a_busy_day_is_found_at_once(journal: Journal) -> None:
    # In small commits: each has to be on the disk in time, on a loaded machine too.
    for start in range(0, 5_000, 100):
        day = []
        for number in range(start, start + 100):
            at, tag = AT + timedelta(seconds=number), f"ft:{number:026}"
            day.append(replace(INTENT, at=at, tag=tag))
            day += [Entry(EntryKind.PUSH, at, Env.PAPER, 1001, tag, f"B{number}")] * 5
            day.append(Entry(EntryKind.PUSH, at, Env.PAPER, 1001, order_id=f"B{number}"))
        await journal.commit(*day)
    took: list[float] = []
    for _ in range(20):
        began = time.perf_counter()
        found = await journal.of_order(1001, order_id="B2500")
        took.append(time.perf_counter() - began)
        assert len(found) == 7
    assert min(took) < 0.1


def in_the_file(path: Path) -> int:
    """Count the entries that are in the file itself, without its log."""
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as file:
        try:
            (count,) = file.execute("SELECT count(*) FROM events").fetchone()
        except sqlite3.DatabaseError:  # It is being written.
            return 0
    return int(count)


@pytest.mark.parametrize(("after", "anyway", "moved"), [(1, 99, 3), (99, 2, 2), (99, 99, 0)])
async def test_the_log_moves_into_the_file_in_a_pause_or_when_it_is_long(
    path: Path, monkeypatch: pytest.MonkeyPatch, after: int, anyway: int, moved: int
) -> None:
    monkeypatch.setattr(journal_writer, "TIDY_AFTER", after)
    monkeypatch.setattr(journal_writer, "TIDY_ANYWAY", anyway)
    monkeypatch.setattr(journal_writer, "TIDY_IDLE_S", 0.02)
    opened = Journal(path)
    for _ in range(3):
        await opened.commit(INTENT)
    async with asyncio.timeout(5):
        while in_the_file(path) < moved:
            await asyncio.sleep(0.01)
    assert in_the_file(path) == moved
    assert len(await opened.unsettled()) == 3
    await opened.close()


async def test_a_commit_nobody_waits_for_any_more_is_not_written(journal: Journal, path: Path) -> None:
    await journal.commit(INTENT)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    first = asyncio.create_task(journal.commit(replace(INTENT, kind=EntryKind.AMEND)))
    await asyncio.sleep(0.1)  # The writer is at the first by then, and waits for the file.
    assert journal._writer._inbox.empty()
    second = asyncio.create_task(journal.commit(replace(INTENT, kind=EntryKind.CANCEL)))
    await asyncio.sleep(0)
    second.cancel()
    holder.execute("COMMIT")
    holder.close()
    await first
    with pytest.raises(asyncio.CancelledError):
        await second
    await journal.commit(replace(INTENT, kind=EntryKind.PANIC))
    written = [entry.kind for entry in await journal.of_order(1001, tag=TAG)]
    assert written == [EntryKind.INTENT, EntryKind.AMEND, EntryKind.PANIC]


async def test_entries_keep_the_order_they_came_in(journal: Journal) -> None:
    kinds = [EntryKind.PUSH, EntryKind.CANCEL, EntryKind.STATE, EntryKind.ACCEPTED, EntryKind.LOOKED]
    waiting = []
    for number, kind in enumerate(kinds):
        entry = replace(INTENT, kind=kind)
        if number % 2:
            waiting.append(asyncio.create_task(journal.commit(entry)))
            await asyncio.sleep(0)
        else:
            journal.note(entry)
    await asyncio.gather(*waiting)
    assert [entry.kind for entry in await journal.of_order(1001, tag=TAG)] == kinds


async def test_closing_writes_every_note(path: Path) -> None:
    journal = Journal(path)
    for _ in range(3_000):
        journal.note(replace(INTENT, kind=EntryKind.PUSH))
    await journal.close()
    await journal.close()
    other = sqlite3.connect(path)
    assert other.execute("SELECT count(*) FROM events").fetchone() == (3_000,)
    other.close()
    with pytest.raises(JournalError, match="closed"):
        await journal.commit(INTENT)
    with pytest.raises(JournalError, match="closed"):
        await journal.unsettled()
