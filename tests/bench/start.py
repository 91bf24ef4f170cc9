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
DASHBOARD, LIVE = "OPEND", "OPEND LIVE"
"""Words of the status bar: of every dashboard, and of one that is connected."""
MINIMAL = """
from textual.app import App, ComposeResult
from textual.widgets import Static

class Minimal(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("first frame")

Minimal().run()
"""


Seen = dict[str, float]
"""Seconds from exec until a marker was on the screen."""


def seen_s(command: list[str], markers: list[str], env: dict[str, str]) -> Seen:
    """Run a command at 120x40 until all markers are on the emulator's screen."""
    seen: Seen = {}
    started = time.perf_counter()
    with Terminal(command, columns=120, lines=40, env=env) as terminal:
        while len(seen) < len(markers):
            if not terminal.pump(5) or time.perf_counter() - started > 20:
                raise SystemExit(f"{command} never painted all of {markers}:\n{terminal.text}")
            text, now = terminal.text, time.perf_counter() - started
            for marker in markers:
                if marker in text:
                    seen.setdefault(marker, now)
        return seen


def report() -> None:
    """Print medians of alternating runs and their ratio."""
    with tempfile.TemporaryDirectory() as home, running_simulator(seed=1) as port:
        env = {**os.environ, "HOME": home}
        script = Path(home) / "minimal.py"
        script.write_text(MINIMAL)
        ours_command = [str(Path(sys.executable).with_name("futu-tui")), "--port", str(port)]
        minimal, ours = [], []
        for _ in range(RUNS):
            minimal.append(seen_s([sys.executable, str(script)], ["first frame"], env))
            ours.append(seen_s(ours_command, [DASHBOARD, LIVE], env))
    base = statistics.median(run["first frame"] for run in minimal)
    print(f"start, median of {RUNS} (120x40)")
    print(f"  minimal Textual app, first frame {base * 1000:6.0f} ms")
    for what, marker, aim in (
        ("futu-tui, first frame (dashboard)", DASHBOARD, f"   aim <= {AIM}x"),
        ("futu-tui, connected", LIVE, ""),
    ):
        took = statistics.median(run[marker] for run in ours)
        print(f"  {what:33s}{took * 1000:6.0f} ms   {took / base:.2f}x{aim}")
