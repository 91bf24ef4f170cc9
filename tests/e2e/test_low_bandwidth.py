"""`--low-bandwidth` on a market in a hurry: what really goes to the terminal."""

from __future__ import annotations

import re
from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND, running_simulator
from tests.e2e.terminal import Terminal
from tui.app.line_profile import LOW_BANDWIDTH, LOW_FRAMES_PER_S

SECONDS = 4
_FRAME_ENDS = re.compile(rb"\x1b\[\d*H\x1b\[6n")


class Counted(Terminal):
    """Keeps every byte since it was last emptied."""

    everything = b""

    def _answer(self, data: bytes) -> None:
        self.everything += data
        super()._answer(data)


def test_two_frames_and_ten_kilobytes_a_second_at_most(tmp_path: Path) -> None:
    with (
        running_simulator(rate=40) as port,
        Counted(
            [COMMAND, "--low-bandwidth", "--port", str(port)],
            columns=120,
            lines=40,
            env=environ(tmp_path),
        ) as terminal,
    ):
        terminal.wait_for("OPEND LIVE", 30)
        terminal.wait(lambda _: terminal.row_with("B1 "), "the order book", 30)
        terminal.settle(1.5)
        terminal.everything = b""
        terminal.settle(SECONDS)
        frames = len(_FRAME_ENDS.findall(terminal.everything))
        # A machine that is busy elsewhere hands over late what was painted before.
        assert SECONDS // 2 <= frames <= LOW_FRAMES_PER_S * (SECONDS + 1.5), "it moves, and no faster"
        assert len(terminal.everything) <= LOW_BANDWIDTH * SECONDS
