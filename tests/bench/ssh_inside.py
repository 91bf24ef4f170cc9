"""What `ssh.py` runs in namespaces of its own: the line, the server, the keys."""

from __future__ import annotations

import os
import pwd
import select
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.bench.latency import relay_to
from tests.bench.line_keys import Typed, Typist
from tests.bench.ssh import MissingError
from tests.e2e.simulator import running_simulator
from tests.e2e.terminal import Terminal

RATE = "16kbit"
HOLDS = 32_768
"""Bytes that a card keeps for a line that is busy; more are lost, as on a modem."""
DELAY_S = 0.02
PORT = 2222
HERE, THERE = "10.77.0.1", "10.77.0.2"
KEYS = 24
EVERY_S = (0.5, 0.9)
PATIENCE_S = 15.0
PUSHES = 200
FIRST_SCREEN_S = 90.0
STOCK_S = 20.0
"""So long the stock build is left alone after it has shown something, before it gets keys."""


def run(*command: str) -> None:
    """Run a command that must work; MissingError says what did not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MissingError(f"{' '.join(command[:6])}...: {done.stderr.strip() or done.returncode}")


@contextmanager
def other_side() -> Iterator[list[str]]:
    """A second network namespace; yields what runs a command in it."""
    own = Path("/proc/self/ns/net").readlink()
    with subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE) as holder:
        try:
            net = Path(f"/proc/{holder.pid}/ns/net")
            deadline = time.monotonic() + 5
            while net.readlink() == own:
                if time.monotonic() > deadline:
                    raise MissingError("a second network namespace cannot be made here")
                select.select((), (), (), 0.02)
            yield ["nsenter", f"--net={net}"]
        finally:
            holder.kill()


def limit(card: str, *inside: str) -> float:
    """Let so many bits a second out of a card, after a delay if this system can; return the delay."""
    run(*inside, "tc", "qdisc", "add", "dev", card, "root", "handle", "1:", "tbf",
        "rate", RATE, "burst", "2kb", "limit", str(HOLDS))  # fmt: skip
    with suppress(MissingError):
        run(*inside, "tc", "qdisc", "add", "dev", card, "parent", "1:1", "netem",
            "delay", f"{DELAY_S * 1000:g}ms")  # fmt: skip
        return DELAY_S
    return 0.0


def connect(inside: list[str]) -> float:
    """Put the line between the two sides; return how long it takes one way."""
    pid = inside[1].split("/")[2]
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
    run("ip", "link", "set", "far", "netns", pid)
    run("ip", "address", "add", f"{HERE}/24", "dev", "near")
    run(*inside, "ip", "address", "add", f"{THERE}/24", "dev", "far")
    run("ip", "link", "set", "near", "up")
    run(*inside, "ip", "link", "set", "far", "up")
    limit("far", *inside)
    return limit("near")


@contextmanager
def server(home: Path) -> Iterator[Path]:
    """An sshd with keys and settings of its own; yields the key that is let in."""
    if not os.geteuid() and not Path("/run/sshd").exists():
        # Only these namespaces see it.
        run("mount", "-t", "tmpfs", "none", "/run")
        Path("/run/sshd").mkdir(mode=0o755)
    for name in ("host", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(home / name))
    (home / "allowed").write_bytes((home / "user.pub").read_bytes())
    settings = home / "sshd_config"
    settings.write_text(
        f"ListenAddress {HERE}:{PORT}\nHostKey {home / 'host'}\nAuthorizedKeysFile {home / 'allowed'}\n"
        "PidFile none\nStrictModes no\nUsePAM no\nPermitRootLogin yes\nPasswordAuthentication no\n"
        "KbdInteractiveAuthentication no\nPrintMotd no\nUseDNS no\n"
    )
    sshd = next(
        place for place in ("/usr/sbin/sshd", "/sbin/sshd", "/usr/local/sbin/sshd") if Path(place).exists()
    )
    log = home / "sshd.log"
    with (
        log.open("w") as told,
        subprocess.Popen(
            [sshd, "-D", "-e", "-f", str(settings)], stdin=subprocess.DEVNULL, stdout=told, stderr=told
        ) as process,
    ):
        try:
            deadline = time.monotonic() + 5
            while "Server listening" not in log.read_text():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise MissingError(f"sshd does not start here: {log.read_text().strip()[-200:]}")
                select.select((), (), (), 0.05)
            yield home / "user"
        finally:
            process.kill()


@contextmanager
def dashboard(
    inside: list[str], home: Path, key: Path, port: int, *, stock: bool
) -> Iterator[tuple[Terminal, Path]]:
    """A dashboard on this side, seen through ssh on the other; and where its actions are noted."""
    name = "stock" if stock else "ours"
    file = home / f"actions-{name}"
    place = home / name
    place.mkdir()
    child = [sys.executable, "-m", "tests.bench.line_child", str(file), *(["stock"] if stock else []), "--"]
    words = {"HOME": str(place), "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    remote = ["env", *(f"{name}={value}" for name, value in words.items()), *child, "--port", str(port)]
    user = pwd.getpwuid(os.geteuid()).pw_name
    options = ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes")
    command = [*inside, "ssh", "-tt", "-F", "none", "-i", str(key), "-p", str(PORT)]
    command += [word for option in options for word in ("-o", option)]
    command += [f"{user}@{HERE}", f"cd {shlex.quote(str(Path.cwd()))} && exec {shlex.join(remote)}"]
    with Terminal(command, columns=120, lines=40, env=dict(os.environ)) as terminal:
        yield terminal, file


def told(what: str, typed: Typed, size: int, seconds: float) -> None:
    """Print what became of the keys."""
    acted, painted = typed.action.took, typed.paint.took
    print(
        f"  {what:16s} {len(acted)} of {len(typed.keys)} keys acted on, p50 {typed.action.at(0.5):.0f} ms,"
        f" p99 {typed.action.at(0.99):.0f} ms beyond the line's own {typed.behind_s * 1000:g} ms"
    )
    print(
        f"  {'':16s} {len(painted)} of {len(typed.keys)} painted, p50 {typed.paint.at(0.5):.0f} ms,"
        f" p99 {typed.paint.at(0.99):.0f} ms; {size / seconds / 1000:.1f} kB/s came",
        flush=True,
    )


def measure(terminal: Terminal, file: Path, one_way_s: float) -> tuple[Typed, int, float]:
    """Type; return what became of it, and how many bytes came in how many seconds."""
    began, before = time.monotonic(), terminal.bytes_read
    typed = Typist(terminal, file, one_way_s).type(KEYS, every_s=EVERY_S, patience_s=PATIENCE_S)
    return typed, terminal.bytes_read - before, time.monotonic() - began


def main() -> int:
    """Measure ours, then the same dashboard on stock Textual's output."""
    try:
        with tempfile.TemporaryDirectory() as name, other_side() as inside:
            home = Path(name)
            one_way_s = connect(inside)
            if not one_way_s:
                print("  this system has no netem: nothing is added to the line's own delay")
            with (
                server(home) as key,
                running_simulator(seed=1, rate=0.2, limits=False) as sim_port,
                relay_to(sim_port) as relay,
            ):
                with dashboard(inside, home, key, relay.port, stock=False) as (terminal, file):
                    began = time.monotonic()
                    terminal.wait_for("OPEND LIVE", FIRST_SCREEN_S)
                    terminal.wait(lambda _: terminal.row_with("B1 "), "an order book", FIRST_SCREEN_S)
                    took, size = time.monotonic() - began, terminal.bytes_read / 1000
                    print(f"  first screen after {took:.1f} s, {size:.1f} kB")
                    relay.rate(PUSHES)
                    terminal.settle(2)
                    told("with the gate", *measure(terminal, file, one_way_s))
                    relay.rate(0)
                with dashboard(inside, home, key, relay.port, stock=True) as (terminal, file):
                    terminal.wait(lambda screen: screen.strip(), "anything", FIRST_SCREEN_S)
                    relay.rate(PUSHES)
                    terminal.settle(STOCK_S)
                    told("stock Textual", *measure(terminal, file, one_way_s))
                    relay.rate(0)
    except MissingError as why:
        print(f"  skipped: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
