"""Bytes go out in their order, and nobody waits for them; how it ends is in test_writer_ends.py."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterator

import pytest

from tui.app.output.writer import Writer

MUCH = "x" * 200_000


@pytest.fixture
def ends() -> Iterator[list[int]]:
    """A pipe: the end that reads and the one that writes."""
    both = list(os.pipe())
    yield both
    for fd in both:
        os.close(fd)


def started(fd: int) -> Writer:
    writer = Writer(fd)
    writer.start()
    return writer


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        select.select((), (), (), 0.005)


def read(fd: int, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += os.read(fd, 65536)
    return data


def test_all_that_is_written_comes_out_in_order(ends: list[int]) -> None:
    writer = started(ends[1])
    texts = [f"{number}騰;" for number in range(500)]
    for text in texts:
        writer.write(text)
    wanted = "".join(texts).encode()
    assert read(ends[0], len(wanted)) == wanted
    assert writer.taken == len(wanted)
    writer.stop()
    assert not writer.gone


def test_what_is_no_text_ends_nothing(ends: list[int]) -> None:
    writer = started(ends[1])
    writer.write("a\ud800b")
    assert read(ends[0], 3) == b"a?b"
    writer.stop()


def test_questions_are_counted_when_they_are_out(ends: list[int]) -> None:
    writer = started(ends[1])
    writer.write("\x1b[6n")
    writer.write("x\x1b[2H\x1b[6n")
    until(lambda: writer.asked == 2)
    writer.stop()


@pytest.mark.parametrize("blocking", [True, False])
def test_a_full_terminal_blocks_the_thread_and_nobody_else(ends: list[int], blocking: bool) -> None:
    os.set_blocking(ends[1], blocking)
    writer = started(ends[1])
    began = time.monotonic()
    for _ in range(10):
        writer.write(MUCH)
    assert time.monotonic() - began < 20
    until(lambda: writer.blocked_s() > 0.05)
    assert len(read(ends[0], 10 * len(MUCH))) == 10 * len(MUCH)
    until(lambda: writer.blocked_s() == 0)
    writer.stop()
    assert not writer.gone


def test_a_terminal_that_is_gone_takes_nothing_and_ends_nothing() -> None:
    reader, fd = os.pipe()
    os.close(reader)
    writer = started(fd)
    writer.write("x")
    until(lambda: writer.gone)
    writer.write("y")
    assert writer.taken == 1
    assert writer.blocked_s() == 0
    writer.stop()
    os.close(fd)


def test_a_hung_up_pty_is_gone() -> None:
    master, slave = os.openpty()
    writer = started(slave)
    os.close(master)
    writer.write("x")
    until(lambda: writer.gone)
    writer.stop()
    os.close(slave)
