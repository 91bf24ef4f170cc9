"""From exec to the first real frame: our dashboard against a minimal Textual app."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.simulator import running_simulator
from tests.e2e.terminal import Terminal

AIM = 1.6
RUNS = 7
MINIMAL = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Minimal(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("first frame")

Minimal().run()
"""


def first_frame_s(command: list[str], marker: str, env: dict[str, str]) -> float:
    """Seconds from exec until the marker is on the emulator's screen at 120x40."""
    started = time.perf_counter()
    with Terminal(command, columns=120, lines=40, env=env) as terminal:
        while marker not in terminal.text:
            if not terminal.pump(5) or time.perf_counter() - started > 20:
                raise SystemExit(f"{command} never painted {marker!r}:\n{terminal.text}")
        return time.perf_counter() - started


def report() -> None:
    """Print medians of alternating runs and their ratio."""
    with tempfile.TemporaryDirectory() as home, running_simulator(seed=1) as port:
        env = {**os.environ, "HOME": home}
        script = Path(home) / "minimal.py"
        script.write_text(MINIMAL)
        ours_command = [str(Path(sys.executable).with_name("futu-tui")), "--port", str(port)]
        minimal, ours = [], []
        for _ in range(RUNS):
            minimal.append(first_frame_s([sys.executable, str(script)], "first frame", env))
            ours.append(first_frame_s(ours_command, "OPEND", env))
    base, dashboard = statistics.median(minimal), statistics.median(ours)
    print(f"first frame, median of {RUNS} (120x40)")
    print(f"  minimal Textual app {base * 1000:6.0f} ms")
    print(f"  futu-tui            {dashboard * 1000:6.0f} ms   {dashboard / base:.2f}x   aim <= {AIM}x")
