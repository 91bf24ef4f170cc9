"""Ctrl+Z under a real shell: it gets a sane terminal, and `fg` a dashboard that is whole and disarmed."""

from __future__ import annotations

import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tui.app.output.restore import RESTORE

PROMPT = "shell-ready>"
SHELL = [
    sys.executable,
    "-c",
    "import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execvp('sh', ['sh', '-i'])",
]
"""A shell on a terminal that controls it."""
SANE = termios.ECHO | termios.ICANON | termios.ISIG


def modes(terminal: Terminal) -> int:
    return int(termios.tcgetattr(terminal._master)[3])


def shell_has_it(terminal: Terminal, times: int) -> None:
    """See the prompt, on a screen and a line that are the shell's."""
    terminal.wait(lambda screen: screen.count(PROMPT) >= times, "the prompt")
    assert RESTORE in terminal.tail
    terminal.send("stty -a | grep -o ' icanon'; echo $((6 * 7))\r")
    terminal.wait(lambda screen: " icanon" in screen and "42" in screen, "the shell at work")
    assert modes(terminal) & SANE == SANE


def clear(terminal: Terminal) -> None:
    """Forget what is on the emulated screen: pyte knows no second one."""
    terminal.screen.reset()


def test_it_stops_for_the_shell_and_comes_back_disarmed(tmp_path: Path) -> None:
    env = environ(tmp_path, PS1=PROMPT, ENV="")
    with (
        running_simulator() as port,
        Terminal(SHELL, columns=120, lines=40, env=env, cwd=str(tmp_path)) as terminal,
    ):
        terminal.wait_for(PROMPT)
        terminal.send(f"{COMMAND} --port {port}\r")
        terminal.wait_for("OPEND LIVE", 30)
        terminal.press_until("A", "Arm this account?")  # locks are read once a second
        terminal.answer("y")
        terminal.wait(lambda _: terminal.row_with(" ARMED ", " s ", "OPEND LIVE"), "the countdown")

        clear(terminal)
        terminal.send("\x1a")
        shell_has_it(terminal, 1)
        clear(terminal)
        terminal.send("fg\r")
        # All of it is painted again, on a screen that was empty.
        terminal.wait(lambda _: terminal.row_with("OPEND LIVE"), "the status bar")
        terminal.wait_for("not armed: A arms")
        terminal.wait_for("no orders today")
        terminal.wait(lambda _: not terminal.row_with(" ARMED ", "OPEND LIVE"), "the end of the countdown")
        assert not modes(terminal) & SANE

        clear(terminal)
        group = os.tcgetpgrp(terminal._master)
        assert group != terminal.process.pid
        os.kill(group, signal.SIGTSTP)
        shell_has_it(terminal, 1)
        clear(terminal)
        terminal.send("fg\r")
        terminal.wait(lambda _: terminal.row_with("OPEND LIVE"), "the status bar")
        # What is read again comes back: then it can be armed.
        terminal.press_until("A", "Arm this account?")
        terminal.answer("n")
        terminal.wait_gone("Arm this account?")
        terminal.send("q")
        terminal.wait_for(PROMPT)
        assert modes(terminal) & SANE == SANE


def state(pid: int) -> str:
    """Return the letter of a process's state; nothing when it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except FileNotFoundError:
        return ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_it_is_stopped_ends_it_and_leaves_the_shell_alone(tmp_path: Path, number: int) -> None:
    env = environ(tmp_path, PS1=PROMPT, ENV="")
    with (
        running_simulator() as port,
        Terminal(SHELL, columns=120, lines=40, env=env, cwd=str(tmp_path)) as terminal,
    ):
        terminal.wait_for(PROMPT)
        terminal.send(f"{COMMAND} --port {port}\r")
        terminal.wait_for("OPEND LIVE", 30)
        group = os.tcgetpgrp(terminal._master)
        clear(terminal)
        terminal.send("\x1a")
        shell_has_it(terminal, 1)
        clear(terminal)
        # As bash's `kill %1` and service managers do: the second lets it hear the first.
        os.killpg(group, number)
        os.killpg(group, signal.SIGCONT)
        terminal.wait(lambda _: state(group) in ("", "Z"), "the end of it", 10)
        terminal.send("wait %1; echo ended=$?\r")
        terminal.wait_for(f"ended={128 + number}")
        assert RESTORE not in terminal.tail.rpartition(b"icanon")[2]
        assert modes(terminal) & SANE == SANE


def test_started_in_the_background_it_waits_for_fg(tmp_path: Path) -> None:
    env = environ(tmp_path, PS1=PROMPT, ENV="")
    with (
        running_simulator() as port,
        Terminal(SHELL, columns=120, lines=40, env=env, cwd=str(tmp_path)) as terminal,
    ):
        terminal.wait_for(PROMPT)
        terminal.send(f"{COMMAND} --port {port} &\r")
        terminal.press_until("jobs\r", "Stopped")
        terminal.send("fg\r")
        terminal.wait(lambda _: terminal.row_with("OPEND LIVE"), "the status bar")
        assert not modes(terminal) & SANE
        terminal.send("q")
        terminal.wait(lambda _: modes(terminal) & SANE == SANE, "a line that is the shell's")
