"""A stop that nobody told of, as `kill -STOP`, a debugger or `cpulimit` make it: one reader, a sane end."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import termios
import time
from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tui.app.output.restore import RESTORE

_NUMBER = 0x80045430
"""TIOCGPTN of Linux: which terminal is at the other end."""
SANE = termios.ECHO | termios.ICANON | termios.ISIG


def modes(terminal: Terminal) -> int:
    return int(termios.tcgetattr(terminal._master)[3])


def threads(pid: int) -> int:
    """How many threads there are."""
    return len([*Path(f"/proc/{pid}/task").iterdir()])


def hand_over(terminal: Terminal, data: bytes) -> None:
    """Send this and see it read, with nothing else."""
    number = struct.unpack("I", fcntl.ioctl(terminal._master, _NUMBER, bytes(4)))[0]
    other = os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY)
    try:
        terminal._reply(data)
        until = time.monotonic() + 5
        while struct.unpack("i", fcntl.ioctl(other, termios.FIONREAD, bytes(4)))[0]:
            assert time.monotonic() < until, "nobody reads what is typed"
            select.select((), (), (), 0.001)
    finally:
        os.close(other)


def stop_and_continue(terminal: Terminal) -> None:
    """Stop it for sure, and see it take the terminal over anew."""
    pid = terminal.process.pid
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
    while terminal.pump(0.05):
        pass
    terminal.tail = b""
    terminal.screen.reset()
    os.kill(pid, signal.SIGCONT)
    terminal.wait(lambda _: terminal.row_with("OPEND LIVE"), "the status bar, painted again")


def test_it_goes_on_with_one_reader_and_leaves_the_line_as_it_was(tmp_path: Path) -> None:
    with (
        running_simulator() as port,
        Terminal([COMMAND, "--port", str(port)], columns=120, lines=40, env=environ(tmp_path)) as terminal,
    ):
        terminal.wait_for("OPEND LIVE", 30)
        before = threads(terminal.process.pid)
        for _ in range(2):
            stop_and_continue(terminal)
            assert not modes(terminal) & SANE
        assert threads(terminal.process.pid) == before

        terminal.press_until("b", "Quantity")
        for row in range(20):
            # Each part in a read of its own: two readers would take one each.
            hand_over(terminal, b"\x1b[")
            hand_over(terminal, b"%d;1R" % row)
        terminal.send("7")
        terminal.wait(lambda _: terminal.row_with("BUY", "LIMIT", "!7_"), "the digit that was typed")
        terminal.send("\x1b")
        terminal.wait_gone("Quantity")
        terminal.send("q")
        assert terminal.wait_exit() == 0
        assert modes(terminal) & SANE == SANE
        assert terminal.tail.endswith(RESTORE)
