"""The journal's file: what is refused, in one line with the fix, and how versions follow each other."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.domain.journal import Entry, EntryKind
from tui.trading import journal_file
from tui.trading.journal import FILE_NAME, Journal
from tui.trading.journal_file import VERSION, open_to_write, opened_to_read
from tui.trading.records import JournalError

ROW = "INSERT INTO events (at, run, kind, tag, order_id, facts) VALUES (1, 'r', 'push', '', '', '{}')"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / FILE_NAME


def a_folder_in_its_place(path: Path) -> None:
    path.mkdir(parents=True)


def a_file_for_a_folder(path: Path) -> None:
    path.parent.write_text("no folder")


def a_link(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path.with_name("elsewhere"))


def a_link_beside(path: Path) -> None:
    open_to_write(path).close()
    path.with_name(f"{path.name}-wal").symlink_to(path.with_name("elsewhere"))


def a_pipe(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)


def a_letter(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Dear diary, today I bought two hundred shares. " * 20)


def another_database(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text TEXT)")


def a_newer_version(path: Path) -> None:
    open_to_write(path).close()
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"PRAGMA user_version = {VERSION + 1}")


def a_damaged_file(path: Path) -> None:
    open_to_write(path).close()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 9)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (a_folder_in_its_place, ["is not a file", "move it away"]),
        (a_file_for_a_folder, ["is not a folder", "move away"]),
        (a_link, ["symbolic link", "put the file itself there"]),
        (a_link_beside, ["-wal is a symbolic link", "put the file itself there"]),
        (a_pipe, ["is not a file", "move it away"]),
        (a_letter, ["no journal of futu-tui", "move it"]),
        (another_database, ["no journal of futu-tui", "move it"]),
        (a_newer_version, ["newer program", "update futu-tui"]),
        (a_damaged_file, ["is damaged", "move it"]),
    ],
)
async def test_what_is_no_journal_is_refused_with_the_fix(
    path: Path, spoil: Callable[[Path], None], words: list[str]
) -> None:
    spoil(path)
    journal = Journal(path)
    with pytest.raises(JournalError) as refusal:
        await journal.commit(Entry(EntryKind.STARTED, datetime(2026, 11, 20, tzinfo=UTC)))
    line = str(refusal.value)
    assert [word for word in (path.name, *words) if word not in line] == []
    assert "\n" not in line
    assert journal.trouble == line
    await journal.close()


async def test_a_file_of_another_user_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_write(path).close()
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(JournalError, match=r"belongs to another user; run: sudo chown"):
        open_to_write(path)


@pytest.mark.parametrize("setting", [("journal_mode", "wal"), ("synchronous", 2), ("fullfsync", 1)])
def test_every_commit_reaches_the_disk(path: Path, setting: tuple[str, object]) -> None:
    name, value = setting
    with closing(open_to_write(path)) as connection:
        assert connection.execute(f"PRAGMA {name}").fetchone() == (value,)


def test_a_name_with_signs_of_its_own_is_read(tmp_path: Path) -> None:
    odd = tmp_path / "50% of? #1" / FILE_NAME
    open_to_write(odd).close()
    with opened_to_read(odd) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_reading_makes_no_file_and_changes_nothing(path: Path) -> None:
    with pytest.raises(FileNotFoundError), opened_to_read(path):
        pass
    open_to_write(path).close()
    with opened_to_read(path) as connection, pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("INSERT INTO events (at) VALUES (1)")


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(JournalError, match="nothing was written"), opened_to_read(path):
        pass
    open_to_write(path).close()
    with opened_to_read(path) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.fixture
def two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of the future: one more version."""
    step = ("ALTER TABLE events ADD COLUMN host TEXT", "CREATE INDEX by_host ON events (host)")
    monkeypatch.setattr(journal_file, "MIGRATIONS", (*journal_file.MIGRATIONS, step))
    monkeypatch.setattr(journal_file, "VERSION", VERSION + 1)


def test_a_newer_program_brings_a_file_up_to_date(path: Path, request: pytest.FixtureRequest) -> None:
    with closing(open_to_write(path)) as old:
        old.execute(ROW)
    request.getfixturevalue("two_steps")
    for _ in range(2):
        with closing(open_to_write(path)) as new:
            assert new.execute("SELECT at, host FROM events").fetchall() == [(1, None)]
            assert new.execute("PRAGMA user_version").fetchone() == (VERSION + 1,)


def test_many_threads_open_a_new_file_at_once(path: Path) -> None:
    failures: list[Exception] = []
    gate = threading.Barrier(8)

    def open_and_write() -> None:
        gate.wait()
        try:
            with closing(open_to_write(path)) as connection:
                connection.execute(ROW)
        except (sqlite3.Error, OSError, JournalError) as error:
            failures.append(error)

    threads = [threading.Thread(target=open_and_write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    with opened_to_read(path) as connection:
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (8,)


def test_every_folder_that_is_made_is_the_users_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        open_to_write(tmp_path / "a" / "b" / FILE_NAME).close()
    finally:
        os.umask(before)
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "a", tmp_path / "a" / "b")} == {0o700}
