"""Standard streams that whoever started the program has closed."""

from __future__ import annotations

import json
import subprocess

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Ran
from tests.e2e.simulator import COMMAND

LIMIT_S = 30


def ran(closed: str, *arguments: str) -> Ran:
    """Run the command with streams closed, as a shell writes that."""
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", str(COMMAND), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("closed", ["<&-", "<&- >&-"])
def test_a_closed_input_is_one_that_has_ended(closed: str, sim_port: int) -> None:
    done = ran(closed, "--port", str(sim_port), "cancel", "1", "--acc", REAL)
    done.fails(4, "Trading is locked")


@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-"])
def test_a_closed_error_stream_leaves_the_result_alone(closed: str, sim_port: int) -> None:
    done = ran(closed, "--port", str(sim_port), "accounts", "--json")
    assert (done.code, done.err) == (0, "")
    assert PAPER_HK in [row["acc_id"] for row in json.loads(done.out)]
    assert ran(closed, "quote").code == 2
    assert ran(closed) == Ran(2, "", "")


def test_a_closed_output_is_no_fault(sim_port: int) -> None:
    assert ran(">&-", "--port", str(sim_port), "accounts") == Ran(0, "", "")
    assert ran("<&- >&- 2>&-", "doctor", "--port", "1").code == 3
