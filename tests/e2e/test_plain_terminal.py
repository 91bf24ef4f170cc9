"""What a terminal gets that shows no colours and nothing but ASCII, byte for byte."""

from __future__ import annotations

import base64
import re
from pathlib import Path

from tests.app.gated import COLOURS
from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal


class Recorded(Terminal):
    """Keeps every byte."""

    everything = b""

    def _answer(self, data: bytes) -> None:
        self.everything += data
        super()._answer(data)


def test_no_colour_and_ascii_hold_from_the_first_byte_to_the_last(tmp_path: Path) -> None:
    env = environ(tmp_path, NO_COLOR="1")
    with Recorded([COMMAND, "--demo", "--ascii"], columns=100, lines=30, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 20)
        terminal.wait(lambda text: " ^ +" in text or " v -" in text, "the quote with its sign")
        terminal.send("\x19c")
        terminal.wait_for("sent to the terminal (OSC 52)")
        terminal.send("b")
        terminal.wait(lambda text: "TICKET" in text and ">Quantity" in text, "the ticket")
        terminal.send("\x1b")
        terminal.wait(lambda text: "TICKET" not in text and ">Quantity" not in text, "no ticket")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    text = terminal.everything.decode("ascii")
    assert "\x1b[7m" in text
    code = base64.b64encode(b"HK.00700").decode()
    assert text.count("\x1b]52;") == 1
    # A frame like any other: it ends with the question whose answer says that it arrived.
    assert re.search(rf"\x1b\]52;c;{code}\x07(\x1b\[\?2026l)?\x1b\[\d*H\x1b\[6n", text)
    assert not COLOURS.search(text)
