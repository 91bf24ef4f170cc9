"""Sizes and clicks come one way, whatever the terminal could do, and whatever was asked of it before."""

from __future__ import annotations

import fcntl
import signal
import struct
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, reserved_port
from tests.e2e.terminal import Terminal

IN_BAND = b"\x1b[?2048;2$y"
"""The terminal could send its sizes as sequences."""
MOUSE, IN_PIXELS = b"\x1b[?1000h", b"\x1b[?1016h"


def resize(terminal: Terminal, columns: int, lines: int) -> None:
    """Become as large as this, and have the program told by its signal."""
    fcntl.ioctl(terminal._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    terminal.screen.resize(lines, columns)
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGWINCH)


@contextmanager
def clicked(home: Path) -> Iterator[Terminal]:
    """The dashboard that takes clicks, at the moment when it asks for them."""
    settings = home / ".config/futu-tui/settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('[terminal]\nmouse = "click"\n')
    with (
        reserved_port() as port,
        Terminal([COMMAND, "--port", str(port)], columns=100, lines=30, env=environ(home)) as terminal,
    ):
        terminal.wait(lambda _: MOUSE in terminal.tail, "the wish for clicks", 20)
        yield terminal


def test_ways_of_the_mouse_that_another_program_left_are_ended_first(tmp_path: Path) -> None:
    with clicked(tmp_path) as terminal:
        before = terminal.tail.partition(MOUSE)[0]
    for mode in (1000, 1002, 1003, 1005, 1015, 1016):
        assert b"\x1b[?%dl" % mode in before


def test_the_signal_is_heard_of_a_terminal_that_could_send_sizes(tmp_path: Path) -> None:
    with clicked(tmp_path) as terminal:
        terminal.wait_for("NO OPEND", 20)
        terminal._reply(IN_BAND)
        terminal.tail = b""
        for columns, lines in ((90, 28), (110, 34)):
            resize(terminal, columns, lines)
            terminal.wait(lambda screen: "NO OPEND" in screen, "a picture of the new size")
        assert IN_PIXELS not in terminal.tail
