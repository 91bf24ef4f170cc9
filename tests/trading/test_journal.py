"""The journal on the disk: durable before it answers, append-only, private, shared between programs."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.records import JournalError, LockedError

AT = datetime(2026, 11, 20, 2, 30, 0, 123456, UTC)
TAG = "ft:" + "0" * 26
INTENT = Entry(EntryKind.INTENT, AT, Env.PAPER, 1001, TAG, facts={"qty": "200", "price": "400.2"})


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
    assert other.execute("SELECT seq, kind, tag, facts FROM events").fetchall() == [
        (seq, "intent", TAG, '{"qty": "200", "price": "400.2"}')
    ]
    other.close()


async def test_entries_come_back_as_they_went_in(journal: Journal) -> None:
    seq = await journal.commit_order(INTENT)
    assert await journal.unsettled() == (replace(INTENT, seq=seq, run=journal.run),)


async def test_file_and_folder_are_the_users_alone(journal: Journal, path: Path) -> None:
    await journal.commit(INTENT)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("change", ["UPDATE events SET tag = 'x'", "DELETE FROM events"])
async def test_nothing_is_ever_changed(journal: Journal, path: Path, change: str) -> None:
    await journal.commit(INTENT)
    other = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(change)
    other.close()


async def test_a_lock_set_by_another_program_stops_the_next_order(journal: Journal, path: Path) -> None:
    other = Journal(path)
    await other.commit(Entry(EntryKind.LOCKED, AT, facts={"why": "panic in another shell"}))
    with pytest.raises(LockedError, match="panic in another shell"):
        await journal.commit_order(INTENT)
    await other.commit(Entry(EntryKind.RELEASED, AT))
    assert await journal.commit_order(INTENT) == 3
    await other.close()


@pytest.mark.parametrize("kind", [EntryKind.ACCEPTED, EntryKind.NOT_FOUND, EntryKind.REFUSED])
async def test_an_answer_settles_an_order(journal: Journal, kind: EntryKind) -> None:
    seq = await journal.commit_order(INTENT)
    await journal.commit(replace(INTENT, kind=EntryKind.UNKNOWN, ref=seq))
    assert [entry.seq for entry in await journal.unsettled()] == [seq]
    await journal.commit(replace(INTENT, kind=kind, ref=seq))
    assert await journal.unsettled() == ()


async def test_a_place_that_cannot_be_written_fails_every_commit(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    journal = Journal(tmp_path / "state" / FILE_NAME)
    with pytest.raises(JournalError, match="cannot be used"):
        await journal.commit_order(INTENT)
    assert "cannot be used" in journal.trouble
    await journal.close()


async def test_everything_about_an_order_is_found_by_either_id(journal: Journal) -> None:
    seq = await journal.commit_order(INTENT)
    await journal.commit(
        replace(INTENT, kind=EntryKind.ACCEPTED, ref=seq, order_id="B1", facts={}),
        Entry(EntryKind.PUSH, AT, Env.PAPER, 1001, order_id="B1"),
        Entry(EntryKind.PUSH, AT, Env.PAPER, 1002, order_id="B1"),
    )
    kinds = [EntryKind.INTENT, EntryKind.ACCEPTED, EntryKind.PUSH]
    by_id, by_tag = await journal.of_order(1001, order_id="B1"), await journal.of_order(1001, tag=TAG)
    assert [entry.kind for entry in by_id] == kinds
    assert [entry.kind for entry in by_tag][:2] == kinds[:2]
