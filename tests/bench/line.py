"""The dashboard at the far end of slow lines, beside the same dashboard on stock Textual's output.

A line takes 2, 8 or 32 kB/s and is 40 ms long each way; bytes wait for it in the pty, or in a buffer of 2 MB
in between, as behind SSH. 200 pushes a second come in. Keys are typed in a fixed rhythm; the dashboard notes
when the method of each key's action runs, and a terminal emulator at the far end shows when its paint is
there. From key to action is counted from when the near end of the line hands the key to the program. The
clock is the machine's monotonic one. Where there are two cores the dashboard has one of them: the market and
the far end are other machines.

Stock Textual's dashboard begins on a fast line, which then becomes a slow one: its first paint would take
most of a minute.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.cores import Stolen, one_apart
from tests.bench.latency import Relay, relay_to
from tests.bench.line_idle import idle
from tests.bench.line_keys import Typed, Typist
from tests.bench.line_unread import leave_unread
from tests.e2e.simulator import running_simulator
from tests.e2e.slow_line import BUFFER, Line, SlowTerminal

RATES = (2000, 8000, 32000)
BUFFERS = (0, BUFFER)
PUSHES = 200
KEYS, STOCK_KEYS, TMUX_KEYS = 120, 12, 20
RHYTHM_S = (0.3, 0.6)
SETTLE_S = 3.0
PATIENCE_S = {False: 5.0, True: 10.0}
"""How long the paint of the last keys is waited for; and on stock Textual."""
ACTION_AIM_MS, ACTION_GATE_MS = 10.0, 50.0
PAINT_GATE_MS = (200.0, 800.0)
"""Median and 99th percentile, at the slowest rate."""
CAP = 4000
AVERAGE_S = 10.0
BUSY_S = 60.0
BUSY_PUSHES = 2000
UNREAD_S, BEATS = 30.0, 3
FAST = Line(10e6, one_way_s=0.0)


@dataclass(frozen=True)
class Cell:
    """What was measured on one line."""

    line: Line
    typed: Typed
    bytes_per_s: float
    live_s: float
    """From the start until the dashboard is live and its order book there."""
    first_bytes: int


class Gates:
    """What has to hold, and whether it did."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def hold(self, what: str, holds: bool) -> None:
        """Print one, and remember it when it does not hold."""
        print(f"  {'ok  ' if holds else 'FAIL'} {what}")
        if not holds:
            self.failed.append(what)


