"""Arming in a real terminal: a stop takes it away, and what was typed meanwhile does nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal


@pytest.fixture
def armed(tmp_path: Path) -> Iterator[Terminal]:
    """The demo with its paper account armed."""
    env = environ(tmp_path)
    with Terminal([COMMAND, "--demo"], columns=120, lines=40, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        terminal.press_until("A", "Arm this account?")  # locks are read once a second
        terminal.answer("y")
        terminal.wait(lambda _: terminal.row_with(" ARMED ", " s ", "OPEND LIVE"), "the countdown")
        yield terminal


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGTSTP])
def test_a_stopped_program_goes_on_disarmed_and_forgets_what_was_typed(
    armed: Terminal, number: signal.Signals
) -> None:
    os.kill(armed.process.pid, number)
    # Read on: a program that stops puts the terminal back first.
    stopped = os.WSTOPPED | os.WNOHANG
    armed.wait(lambda _: os.waitid(os.P_PID, armed.process.pid, stopped), "the stop")
    armed.send("b")
    os.kill(armed.process.pid, signal.SIGCONT)
    armed.wait(lambda _: not armed.row_with(" ARMED ", "OPEND LIVE"), "the end of the countdown")
    armed.settle(1.0)
    assert "TICKET" not in armed.text
    armed.send("b")
    armed.wait_for("TICKET")


def test_the_same_key_disarms(armed: Terminal) -> None:
    armed.send("A")
    armed.wait_for("DISARMED: you disarmed it")
    armed.wait(lambda _: not armed.row_with(" ARMED ", "OPEND LIVE"), "the end of the countdown")
