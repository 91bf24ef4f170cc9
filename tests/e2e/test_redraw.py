"""Something else wrote on the terminal: one key has the whole screen there again."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal

WALL = b"\x1b[HBroadcast message\r\n" + b"the system goes down\r\n" * 60
"""Enough to scroll everything away."""


def test_what_was_written_over_is_drawn_again(tmp_path: Path) -> None:
    with (
        running_simulator(rate=0.2) as port,
        Terminal([COMMAND, "--port", str(port)], columns=120, lines=40, env=environ(tmp_path)) as terminal,
    ):
        terminal.wait_for("OPEND LIVE", 30)
        terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
        terminal.settle(1.0)
        terminal._stream.feed(WALL)
        assert not terminal.row_with("OPEND LIVE")
        terminal.send("\x0c")
        terminal.wait(lambda _: terminal.row_with("OPEND LIVE") and terminal.row_with("B1 "), "the dashboard")
        terminal.wait(lambda text: "system goes down" not in text and "Broadcast" not in text, "a clean one")
