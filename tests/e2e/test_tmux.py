"""A text that is copied inside a real tmux is in its buffer, and at the terminal around it."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.environment import environ
from tests.e2e.terminal import Terminal
from tui.app.clipboard import Clipboard, Way

NEEDED = (3, 2)
"""The first one whose `load-buffer` hands a text on."""
ANSWERS_S = 20
"""A client of tmux is a process of its own, for which a busy machine may have no time for seconds."""
TEXT = "HK.00700\n騰訊\t412.8\n"


def why_not() -> str:
    """Tell what keeps tmux from this; nothing when it can."""
    if shutil.which("tmux") is None:
        return "tmux is not installed"
    said = subprocess.run(["tmux", "-V"], capture_output=True, text=True, check=True, timeout=10).stdout
    version = re.search(r"(\d+)\.(\d+)", said)
    if version is not None and (int(version[1]), int(version[2])) < NEEDED:
        return f"{said.strip()} has no load-buffer -w: that needs {NEEDED[0]}.{NEEDED[1]}"
    return ""


pytestmark = pytest.mark.skipif(why_not() != "", reason=why_not())


async def test_tmux_keeps_it_and_hands_it_on(tmp_path: Path, sockets: Path) -> None:
    socket = sockets / "s"
    tmux = ["tmux", "-f", "/dev/null", "-S", str(socket)]
    kept = environ(tmp_path)
    with Terminal([*tmux, "new-session", "cat"], columns=80, lines=24, env=kept) as terminal:
        try:
            terminal.wait(lambda _: terminal.row_with("[0]"), "the bar of tmux")
            env = {**kept, "TERM": "tmux-256color", "TMUX": f"{socket},1,0"}
            sent: list[str] = []

            def control(text: str) -> bool:
                sent.append(text)
                return True

            clipboard = Clipboard(control, env=env, folder=lambda: tmp_path / "state", cap_s=ANSWERS_S)
            placed = await clipboard.put(TEXT)
            assert (placed.way, placed.said) == (Way.TMUX, f"in the tmux buffer, {len(TEXT)} characters")
            assert sent == []
            shown = subprocess.run([*tmux, "show-buffer"], capture_output=True, check=True, timeout=10)
            assert shown.stdout.decode() == TEXT
            handed_on = base64.b64encode(TEXT.encode())
            deadline = time.monotonic() + 10
            while handed_on not in terminal.tail:
                assert time.monotonic() < deadline, terminal.tail
                terminal.pump(0.2)
        finally:
            subprocess.run([*tmux, "kill-server"], check=False, timeout=10, capture_output=True)
