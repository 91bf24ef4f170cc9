"""Pushes a second through a real connection: our client into its store, the official SDK into a handler."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.client.address import Address
from tui.client.link import Link
from tui.domain.events import PushEvent
from tui.domain.ids import SecurityId
from tui.state.store import Store
from tui.wire.messages.quote import Feed, Subscribe

OURS, SDK = 100_000, 10_000
"""Pushes of a run; the SDK takes long over them."""


@contextmanager
def flood(count: int) -> Iterator[int]:
    """A flooding server in a process of its own; yields its port."""
    command = [sys.executable, "-m", "tests.bench.flood", "book", str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


async def _receive(port: int, count: int) -> float:
    store, done = Store(), asyncio.Event()
    seen, first, last = 0, 0.0, 0.0

    def take(event: PushEvent) -> None:
        nonlocal seen, first, last
        store.apply(event)
        seen += 1
        if seen == 1:
            first = time.monotonic()
        elif seen == count:
            last = time.monotonic()
            done.set()

    link = await Link.open(Address("127.0.0.1", port), on_event=take)
    await link.request(Subscribe((SecurityId.parse("00700"),), (Feed.BOOK,), subscribe=True, push=True))
    async with asyncio.timeout(60):
        await done.wait()
    link.close()
    return count / (last - first)


def our_rate() -> float:
    """Our client and its store, decoding as lazily as live."""
    with flood(OURS) as port:
        return max(asyncio.run(_receive(port, OURS)) for _ in range(3))


def sdk_rate() -> float:
    """The official SDK, in its own process and HOME."""
    with flood(SDK) as port, tempfile.TemporaryDirectory() as home:
        script = str(Path(__file__).with_name("sdk_stream.py"))
        command = [sys.executable, script, str(port), str(SDK)]
        environment = {**os.environ, "HOME": home}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split("RATE ")[1].split()[0])


def report() -> None:
    """Print both and the ratio."""
    ours, sdk = our_rate(), sdk_rate()
    print("order books received over TCP, pushes a second")
    print(f"{'ours':>12}{'SDK':>12}{'ours/SDK':>12}")
    print(f"{ours:>12,.0f}{sdk:>12,.0f}{ours / sdk:>11.1f}x")


if __name__ == "__main__":
    report()
