"""A journal that cannot be written: one line with the fix, no order gets through, and it comes back."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind, Fact
from tui.trading import journal_writer
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.journal_file import open_to_write
from tui.trading.journal_jobs import Barrier, Job
from tui.trading.journal_writer import Writer
from tui.trading.records import JournalError, LockedError

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
TAG = "ft:" + "0" * 26
INTENT = Entry(EntryKind.INTENT, AT, Env.PAPER, 1001, TAG, facts={"qty": "200"})
PUSH = replace(INTENT, kind=EntryKind.PUSH)
UNFIT = replace(PUSH, facts={"qty": cast("Fact", object())})
LONG = replace(PUSH, facts={"text": "x" * 4000})
LIMIT_S = 10


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


@pytest.fixture
async def journal(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Journal]:
    monkeypatch.setattr(journal_writer, "RETRY_S", 0.05)
    opened = Journal(path)
    yield opened
    await opened.close()


async def until(holds: Callable[[], object]) -> None:
    """Give the thread its turns."""
    async with asyncio.timeout(LIMIT_S):
        while not holds():
            await asyncio.sleep(0.005)


class Disk:
    """What the writer finds when it opens the file; may be full, or stall."""

    def __init__(self) -> None:
        self.pages = 0
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.reached = threading.Event()

    def open(self, path: Path) -> sqlite3.Connection:
        self.reached.set()
        self.goes_on.wait(LIMIT_S)
        connection = open_to_write(path)
        if self.pages:
            connection.execute(f"PRAGMA max_page_count = {self.pages}")
        return connection


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr(journal_writer, "open_to_write", made.open)
    return made


async def gaps(journal: Journal) -> list[Entry]:
    found = await journal.between(AT, datetime.max.replace(tzinfo=UTC))
    return [entry for entry in found if entry.kind is EntryKind.GAP]


async def pushes(journal: Journal) -> int:
    found = await journal.between(AT, datetime.max.replace(tzinfo=UTC))
    return sum(entry.kind is EntryKind.PUSH for entry in found)


async def test_a_full_disk_refuses_orders_and_keeps_the_notes(disk: Disk, journal: Journal) -> None:
    await journal.commit(PUSH)
    journal._writer._connection = None  # opened anew, as after a failure
    disk.pages = 1
    for _ in range(40):
        journal.note(LONG)
    await until(lambda: journal.trouble)
    with pytest.raises(JournalError, match="the disk is full; free some space"):
        await journal.commit_order(INTENT)
    assert "the disk is full" in journal.trouble
    disk.pages = 0
    await until(lambda: not journal.trouble)
    assert await pushes(journal) == 41
    (gap,) = await gaps(journal)
    assert gap.facts["lost"] == 0
    assert "the disk is full" in str(gap.facts["why"])
    assert await journal.unsettled() == ()
    await journal.commit_order(INTENT)


async def test_a_file_another_program_holds_is_refused_in_two_seconds(path: Path) -> None:
    journal = Journal(path)
    await journal.commit(PUSH)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    results = await asyncio.gather(journal.commit_order(INTENT), journal.commit(PUSH), return_exceptions=True)
    assert time.monotonic() - began < 3
    assert all("another program has held it for 2 s" in str(result) for result in results)
    holder.execute("ROLLBACK")
    holder.close()
    # The next order tries at once: nothing has to be restarted, or waited for.
    await journal.commit_order(INTENT)
    assert journal.trouble == ""
    await journal.close()


async def test_a_folder_that_came_back_is_used_again(path: Path, journal: Journal) -> None:
    await journal.commit(PUSH)
    moved = path.parent.with_name("moved")
    path.parent.rename(moved)
    path.parent.write_text("in the way")
    with pytest.raises(JournalError, match="is not a folder"):
        await journal.commit_order(INTENT)
    path.parent.unlink()
    moved.rename(path.parent)
    await until(lambda: not journal.trouble)
    await journal.commit_order(INTENT)
    assert len(await journal.of_order(1001, tag=TAG)) == 2


@pytest.mark.parametrize("replaced", [False, True])
async def test_a_file_that_was_moved_away_is_waited_for(
    path: Path, journal: Journal, *, replaced: bool
) -> None:
    await journal.commit(replace(INTENT, kind=EntryKind.LOCKED))
    kept = path.parent.rename(path.parent.with_name("archive"))
    if replaced:
        other = Journal(path)
        await other.commit(INTENT)
        await other.close()
    with pytest.raises(JournalError, match="put it back, or start futu-tui again"):
        await journal.commit_order(INTENT)
    journal.note(PUSH)
    assert "moved away, or replaced" in journal.trouble
    assert path.exists() is replaced
    if replaced:
        path.parent.rename(path.parent.with_name("other"))
    kept.rename(path.parent)
    await until(lambda: not journal.trouble)
    assert await pushes(journal) == 1
    with pytest.raises(LockedError):
        await journal.commit_order(INTENT)


async def test_an_entry_that_cannot_be_stored_is_lost_alone_and_told(journal: Journal) -> None:
    journal.note(PUSH)
    journal.note(UNFIT)
    journal.note(PUSH)
    await until(lambda: journal.trouble)
    assert "has lost 1 entry: one cannot be stored" in journal.trouble
    await until(lambda: not journal.trouble)
    assert await pushes(journal) == 2
    assert [gap.facts["lost"] for gap in await gaps(journal)] == [1]


@pytest.mark.parametrize(
    "broken",
    [
        UNFIT,
        replace(INTENT, tag="\ud800"),
        replace(INTENT, ref=2**70),
        replace(INTENT, tag=cast("Any", 5)),
        replace(INTENT, order_id=cast("Any", None)),
        replace(INTENT, ref=cast("Any", "x")),
    ],
)
async def test_an_order_that_cannot_be_stored_is_refused_and_no_other(
    journal: Journal, broken: Entry
) -> None:
    results = await asyncio.gather(
        journal.commit(PUSH), journal.commit_order(broken), journal.commit(PUSH), return_exceptions=True
    )
    assert results[0] == (1,)
    assert isinstance(results[1], JournalError)
    assert "cannot store" in str(results[1])
    assert results[2] == (2,)
    assert journal.trouble == ""


async def test_a_disk_that_stalls_refuses_orders_in_time(
    disk: Disk, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_writer, "STALL_S", 0.05)
    await journal.commit()
    disk.goes_on.clear()
    journal._writer._connection = None
    with monkeypatch.context() as impatient:
        impatient.setattr("tui.trading.journal.COMMIT_S", 0.05)
        with pytest.raises(JournalError, match="was not written within"):
            await journal.commit_order(INTENT)
    await until(lambda: "has waited" in journal.trouble)
    disk.goes_on.set()
    await until(lambda: not journal.trouble)
    # Nobody waits for it any more: it must not turn up later as if it were about to be sent.
    await journal.commit(PUSH)
    assert await journal.unsettled() == ()


async def test_what_waits_for_a_stalled_disk_is_bounded_and_counted(
    disk: Disk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_writer, "MOST_NOTES", 100)
    disk.goes_on.clear()
    journal = Journal(path)
    for _ in range(130):
        journal.note(PUSH)
    assert "has lost 30 entries: more than" in journal.trouble
    assert journal._writer._inbox.qsize() == 100
    disk.goes_on.set()
    await until(lambda: not journal.trouble)
    assert await pushes(journal) == 100
    assert [gap.facts["lost"] for gap in await gaps(journal)] == [30]
    journal.note(PUSH)
    assert await pushes(journal) == 101
    await journal.close()


async def test_closing_leaves_a_stalled_disk_behind(
    disk: Disk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.trading.journal._CLOSE_S", 0.05)
    disk.goes_on.clear()
    journal = Journal(path)
    journal.note(PUSH)
    waiting = asyncio.create_task(journal.commit(PUSH))
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await journal.close()
    assert journal.incomplete.endswith("may be incomplete: its disk did not take the last entries in time")
    journal.close_now(0)
    assert journal.incomplete
    disk.goes_on.set()
    await waiting


async def test_a_closing_journal_in_trouble_does_not_wait(disk: Disk, path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary")
    journal = Journal(path)
    journal.note(PUSH)
    await until(lambda: journal.trouble)
    async with asyncio.timeout(2):
        await journal.close()
    assert "may be incomplete: 1 entry was not written: " in journal.incomplete


async def test_a_journal_that_was_written_to_the_end_lacks_nothing(path: Path) -> None:
    journal = Journal(path)
    journal.note(PUSH)
    await journal.close()
    assert journal.incomplete == ""


async def test_what_was_lost_on_the_way_and_is_told_in_the_file_is_no_gap_at_the_end(path: Path) -> None:
    journal = Journal(path)
    journal.note(UNFIT)
    await until(lambda: journal.trouble)
    await journal.close()
    assert journal.incomplete == ""
    again = Journal(path)
    assert [gap.facts["lost"] for gap in await gaps(again)] == [1]
    await again.close()


async def test_a_fault_of_our_own_refuses_everything_and_passes(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal.commit(PUSH)

    def broken(*_: object) -> None:
        raise KeyError("a bug")

    with monkeypatch.context() as patched:
        patched.setattr(journal._writer, "_recover", broken)
        with pytest.raises(JournalError, match="internal error: KeyError"):
            await journal.commit_order(INTENT)
    await journal.commit(PUSH)
    assert journal.trouble == ""


def broken(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")


def test_a_commit_given_up_in_a_batch_that_fails_does_not_end_the_journal(path: Path) -> None:
    writer = Writer(path, "run")
    held, goes_on = threading.Event(), threading.Event()

    def stalls(_: sqlite3.Connection) -> bool:
        held.set()
        return goes_on.wait(LIMIT_S)

    first, given_up, failing = Job(stalls), Job(lambda _: "given up"), Job(broken)
    writer.do(first)
    assert held.wait(LIMIT_S)
    writer.do(given_up)
    assert given_up.answer.cancel()
    writer.do(failing)
    goes_on.set()
    assert first.answer.result(LIMIT_S)
    assert "disk I/O error" in str(failing.answer.exception(LIMIT_S))
    later = Job(lambda _: "written")
    writer.do(later)
    assert later.answer.result(LIMIT_S) == "written"
    writer.end()
    assert writer.ended.result(LIMIT_S) == 0


def test_a_fault_that_ends_the_work_refuses_orders_counts_notes_and_still_ends(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = Writer(path, "run")
    monkeypatch.setattr(writer, "_fail", broken)
    jobs, barriers = [Job(broken), Job(lambda _: "written")], [Barrier(), Barrier()]
    for job, barrier in zip(jobs, barriers, strict=True):
        writer.do(job)
        assert "internal error" in str(job.answer.exception(LIMIT_S))
        writer.note(PUSH)
        writer.do(barrier)
        assert barrier.answer.result(LIMIT_S) is None
        assert "start futu-tui again" in writer.trouble
    writer.end()
    assert writer.ended.result(LIMIT_S) == 2
