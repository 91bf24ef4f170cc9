"""Every end is an end: by a signal, a vanished terminal, a fault of ours; with a loop that is stuck, too."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, reserved_port
from tests.e2e.terminal import Terminal
from tui.app import lifeline
from tui.app.output.restore import LEAVE, RESTORE
from tui.app.splash import GONE

PROMISED_S = 3.0
SEEN_S = 6.0
"""An end that was promised is seen within this time: a machine that is busy elsewhere lets it wait."""
REPORTED_S = 8.0
"""So is one that has a report to write first."""
RAW = termios.ECHO | termios.ICANON | termios.ISIG
_NUMBER = 0x80045430
"""TIOCGPTN of Linux: which terminal is at the other end."""
SECRET = "Zaunkoenig-7351"
_BROKEN = """
import sys, threading
from tui.app.app import FutuApp
def stuck(app):
    threading.Event().wait()
def broken(app):
    password = sys.argv[-1]
    raise RuntimeError(f"{password} was at hand")
async def later(app):
    broken(app)
def in_worker(app):
    app.run_worker(later(app))
def in_reader(app):
    app._driver._reader = None
    app._driver.process_message = broken
FutuApp.action_show_help = globals()[sys.argv.pop(1)]
from tui.cli import main
sys.exit(main(sys.argv[1:-1]))
"""
"""The dashboard with a help that does something else."""


_LOADING = """
import sys, threading
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[-1]:
            sys.stderr.write(" loading")
            sys.stderr.flush()
            threading.Event().wait()
sys.meta_path.insert(0, Slow())
from tui.cli import main
sys.exit(main(["--demo"]))
"""
"""The dashboard that never gets over one import."""


@contextmanager
def dashboard(home: Path, broken: str = "") -> Iterator[Terminal]:
    """The dashboard where no OpenD is: up soon, with a journal that is open."""
    command = [sys.executable, "-c", _BROKEN, broken] if broken else [COMMAND]
    with reserved_port() as port:
        command += ["--port", str(port), *([SECRET] if broken else [])]
        with Terminal(command, columns=100, lines=30, env=environ(home)) as terminal:
            terminal.wait_for("NO OPEND", 20)
            assert not modes(terminal) & RAW
            journal = home / ".local/state/futu-tui/journal.sqlite3-wal"
            terminal.wait(lambda _: journal.exists(), "the open journal")
            yield terminal


def modes(terminal: Terminal) -> int:
    """The local modes of the terminal's line."""
    return int(termios.tcgetattr(terminal._master)[3])


def other_end(terminal: Terminal, flags: int) -> int:
    """Open the end of the terminal that programs have."""
    number = struct.unpack("I", fcntl.ioctl(terminal._master, _NUMBER, bytes(4)))[0]
    return os.open(f"/dev/pts/{number}", flags | os.O_NOCTTY)


def fill(terminal: Terminal) -> None:
    """Leave no room in the terminal, as it is when nobody reads it."""
    other = other_end(terminal, os.O_WRONLY | os.O_NONBLOCK)
    try:
        while True:
            os.write(other, b"." * 1000)
    except BlockingIOError:
        os.close(other)


def press_help(terminal: Terminal) -> None:
    terminal.send("?")


def no_more(_: Terminal) -> None:
    """Nothing but the signal."""


def block_and_press_help(terminal: Terminal) -> None:
    terminal.send("?")
    terminal.settle(0.3)
    fill(terminal)


def ended_in_order(terminal: Terminal, home: Path, code: int) -> bytes:
    """See that all is put back and nothing is left; return the last bytes of the terminal."""
    assert terminal.process.returncode == code
    said = everything(terminal)
    assert LEAVE in said
    # Nothing of a frame comes after it.
    assert b"\x1b" not in said.rpartition(RESTORE)[2]
    assert modes(terminal) & RAW == RAW
    state = home / ".local/state/futu-tui"
    assert (state / "journal.sqlite3").exists()
    assert not (state / "journal.sqlite3-wal").exists()
    assert not list(state.glob("session-*"))
    with pytest.raises(ProcessLookupError):
        os.killpg(terminal.process.pid, 0)
    return said


def everything(terminal: Terminal) -> bytes:
    """What was sent last, with what was not read yet."""
    while select.select([terminal._master], [], [], 0.1)[0]:
        try:
            terminal.tail += os.read(terminal._master, 65536)
        except OSError:
            break
    return terminal.tail


def seconds_to_end(process: subprocess.Popen[bytes]) -> float:
    """How long the process takes to be gone; 10 s at most."""
    began = time.monotonic()
    process.wait(10)
    return time.monotonic() - began


