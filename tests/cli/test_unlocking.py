"""The trade password of a command: a keyring that does not answer, and one who will not wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import REAL, Run, settle_real_money
from tests.cli.test_panic_unlock import echoes
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal
from tui.trading.passwords import KEYRING_S

BUY = ("buy", "HK.00700", "100", "--type", "MARKET", "--acc", REAL, "--real", "--again")


def test_one_who_will_not_wait_for_the_keyring_can_leave(keyring_pipe: Path, sim_port: int) -> None:
    settle_real_money()
    with subprocess.Popen(
        [COMMAND, *BUY, "--port", str(sim_port)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        # Opened once the keyring is being asked.
        asked = os.open(keyring_pipe, os.O_WRONLY)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=KEYRING_S - 1)
        os.close(asked)
    assert (process.returncode, out) == (130, b""), err
    assert b"Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_who_is_ended_at_the_question_leaves_the_terminal_as_it_was(
    number: signal.Signals, sim_port: int
) -> None:
    settle_real_money()
    command = [str(COMMAND), *BUY, "--port", str(sim_port)]
    with Terminal(command, columns=160, lines=30, env=dict(os.environ)) as terminal:
        terminal.wait_for("Trade password")
        assert not echoes(terminal)
        terminal.process.send_signal(number)
        assert terminal.wait_exit(20) == 128 + number
        assert echoes(terminal)
        assert "Traceback" not in terminal.text


@pytest.mark.usefixtures("silent_keyring")
def test_a_keyring_that_does_not_answer_is_refused_with_what_helps(futu: Run) -> None:
    settle_real_money()
    futu(*BUY).fails(4, "the keyring did not answer within", "give the password another way")
