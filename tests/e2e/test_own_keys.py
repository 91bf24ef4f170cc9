"""Keys of the user's own file, in a real terminal: the new one acts and is named, the old one is nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.opend_thread import opend_in_thread
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal

pytestmark = pytest.mark.xdist_group("e2e")  # one at a time: they are measured in seconds


def test_a_moved_key_acts_and_the_old_one_does_nothing(tmp_path: Path) -> None:
    config = tmp_path / ".config/futu-tui"
    config.mkdir(parents=True)
    (config / "keys.toml").write_text('[dashboard]\nopen_buy = "N"\n')
    env = {**os.environ, "HOME": str(tmp_path)}
    with (
        opend_in_thread(lambda _: None) as opend,
        Terminal([COMMAND, "--port", str(opend.port)], columns=120, lines=40, env=env) as terminal,
    ):
        terminal.wait_for("OPEND LIVE", 20)
        terminal.wait(lambda _: terminal.row_with("N Buy", "s Sell", "q Quit"), "the new key in the key line")
        assert not terminal.row_with("b Buy")
        terminal.send("b")
        terminal.settle(0.2)
        # What comes after it is done, and then the dashboard has its keys: no ticket is open.
        terminal.send("i")
        terminal.wait_for("Details of")
        terminal.send("i")
        terminal.wait(lambda _: terminal.row_with("N Buy", "q Quit"), "the dashboard")
        assert "TICKET" not in terminal.text
        terminal.send("N")
        terminal.wait_for("TICKET")
