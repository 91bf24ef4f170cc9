"""A journal that cannot be written: the dashboard starts, watches and cancels, and says what is wrong."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tests.e2e.test_trading import confirm, find, order_row

ACC = "3180001"


def run(env: dict[str, str], *arguments: str) -> str:
    """The output of a command that must succeed."""
    command = [COMMAND, *arguments, "--acc", ACC, "--json"]
    ran = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=True
    )
    return ran.stdout.decode()


def test_without_a_journal_the_dashboard_watches_and_cancels_and_sends_nothing(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    with running_simulator(seed=3) as port:
        env = environ(tmp_path, FUTU_OPEND_PORT=str(port))
        run(env, "buy", "700", "100", "470")
        broken = {**env, "XDG_STATE_HOME": str(in_the_way)}
        with Terminal([COMMAND], columns=140, lines=40, env=broken) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.wait_for("NO JOURNAL")
            find(terminal, "00700")
            terminal.wait(lambda _: order_row(terminal, "submitting", "100"), "the order")
            terminal.send("b")
            terminal.wait_for("! journal.sqlite3")
            terminal.answer("\x1b")
            terminal.wait_gone("TICKET")
            terminal.send("o")
            terminal.settle(0.5)
            terminal.send("c")
            terminal.wait_for("cancel BUY 100 HK.00700")
            confirm(terminal, "y", lambda _: order_row(terminal, "cancelled", "100"))
        assert [order["status"] for order in json.loads(run(env, "orders"))] == ["CANCELLED_ALL"]