def test_the_countdown_keeps_what_is_promised() -> None:
    assert lifeline.WATCH_S + lifeline.GRACE_S + lifeline.LEAVE_S < PROMISED_S


@pytest.mark.parametrize(
    ("number", "prepare", "broken"),
    [
        (signal.SIGTERM, no_more, ""),
        (signal.SIGHUP, no_more, ""),
        (signal.SIGINT, no_more, ""),
        (signal.SIGQUIT, no_more, ""),
        # Nobody reads the terminal.
        (signal.SIGTERM, fill, ""),
        # The event loop is stuck; and nobody reads the terminal.
        (signal.SIGTERM, block_and_press_help, "stuck"),
    ],
)
def test_a_signal_ends_it_and_restores_the_terminal(
    tmp_path: Path, number: signal.Signals, prepare: Callable[[Terminal], None], broken: str
) -> None:
    with dashboard(tmp_path, broken) as terminal:
        prepare(terminal)
        terminal.process.send_signal(number)
        assert seconds_to_end(terminal.process) < SEEN_S
        ended_in_order(terminal, tmp_path, 128 + number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("module", ["textual.app", "tui.app.demo"])
def test_a_signal_while_it_is_loaded_leaves_nothing_behind(
    tmp_path: Path, module: str, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", _LOADING, module]
    with Terminal(command, columns=80, lines=24, env=environ(tmp_path)) as terminal:
        before = modes(terminal)
        terminal.wait_for("futu-tui: starting... loading")
        terminal.process.send_signal(number)
        assert terminal.wait_exit(SEEN_S) == 128 + number
        everything(terminal)
        assert not terminal.text.strip()
        assert terminal.tail.endswith(GONE)
        assert modes(terminal) == before
    assert not list((tmp_path / ".local/state/futu-tui").glob("session-*"))


@pytest.mark.parametrize("is_stuck", [False, True])
def test_a_vanished_terminal_ends_it(tmp_path: Path, is_stuck: bool) -> None:
    # It is no signal that tells: the terminal is not one that controls the program.
    with dashboard(tmp_path, "stuck" if is_stuck else "") as terminal:
        if is_stuck:
            press_help(terminal)
            terminal.settle(0.3)
        terminal.hang_up()
        assert seconds_to_end(terminal.process) < SEEN_S
        assert terminal.process.returncode == 128 + signal.SIGHUP
        assert not (tmp_path / ".local/state/futu-tui/journal.sqlite3-wal").exists()


@pytest.mark.parametrize("where", ["broken", "in_worker", "in_reader"])
def test_a_fault_of_ours_says_one_line_and_writes_a_report(tmp_path: Path, where: str) -> None:
    with dashboard(tmp_path, where) as terminal:
        press_help(terminal)
        if where == "in_reader":
            terminal.settle(0.3)
            press_help(terminal)
        terminal.wait_exit(REPORTED_S)
        said = ended_in_order(terminal, tmp_path, 1).rpartition(RESTORE)[2].decode()
        assert said.startswith("futu-tui: internal error: RuntimeError; report: /")
        assert said.count("\n") == 1
        (path,) = (tmp_path / ".local/state/futu-tui").glob("crash-*.txt")
        assert str(path) in said
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        report = path.read_text()
        assert "<string>:8 broken" in report
        assert SECRET not in said + report + (path.parent / "futu-tui.log").read_text()
        assert SECRET.encode() not in terminal.tail


def test_a_killed_one_is_told_of_and_its_terminal_brought_back(tmp_path: Path) -> None:
    with dashboard(tmp_path) as terminal:
        terminal.process.kill()
        terminal.process.wait(5)
        assert not modes(terminal) & RAW
        end = other_end(terminal, os.O_RDWR)
        subprocess.run([COMMAND, "--reset-terminal"], stdin=end, stdout=end, stderr=end, check=True)
        os.close(end)
        assert everything(terminal).endswith(RESTORE)
        assert modes(terminal) & RAW == RAW
    with dashboard(tmp_path) as terminal:
        terminal.wait_for("the last session was cut off")


@pytest.mark.parametrize("driver", ["", "textual.drivers.web_driver:WebDriver"])
def test_without_a_terminal_it_says_so(tmp_path: Path, driver: str) -> None:
    # The second is how Textual's web server starts a program.
    env = environ(tmp_path, TEXTUAL_DRIVER=driver)
    for option, wanted in (("--demo", "needs a terminal"), ("--reset-terminal", "no terminal here")):
        done = subprocess.run(
            [COMMAND, option],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
            start_new_session=True,
        )
        assert (done.returncode > 0, done.stdout) == (True, "")
        assert done.stderr.count("\n") == 1
        assert wanted in done.stderr
