"""One journal and several real processes: dashboard, commands and kill switch write it at the same time."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tui.domain.journal import EntryKind, lock_on
from tui.trading import journal_rows as rows
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.journal_file import opened_to_read
from tui.trading.tags import TagMaker

WRITER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.trading.journal import Journal
from tui.trading.records import LockedError
from tui.trading.tags import new_tag

async def main(path, count):
    journal = Journal(Path(path))
    for _ in range(int(count)):
        tag = new_tag()
        entry = Entry(EntryKind.INTENT, datetime.now(UTC), Env.PAPER, 1001, tag)
        try:
            seq = await journal.commit_order(entry)
        except LockedError:
            print("locked", flush=True)
            break
        print(seq, tag, flush=True)
        journal.note(Entry(EntryKind.PUSH, datetime.now(UTC), Env.PAPER, 1001, tag))
    await journal.close()

asyncio.run(main(*sys.argv[1:]))
"""
LOCKER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from tui.domain.journal import Entry, EntryKind
from tui.trading.journal import Journal

async def main(path):
    journal = Journal(Path(path))
    print(*await journal.commit(Entry(EntryKind.LOCKED, datetime.now(UTC))), flush=True)
    await journal.close()

asyncio.run(main(*sys.argv[1:]))
"""
END_S = 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> list[list[str]]:
    """Wait for the end of a process that does not fail, and return what it said."""
    out, err = process.communicate(timeout=END_S)
    assert (process.returncode, err) == (0, "")
    return [line.split() for line in out.splitlines()]


def placed(path: Path) -> dict[int, str]:
    with opened_to_read(path) as connection:
        entries = rows.select(connection, rows.UNSETTLED)
    return {entry.seq: entry.tag for entry in entries}


def test_processes_that_make_the_file_together_lose_nothing(path: Path) -> None:
    writers = [start(WRITER, path, 60) for _ in range(3)]
    said = [line for writer in writers for line in told(writer)]
    assert len(said) == 180
    assert placed(path) == {int(seq): tag for seq, tag in said}
    with opened_to_read(path) as connection:
        assert connection.execute("SELECT count(*) FROM events WHERE kind = 'push'").fetchone() == (180,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_no_order_is_written_behind_the_lock_of_another_process(path: Path) -> None:
    writers = [start(WRITER, path, 100_000) for _ in range(2)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() != ""
    ((seq,),) = told(start(LOCKER, path))
    said = [told(writer) for writer in writers]
    assert [lines[-1] for lines in said] == [["locked"]] * 2
    with opened_to_read(path) as connection:
        held = lock_on(rows.select(connection, rows.LOCKS), 1001)
    assert held is not None
    assert held.seq == int(seq)
    assert max(placed(path)) < int(seq)


def test_what_was_acknowledged_outlives_a_kill(path: Path) -> None:
    writer = start(WRITER, path, 100_000)
    assert writer.stdout is not None
    said = [writer.stdout.readline().split() for _ in range(50)]
    writer.kill()
    out = writer.stdout.read()  # Not `communicate`, which knows nothing of lines that were read ahead.
    writer.communicate(timeout=END_S)
    whole = out[: out.rfind("\n") + 1]
    said += [line.split() for line in whole.splitlines()]
    held = placed(path)
    assert {int(seq): tag for seq, tag in said}.items() <= held.items()
    assert len(held) - len(said) <= 1

    async def goes_on() -> tuple[EntryKind, ...]:
        journal = Journal(path)
        found = await journal.unsettled()
        await journal.close()
        return tuple(entry.kind for entry in found)

    assert asyncio.run(goes_on()) == (EntryKind.INTENT,) * len(held)


def test_a_reader_holds_up_no_writer(path: Path) -> None:
    told(start(WRITER, path, 5))
    with opened_to_read(path) as connection:
        connection.execute("BEGIN")
        before = connection.execute("SELECT count(*) FROM events").fetchone()
        assert len(told(start(WRITER, path, 5))) == 5
        assert connection.execute("SELECT count(*) FROM events").fetchone() == before
        connection.execute("COMMIT")
    assert len(placed(path)) == 10


def test_tags_of_two_processes_never_meet(path: Path) -> None:
    tags = [line[1] for writer in [start(WRITER, path, 30) for _ in range(2)] for line in told(writer)]
    assert len(set(tags)) == 60
    assert TagMaker()() > min(tags)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
