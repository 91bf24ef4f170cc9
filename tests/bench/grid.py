"""CPU and bytes a frame of our grid against a DataTable of the same size and content, 120x40."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.e2e.terminal import Terminal

AIM = 1 / 25
FRAMES = 150


def measure(kind: str, frames: int) -> tuple[float, float]:
    """CPU milliseconds and bytes a frame of one table."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result"
        root = str(Path(__file__).resolve().parents[2])
        env = {
            **os.environ,
            "HOME": folder,
            "BENCH_RESULT": str(result),
            "PYTHONPATH": root,
            "TEXTUAL_FPS": "4000",
        }
        command = [sys.executable, str(Path(__file__).with_name("grid_child.py")), kind, str(frames)]
        with Terminal(command, columns=120, lines=40, env=env) as terminal:
            while not Path(f"{result}.started").exists() and terminal.process.poll() is None:
                terminal.pump(0.05)
            before = terminal.bytes_read
            while terminal.process.poll() is None:
                terminal.drain(0.05)
            if not result.exists():
                raise SystemExit(f"the {kind} ended early:\n{terminal.text}")
            sent = terminal.bytes_read - before
        cpu, done = result.read_text().split()
    return float(cpu) / int(done) * 1000, sent / int(done)


def report() -> None:
    """Print both and the ratios."""
    grid_ms, grid_bytes = measure("grid", FRAMES)
    table_ms, table_bytes = measure("table", FRAMES)
    print("a frame with 10 of 50 rows changed (120x40)")
    print(f"  DataTable {table_ms:7.2f} ms CPU {table_bytes:9,.0f} bytes")
    print(f"  our grid  {grid_ms:7.2f} ms CPU {grid_bytes:9,.0f} bytes")
    cpu, sent = table_ms / grid_ms, table_bytes / grid_bytes
    print(f"  ratio     1/{cpu:.0f} of the CPU (aim <= 1/25), 1/{sent:.1f} of the bytes")
