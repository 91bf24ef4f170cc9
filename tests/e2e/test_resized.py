"""A size that the terminal got is painted at once, whatever else the terminal says it could do."""

from __future__ import annotations

import fcntl
import signal
import struct
import termios
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


def test_the_signal_is_heard_of_a_terminal_that_could_send_sizes(tmp_path: Path) -> None:
    config = tmp_path / ".config/futu-tui/settings.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[terminal]\nmouse = "click"\n')
    with (
        reserved_port() as port,
        Terminal([COMMAND, "--port", str(port)], columns=100, lines=30, env=environ(tmp_path)) as terminal,
    ):
        terminal.wait(lambda _: MOUSE in terminal.tail, "the wish for clicks", 20)
        terminal.wait_for("NO OPEND", 20)
        terminal._reply(IN_BAND)
        terminal.tail = b""
        for columns, lines in ((90, 28), (110, 34)):
            resize(terminal, columns, lines)
            terminal.wait(lambda screen: "NO OPEND" in screen, "a picture of the new size")
        assert IN_PIXELS not in terminal.tail
