"""From the key that confirms an order to its bytes on the socket, the journal's commit between them.

The real dashboard on a real pty, confirmed key by key as a trader does it, on a real simulator behind a
relay in a process of its own that notes when the bytes of the PlaceOrder come out of the socket. Both clocks
are the machine's monotonic one. Every order is written to the real journal with synchronous=FULL first.
Then the same with a flood of pushes on the connection of the dashboard.
"""

from __future__ import annotations

import asyncio
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.cores import Stolen, one_apart
from tests.bench.journal import Times, bare
from tests.e2e.simulator import running_simulator
from tests.e2e.terminal import Terminal
from tests.sim.client import Client
from tui.domain.accounts import Env
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import GetOrders, Header, ModifyOrder

ORDERS = 200
PUSHES = 10_000
AIM_MS = 25.0
PRICES = 40
GUARD_S = 0.45
"""A review answers no key in its first 300 ms."""
SAME_KEY_S = 0.75
"""Nor the key that answered the one before, sooner than a held key would repeat."""
MOST_EARLY = ORDERS // 4
TIDY_EVERY = 8
CODE = "00939"
SETTINGS = "[trading]\npace_orders = 100\npace_s = 1\n"
"""The trader's own pace would stop a bench."""


class Relay:
    """The relay's process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stdin is not None
        self._in, self.out = process.stdin, process.stdout.fileno()
        self._rest = b""
        self.port = int(self.line(20))

    def line(self, timeout_s: float) -> str:
        """Return the next line; empty when none comes in time."""
        deadline = time.monotonic() + timeout_s
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.out], [], [], left)[0]:
                return ""
            self._rest += os.read(self.out, 4096)
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def rate(self, pushes: int) -> float:
        """Set the rate of the flood; return that of the time before, as it was achieved; 0 after no time."""
        self._in.write(f"{pushes}\n".encode())
        self._in.flush()
        kind, count, seconds = self.line(10).split()
        assert kind == "B"
        return int(count) / float(seconds) if float(seconds) else 0.0


@contextmanager
def relay_to(port: int) -> Iterator[Relay]:
    """A relay for the length of a block."""
    command = [sys.executable, "-m", "tests.bench.latency_relay", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Relay(process)
        finally:
            process.kill()


@dataclass(frozen=True)
class Run:
    """What one run measured."""

    whole: Times
    commit: Times
    share: float
    """Median share of the commit in the whole, order by order."""
    pushes: float
    """Added a second, as achieved."""
    too_early: int
    """Confirm keys that the review did not take yet; the next one was measured."""


async def tidy(port: int) -> None:
    """Withdraw what rests in the market, over a connection of our own."""
    client = await Client.connect(port)
    header = Header(Env.PAPER, PAPER_HK, TradeMarket.HK)
    for order in await client.ask(GetOrders(header)):
        if not order.status.terminal:
            try:
                await client.ask(ModifyOrder(client.packet, header, ModifyOp.CANCEL, order.order_id))
            except RefusedError:
                continue  # It was filled meanwhile.
    await client.close()


def review(terminal: Terminal, number: int) -> None:
    """Bring an order up to its review: in terms of its own, because the same ones twice are asked about."""
    terminal.send(f"{1 + number // PRICES % 3}b")
    terminal.wait_for("TICKET")
    terminal.send("\t" + "\x1b[B" * (1 + number % PRICES) + "\r")
    terminal.wait_for("REVIEW")
    terminal.settle(GUARD_S)
    if "SENT BEFORE" in terminal.text:  # The touch has moved by as many ticks as these two are apart.
        terminal.send("G")
        terminal.settle(GUARD_S)


def confirm(terminal: Terminal, relay: Relay) -> float:
    """Press the key; return the seconds until the relay had the order's bytes, negative when it never had."""
    pressed = time.monotonic_ns()
    terminal.send("y")
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if select.select([relay.out], [], [], 0)[0]:
            kind, at = relay.line(1).split()
            assert kind == "P"
            return (int(at) - pressed) / 1e9
        terminal.collect(0.001)
    return -1.0


