"""The last bytes reach the terminal, and nothing comes after them, however little it reads."""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Iterator

import pytest

from tui.app.output import writer as writers
from tui.app.output.writer import Writer

LAST = b"\x1b[?1049l"
MUCH = "x" * 100_000


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """Both ends of a pty in which nothing is changed on the way."""
    master, slave = os.openpty()
    yield master, slave
    os.close(master)
    os.close(slave)


@pytest.fixture(params=["own", "shared"])
def writer(ends: tuple[int, int], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """One that has opened the terminal for itself, and one that could not."""
    if request.param == "shared":
        monkeypatch.setattr(writers, "opened_again", lambda _: None)
    made = Writer(ends[1])
    made.start()
    return made


def all_of(master: int) -> bytes:
    data = b""
    while select.select([master], [], [], 0.1)[0]:
        data += os.read(master, 65536)
    return data


def wait_stuck(writer: Writer) -> None:
    deadline = time.monotonic() + 5
    while writer.blocked_s() < 0.1:
        assert time.monotonic() < deadline
        select.select((), (), (), 0.01)


def test_what_is_under_way_goes_before_the_last(writer: Writer, ends: tuple[int, int]) -> None:
    writer.write("a frame")
    while not select.select([ends[0]], [], [], 0.01)[0]:
        pass
    writer.finish(LAST)
    writer.write("late")
    assert all_of(ends[0]) == b"a frame" + LAST


def test_a_terminal_that_nobody_reads_gets_the_last_and_no_more(
    writer: Writer, ends: tuple[int, int]
) -> None:
    writer.write(MUCH)
    wait_stuck(writer)
    writer.write("dropped")
    began = time.monotonic()
    writer.finish(LAST, patience_s=0)
    assert time.monotonic() - began < 20
    data = all_of(ends[0])
    assert data.endswith(b"\x18" + LAST)
    assert len(data) < 50_000
    assert b"dropped" not in data


def test_two_ends_at_once_are_one(writer: Writer, ends: tuple[int, int]) -> None:
    threads = [threading.Thread(target=writer.finish, args=(LAST,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2)
    assert all_of(ends[0]) == LAST


def test_a_terminal_that_is_gone_holds_nobody_up() -> None:
    master, slave = os.openpty()
    writer = Writer(slave)
    writer.start()
    os.close(master)
    writer.write("a frame")
    deadline = time.monotonic() + 5
    while not writer.gone:
        assert time.monotonic() < deadline
        select.select((), (), (), 0.01)
    began = time.monotonic()
    writer.finish(LAST, patience_s=30)
    assert time.monotonic() - began < 20
    os.close(slave)


def test_questions_are_counted_when_they_are_written(writer: Writer, ends: tuple[int, int]) -> None:
    writer.write("a\x1b[6nb\x1b[6n")
    while not select.select([ends[0]], [], [], 0.01)[0]:
        pass
    writer.finish(b"")
    assert writer.asked == 2