@contextmanager
def dashboard(
    line: Line, changes: Sequence[str], *options: str, tmux: bool = False
) -> Iterator[tuple[SlowTerminal, Relay, Path]]:
    """The dashboard on a market of its own, at the far end of a line; the file has its actions."""
    # Not tempfile's own clean-up: tmux and the log may still write into it.
    home = Path(tempfile.mkdtemp())
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FUTU_", "TMUX"))
    }
    env = {**kept, "HOME": str(home), "SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    acts = home / "acts"
    acts.touch()
    with one_apart() as core, running_simulator(rate=0.2) as port, relay_to(port) as relay:
        own = () if core is None else (f"core={core}",)
        child = [sys.executable, "-m", "tests.bench.line_child", str(acts), *changes, *own]
        command = [*child, "--", "--port", str(relay.port), *options]
        socket = home / "tmux"
        if tmux:
            (home / "tmux.conf").write_text("set -g status off\n")
            command = ["tmux", "-f", str(home / "tmux.conf"), "-S", str(socket), "new-session", *command]
        try:
            with SlowTerminal(command, line, env=env) as terminal:
                yield terminal, relay, acts
        finally:
            if tmux:
                os.system(f"tmux -S {socket} kill-server 2>/dev/null")
            shutil.rmtree(home, ignore_errors=True)


def measure(line: Line, keys: int, *options: str, stock: bool = False, tmux: bool = False) -> Cell:
    """Type on one line."""
    began = time.monotonic()
    with dashboard(FAST if stock else line, ("stock",) if stock else (), tmux=tmux) as (
        terminal,
        relay,
        acts,
    ):
        terminal.wait_for("OPEND LIVE", 60)
        terminal.wait(lambda _: terminal.row_with("B10 "), "the order book", 60)
        first_s, first_bytes = time.monotonic() - began, terminal.bytes_read
        relay.rate(PUSHES)
        if stock:
            terminal.become(line)
        settled = time.monotonic()
        terminal.settle(SETTLE_S)
        typist = Typist(terminal, acts)
        typed = typist.type(keys, every_s=RHYTHM_S, patience_s=PATIENCE_S[stock])
        speed = (terminal.bytes_read - first_bytes) / (time.monotonic() - settled)
    return Cell(line, typed, speed, first_s, first_bytes)


def told(name: str, cell: Cell) -> None:
    """Print one line of the table."""
    action, paint, all_ = cell.typed.action, cell.typed.paint, len(cell.typed.keys)
    print(
        f"  {cell.line.bytes_per_s / 1000:3.0f} kB/s {'2 MB  ' if cell.line.buffer else 'direct'} {name:6s}"
        f" acted {len(action.took):2d}/{all_}"
        f" p50 {action.at(0.5):7.1f} p99 {action.at(0.99):7.1f} ms (own work {cell.typed.own.at(0.99):4.1f})"
        f" | painted {len(paint.took):2d}/{all_} p50 {paint.at(0.5):7.0f} p99 {paint.at(0.99):7.0f} ms"
        f" | {cell.bytes_per_s / 1000:4.1f} kB/s, live after {cell.live_s:4.1f} s, {cell.first_bytes:6d} B"
    )


def keys(gates: Gates) -> None:
    """Keys on every line, ours and stock's."""
    print(f"keys over a line of 40 ms each way, {PUSHES} pushes/s; actions: without the way there")
    worst, stolen = 0.0, Stolen()
    for rate in RATES:
        for buffer in BUFFERS:
            line = Line(rate, buffer=buffer)
            ours, stock = measure(line, KEYS), measure(line, STOCK_KEYS, stock=True)
            told("ours", ours)
            told("stock", stock)
            action, paint = ours.typed.action, ours.typed.paint
            worst = max(worst, action.at(0.99))
            where = f"{rate // 1000} kB/s {'2 MB' if buffer else 'direct'}"
            ratio = stock.typed.action.at(0.5) / action.at(0.5)
            print(f"  {'':18s}stock / ours: median of key to action {ratio:.1f}x")
            everything = len(action.took) == len(paint.took) == KEYS
            gates.hold(f"{where}: every key acted on and painted", everything)
            gates.hold(
                f"{where}: key to action p99 <= {ACTION_GATE_MS:g} ms", action.at(0.99) <= ACTION_GATE_MS
            )
            if rate == RATES[0]:
                p50, p99 = PAINT_GATE_MS
                gates.hold(f"{where}: key to paint p50 <= {p50:g} ms", paint.at(0.5) <= p50)
                gates.hold(f"{where}: key to paint p99 <= {p99:g} ms", paint.at(0.99) <= p99)
    print(f"  worst p99 of key to action {worst:.1f} ms, aim {ACTION_AIM_MS:g} ms")
    stolen.tell()


def budget(gates: Gates) -> None:
    """The cap in the busiest minute, with keys."""
    most = 0.0
    line = replace(FAST, one_way_s=0.02)
    with dashboard(line, (), "--budget", "4k") as (terminal, relay, acts):
        terminal.wait_for("OPEND LIVE", 60)
        relay.rate(BUSY_PUSHES)
        terminal.settle(AVERAGE_S)
        seen = [(time.monotonic(), terminal.bytes_read)]
        typist = Typist(terminal, acts)
        while time.monotonic() < seen[0][0] + BUSY_S:
            typist.type(2, every_s=RHYTHM_S, patience_s=0.0)
            seen.append((time.monotonic(), terminal.bytes_read))
            before = [size for at, size in seen if at <= seen[-1][0] - AVERAGE_S]
            if before:
                most = max(most, (seen[-1][1] - before[-1]) / AVERAGE_S)
    print(f"--budget 4k, {BUSY_PUSHES:,} pushes/s and keys for {BUSY_S:g} s: worst 10 s {most:,.0f} B/s")
    gates.hold(f"--budget 4k: the worst 10 s carry {CAP} B/s at most", 0 < most <= CAP)


def quiet(gates: Gates) -> None:
    """A market that says nothing."""
    sizes = idle()
    print(f"idle market, SSH profile: bytes in each of {len(sizes)} s: {' '.join(map(str, sizes))}")
    # The clock shows another minute once in that time.
    gates.hold("idle: 0 bytes but in the second in which the minute changes", sum(map(bool, sizes)) <= 1)


def unread(gates: Gates) -> None:
    """Half a minute nobody reads."""
    home = Path(tempfile.mkdtemp())
    outcome = leave_unread(home, UNREAD_S, BEATS, ())
    shutil.rmtree(home, ignore_errors=True)
    print(f"unread for {UNREAD_S:g} s: {outcome}")
    gates.hold("unread: beats go on, the fill is kept, disarmed, nothing sent", outcome.is_right)


def tmux(gates: Gates) -> None:
    """The same in a real tmux, which answers for the terminal."""
    if shutil.which("tmux") is None:
        print("in tmux: skipped, there is no tmux on PATH")
        return
    print(
        "in tmux, which answers the cursor's question itself: what is painted when is tmux's to decide, but"
    )
    print("for a budget below what the line carries, given with --budget")
    for rate, budget in ((2000, None), (8000, None), (2000, "1k"), (8000, "4k")):
        given = () if budget is None else ("--budget", budget)
        cell = measure(Line(rate, buffer=BUFFER), TMUX_KEYS, *given, tmux=True)
        told("tmux" if budget is None else f"--b {budget}", cell)
        where = f"tmux {rate // 1000} kB/s{'' if budget is None else f' --budget {budget}'}"
        gates.hold(f"{where}: every key acted on", len(cell.typed.action.took) == TMUX_KEYS)
        if budget is not None:
            gates.hold(f"{where}: every key painted", len(cell.typed.paint.took) == TMUX_KEYS)


PARTS = {"keys": keys, "budget": budget, "idle": quiet, "unread": unread, "tmux": tmux}


def report(*names: str) -> None:
    """Print all parts, or some; SystemExit when a gate fails."""
    gates = Gates()
    for name in names or PARTS:
        PARTS[name](gates)
    if gates.failed:
        raise SystemExit(f"{len(gates.failed)} gates failed: {'; '.join(gates.failed)}")


if __name__ == "__main__":
    report(*sys.argv[1:])