def measure(terminal: Terminal, relay: Relay, sim_port: int, file: Path, pushes: int) -> Run:
    """Send all orders while so many pushes a second come in."""
    done = len(file.read_text().split()) if file.exists() else 0
    too_early = 0
    whole: list[float] = []
    relay.rate(pushes)
    answered = 0.0
    for number in range(ORDERS):
        review(terminal, number)
        terminal.settle(max(0.0, answered + SAME_KEY_S - time.monotonic()))
        took = confirm(terminal, relay)
        while took < 0:
            too_early += 1
            assert too_early < MOST_EARLY, f"the review takes no key:\n{terminal.text}"
            terminal.settle(SAME_KEY_S)
            took = confirm(terminal, relay)
        answered = time.monotonic()
        whole.append(took * 1000)
        terminal.wait_gone("REVIEW")
        if number % TIDY_EVERY == TIDY_EVERY - 1:
            asyncio.run(tidy(sim_port))
    rate = relay.rate(0)
    commits = [float(line) * 1000 for line in file.read_text().split()[done:]]
    assert len(commits) == len(whole)
    share = statistics.median(one / all_ for one, all_ in zip(commits, whole, strict=True))
    return Run(Times(sorted(whole)), Times(sorted(commits)), share, rate, too_early)


def runs(home: Path) -> Iterator[Run]:
    """Measure quiet, then flooded, in one dashboard."""
    file = home / "commits"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FUTU_"))}
    env["HOME"] = str(home)
    with (
        one_apart() as core,
        running_simulator(seed=1, rate=0.2, limits=False) as sim_port,
        relay_to(sim_port) as relay,
    ):
        apart = [] if core is None else [f"core={core}"]
        child = [sys.executable, "-m", "tests.bench.latency_child", str(file), *apart]
        command = [*child, "--port", str(relay.port)]
        config = home / ".config" / "futu-tui"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text(SETTINGS)
        with Terminal(command, columns=120, lines=40, env=env) as terminal:
            terminal.wait_for("OPEND LIVE", 30)
            terminal.send(f"/{CODE}\r")
            terminal.wait(lambda _: f"HK.{CODE}" in terminal.screen.display[0], "the code in the header")
            terminal.wait(lambda _: terminal.row_with("B1 "), "its order book")
            terminal.send("o")
            terminal.settle(0.5)
            yield measure(terminal, relay, sim_port, file, 0)
            yield measure(terminal, relay, sim_port, file, PUSHES)


def told(what: str, run: Run, base: Times) -> None:
    """Print one run."""
    p50, p99 = run.whole.at(0.5), run.whole.at(0.99)
    print(
        f"  {what:16s} p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   worst {run.whole.at(1):6.2f} ms"
        f"   aim p99 <= {AIM_MS:g} ms"
    )
    print(
        f"  {'':16s} commit p50 {run.commit.at(0.5):.2f} ms, p99 {run.commit.at(0.99):.2f} ms:"
        f" {run.share:.0%} of the way; the way is {p50 / base.at(0.5):.0f}x a bare commit"
    )
    if run.too_early:
        print(f"  {'':16s} {run.too_early} keys came before the review took any")


def report() -> None:
    """Print the quantiles, the share of the commit, and the ratios."""
    with tempfile.TemporaryDirectory() as name:
        base = bare(Path(name))
        print(f"key that confirms an order -> PlaceOrder on the socket, {ORDERS} orders each, with journal")
        print(f"  bare commit p50 {base.at(0.5):.2f} ms, p99 {base.at(0.99):.2f} ms")
        measured: list[Run] = []
        stolen = Stolen()
        for run in runs(Path(name)):
            told(f"{PUSHES:,} pushes/s" if measured else "quiet", run, base)
            measured.append(run)
    stolen.tell()
    quiet, flooded = measured
    print(
        f"  {flooded.pushes:,.0f} pushes/s came in: p50 {flooded.whole.at(0.5) / quiet.whole.at(0.5):.1f}x,"
        f" p99 {flooded.whole.at(0.99) / quiet.whole.at(0.99):.1f}x the quiet one"
    )


if __name__ == "__main__":
    report()
