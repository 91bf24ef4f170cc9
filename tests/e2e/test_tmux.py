"""A text that is copied inside a real tmux is in its buffer, and at the terminal around it."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal
from tui.app.clipboard import Clipboard, Way

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
TEXT = "HK.00700\n騰訊\t412.8\n"


async def test_tmux_keeps_it_and_hands_it_on(tmp_path: Path) -> None:
    socket = tmp_path / "s"
    tmux = ["tmux", "-f", "/dev/null", "-S", str(socket)]
    kept = {name: value for name, value in os.environ.items() if name not in ("TMUX", "STY")}
    with Terminal([*tmux, "new-session", "cat"], columns=80, lines=24, env=kept) as terminal:
        try:
            terminal.wait(lambda _: terminal.row_with("[0]"), "the bar of tmux")
            env = {**kept, "TERM": "tmux-256color", "TMUX": f"{socket},1,0"}
            sent: list[str] = []

            def control(text: str) -> bool:
                sent.append(text)
                return True

            clipboard = Clipboard(control, env=env, folder=lambda: tmp_path / "state")
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
