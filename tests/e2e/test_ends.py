"""Every end is an end: told by a signal, by a vanished terminal, or with a terminal that reads nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.xdist_group("e2e")  # one at a time: they are measured in seconds

PROMISED_S = 3.0


@pytest.fixture
def dashboard(tmp_path: Path) -> Iterator[Terminal]:
    """A live dashboard on a busy market."""
    with running_simulator(rate=5) as port:
        env = {**os.environ, "HOME": str(tmp_path)}
        with Terminal([COMMAND, "--port", str(port)], columns=120, lines=40, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 20)
            yield terminal


def seconds_to_end(process: subprocess.Popen[bytes]) -> float:
    """How long the process takes to be gone; 10 s at most."""
    began = time.monotonic()
    process.wait(10)
    return time.monotonic() - began


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda n: n.name)
def test_a_signal_restores_the_terminal(dashboard: Terminal, number: signal.Signals) -> None:
    dashboard.process.send_signal(number)
    assert dashboard.wait_exit(PROMISED_S) == 128 + number
    assert b"\x1b[?1049l" in dashboard.tail
    assert b"\x1b[?25h" in dashboard.tail


def test_a_vanished_terminal_ends_it(dashboard: Terminal) -> None:
    dashboard.hang_up()
    assert seconds_to_end(dashboard.process) < PROMISED_S + 0.5
    assert dashboard.process.returncode == 128 + signal.SIGHUP


def test_a_signal_ends_it_while_the_terminal_reads_nothing(dashboard: Terminal) -> None:
    dashboard.wait_stuck()
    dashboard.process.terminate()
    assert seconds_to_end(dashboard.process) < PROMISED_S
    assert dashboard.process.returncode == 128 + signal.SIGTERM


def test_without_a_terminal_it_says_so(tmp_path: Path) -> None:
    env = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        [COMMAND, "--demo"],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "needs a terminal" in done.stderr
