"""The real simulator command as a child process."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("futu-tui"))
_STOP_S = 20
"""It ends at once; a machine that is busy elsewhere lets it wait."""


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that refuses connections until a simulator is started on it; nobody else is given it meanwhile.

    A socket is bound to it that does not listen.
    """
    with socket.socket() as holder:
        # Who sets this, too, as a server of asyncio does, may have the port for all that.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


def start_simulator(
    *, port: int = 0, seed: int = 1, rate: float = 1.0, limits: bool = True, scenario: str = ""
) -> tuple[subprocess.Popen[str], int]:
    """Start `futu-tui sim`; return the process and the port its first line names."""
    command = [COMMAND, "sim", "--port", str(port), "--seed", str(seed), "--rate", str(rate)]
    if not limits:
        command.append("--no-limits")
    if scenario:
        command += ["--scenario", scenario]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    first = process.stdout.readline()
    found = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", first)
    if found is None:
        process.kill()
        process.wait()
        raise AssertionError(f"the simulator's first line was {first!r}")
    return process, int(found.group(1))


def kill_simulator(process: subprocess.Popen[str]) -> None:
    """End it as a crash would."""
    process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def stop_simulator(process: subprocess.Popen[str]) -> int:
    """End it as a service manager would; its exit code."""
    process.terminate()
    try:
        code = process.wait(_STOP_S)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
    return code


@contextmanager
def running_simulator(
    *, seed: int = 1, rate: float = 1.0, limits: bool = True, scenario: str = ""
) -> Iterator[int]:
    """A simulator for the length of a block; yields its port."""
    process, port = start_simulator(seed=seed, rate=rate, limits=limits, scenario=scenario)
    try:
        yield port
    finally:
        stop_simulator(process)
