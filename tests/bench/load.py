"""What the whole dashboard costs while pushes flood in: its CPU, its loop, what it draws, its memory.

The real dashboard at 120x40 on a pty whose reader drains and answers at once, on a real simulator behind a
relay that adds the flood; simulator, relay and reader are processes of their own. Times of the CPU are the
dashboard's own, as the system counts them: they mean the same on a machine that has other work. How late the
loop is does not; so the part of it is told that the dashboard can have worked itself. Where there are two
cores the dashboard has one of them. Beside it the same engine without a face.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cores import Stolen, one_apart
from tests.bench.journal import Times
from tests.bench.latency import CODE, Relay, relay_to
from tests.e2e.simulator import running_simulator
from tests.e2e.terminal import Terminal
from tui.app.watchlists import BUILT_IN

RATES = {10_000: 0.20, 50_000: 0.35}
"""Pushes a second, and the share of a core that the dashboard may take for them."""
LAG_MS = 15.0
WARM_S, MEASURE_S = 3.0, 12.0
MEMORY_PUSHES = 1_000_000
MEMORY_MB = 1.0
MEMORY_LONGEST_S = 120.0
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Load:
    """What one phase measured."""

    pushes: float
    """Added a second, as achieved."""
    share: float
    """Of a core."""
    late: Times
    """Milliseconds."""
    own: Times
    """As much of them as it can have worked itself."""
    frames: float
    bytes: float


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used itself, all its threads, none of its children."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def resident_mb(pid: int) -> float:
    """Memory of a process that is its own: what it shares with others is the code of the interpreter."""
    _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    return (int(resident) - int(shared)) * _PAGE / 1e6


def measure(pid: int, file: Path, relay: Relay, pushes: int, wait: Callable[[float], None]) -> Load:
    """Flood for a while, then look at what that took."""
    relay.rate(pushes)
    wait(WARM_S)
    relay.rate(pushes)
    began, used, lines = time.monotonic(), cpu_s(pid), len(file.read_text().splitlines())
    wait(MEASURE_S)
    took, used = time.monotonic() - began, cpu_s(pid) - used
    rate = relay.rate(0)
    rows = [line.split() for line in file.read_text().splitlines()][lines - 1 :]
    frames, size = (int(rows[-1][at]) - int(rows[0][at]) for at in (0, 1))
    wakes = [[int(micros) / 1000 for micros in word.split(":")] for row in rows[1:] for word in row[2:]]
    late, own = (Times(sorted(one)) for one in zip(*wakes, strict=True))
    seconds = len(rows) - 1
    return Load(rate, used / took, late, own, frames / seconds, size / seconds)


@contextmanager
def dashboard(home: Path, port: int, core: int | None) -> Iterator[tuple[Terminal, Path]]:
    """A dashboard that shows the ladder of one code and the watchlist, live; with the file of its probe."""
    file = home / "dashboard"
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FUTU_", "SSH_"))
    }
    env["HOME"] = str(home)
    own = () if core is None else (f"core={core}",)
    command = [sys.executable, "-m", "tests.bench.load_child", str(file), *own, "--port", str(port)]
    with Terminal(command, columns=120, lines=40, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 30)
        terminal.send(f"/{CODE}\r")
        terminal.wait(lambda _: f"HK.{CODE}" in terminal.screen.display[0], "the code in the header")
        terminal.wait(lambda _: terminal.row_with("B1 "), "its order book")
        terminal.settle(2)
        yield terminal, file


@contextmanager
def client(home: Path, port: int) -> Iterator[tuple[int, Path]]:
    """The engine alone, on the same feeds; its process and the file of its probe."""
    file = home / "client"
    codes = [f"HK.{CODE}", *(str(code) for code in BUILT_IN)]
    command = [sys.executable, "-m", "tests.bench.load_child", str(file), "--client", str(port), *codes]
    with subprocess.Popen(command) as process:
        try:
            deadline = time.monotonic() + 20
            while not file.exists() or len(file.read_text().splitlines()) < 2:
                assert time.monotonic() < deadline, "the client never began"
                time.sleep(0.2)
            yield process.pid, file
        finally:
            process.kill()


def drain(terminal: Terminal, seconds: float) -> None:
    """Read and answer for a while."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        terminal.drain(left)


def memory(pid: int, relay: Relay, pushes: int, wait: Callable[[float], None]) -> tuple[float, float]:
    """Flood a million times after a warm-up; how many MB that added, and how many pushes it was."""
    relay.rate(pushes)
    wait(WARM_S)
    before, count, began = resident_mb(pid), 0.0, time.monotonic()
    relay.rate(pushes)
    while count < MEMORY_PUSHES and time.monotonic() < began + MEMORY_LONGEST_S:
        at = time.monotonic()
        wait(2)
        count += relay.rate(pushes) * (time.monotonic() - at)
    added = resident_mb(pid) - before
    relay.rate(0)
    return added, count


def told(pushes: int, load: Load, alone: Load) -> None:
    """Print one rate."""
    print(
        f"  {load.pushes:8,.0f} pushes/s   CPU {load.share:5.1%} of a core   aim <= {RATES[pushes]:.0%};"
        f" {load.share / alone.share:.1f}x the {alone.share:.1%} of the engine without a face"
    )
    print(
        f"  {'':8s} loop late p50 {load.late.at(0.5):.1f} ms, p99 {load.late.at(0.99):.1f} ms,"
        f" worst {load.late.at(1):.1f} ms   aim p99 <= {LAG_MS:g} ms;"
        f" of its own work p99 {load.own.at(0.99):.1f} ms"
    )
    print(f"  {'':8s} {load.frames:.1f} frames/s, {load.bytes / 1000:.1f} kB/s")


def report() -> None:
    """Print what each rate costs, and what a million pushes leave behind."""
    print("the whole dashboard under a flood, 120x40 on a pty that drains, its own CPU times")
    stolen = Stolen()
    with (
        tempfile.TemporaryDirectory() as name,
        one_apart() as core,
        running_simulator(seed=1, rate=1, limits=False) as sim_port,
    ):
        home = Path(name)
        alone: dict[int, Load] = {}
        with relay_to(sim_port) as relay, client(home, relay.port) as (pid, file):
            for pushes in RATES:
                alone[pushes] = measure(pid, file, relay, pushes, time.sleep)
        with relay_to(sim_port) as relay, dashboard(home, relay.port, core) as (terminal, file):

            def wait(seconds: float) -> None:
                drain(terminal, seconds)

            pid = terminal.process.pid
            idle = measure(pid, file, relay, 0, wait)
            print(f"  {'':8s} without a flood {idle.share:.1%}, {idle.bytes / 1000:.1f} kB/s")
            for pushes in RATES:
                told(pushes, measure(pid, file, relay, pushes, wait), alone[pushes])
            added, count = memory(pid, relay, max(RATES), wait)
    print(f"  memory after {count:,.0f} more pushes: {added:+.2f} MB   aim < {MEMORY_MB:g} MB")
    stolen.tell()


if __name__ == "__main__":
    report()
