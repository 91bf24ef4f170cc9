"""What the terminal is told while the face is being loaded."""

from __future__ import annotations

import os
import pty
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tui.app.splash import GONE, TEXT, Splash

XTERM = {"TERM": "xterm-256color"}


def read(reader: int, size: int) -> bytes:
    """Read so many bytes, which may come in pieces."""
    data = b""
    while len(data) < size:
        data += os.read(reader, size - len(data))
    return data


@pytest.fixture
def ends() -> Iterator[tuple[int, int]]:
    """The two ends of a terminal: what its reader has, and what the program writes to."""
    reader, terminal = pty.openpty()
    tty.setraw(terminal)
    yield reader, terminal
    for end in (reader, terminal):
        os.close(end)


def test_one_line_that_is_taken_away_once(ends: tuple[int, int]) -> None:
    reader, terminal = ends
    splash = Splash(terminal, XTERM)
    splash.show()
    assert read(reader, len(TEXT)) == TEXT
    splash.clear()
    splash.clear()
    os.write(terminal, b"|")
    assert read(reader, len(GONE) + 1) == GONE + b"|"


@pytest.mark.parametrize("term", ["", "dumb", "unknown"])
def test_a_terminal_without_escape_sequences_is_told_nothing(ends: tuple[int, int], term: str) -> None:
    reader, terminal = ends
    splash = Splash(terminal, {"TERM": term})
    splash.show()
    splash.clear()
    os.write(terminal, b"|")
    assert os.read(reader, 100) == b"|"


def test_what_is_no_terminal_gets_nothing() -> None:
    reader, writer = os.pipe()
    splash = Splash(writer, XTERM)
    splash.show()
    splash.clear()
    os.close(writer)
    assert os.read(reader, 100) == b""
    os.close(reader)


def test_a_terminal_that_nobody_reads_holds_nothing_up(ends: tuple[int, int]) -> None:
    _, terminal = ends
    os.set_blocking(terminal, False)
    with suppress(BlockingIOError):
        while True:
            os.write(terminal, b"x" * 4096)
    os.set_blocking(terminal, True)
    splash = Splash(terminal, XTERM)
    splash.show()
    splash.clear()


def test_a_terminal_that_is_gone_is_no_trouble(ends: tuple[int, int]) -> None:
    reader, terminal = os.openpty()
    splash = Splash(terminal, XTERM)
    os.close(reader)
    splash.show()
    os.close(terminal)
    splash.clear()
