"""The dashboard as it is, with a probe of how late its loop is, and its frames counted.

Usage: load_child.py FILE ARGUMENTS...; each second adds a line to the file: frames and their bytes so far,
then for each wake-up of that second by how many microseconds it was late, and the most of these that the
program itself can have worked: its CPU time since the wake-up before. Other processes or machines had the
rest. With `core=N` before the arguments it runs on that processor alone.

`load_child.py FILE --client PORT CODE...` is what is left without a face: the same engine, whose store is
drained as often, and nothing looks at what it holds.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable

from tests.bench.cores import take
from tui.client.address import Address
from tui.domain.ids import SecurityId

EVERY_S = 0.01
TELL_S = 1.0


class Probe:
    """Wakes up a hundred times a second and notes how late."""

    def __init__(self, file: str) -> None:
        self._file = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self._late: list[str] = []
        self._due = self._tell_at = self._used = 0.0
        self.frames = self.bytes = 0

    def start(self) -> None:
        """Begin, on the loop that runs."""
        self._loop = asyncio.get_running_loop()
        self._due = self._loop.time() + EVERY_S
        self._tell_at = self._due + TELL_S
        self._loop.call_at(self._due, self._wake)

    def _wake(self) -> None:
        now, used = self._loop.time(), time.process_time()
        late = now - self._due
        self._late.append(f"{late * 1e6:.0f}:{min(late, used - self._used) * 1e6:.0f}")
        self._used = used
        if now >= self._tell_at:
            words = " ".join((str(self.frames), str(self.bytes), *self._late))
            os.write(self._file, f"{words}\n".encode())
            self._late.clear()
            self._tell_at = now + TELL_S
        self._due = now + EVERY_S
        self._loop.call_at(self._due, self._wake)


def dashboard(probe: Probe, arguments: list[str]) -> int:
    """Run the command."""
    from tui.app.bridge import Bridge
    from tui.app.output.gate import Frame, Gate
    from tui.cli import main

    start: Callable[[Bridge], None] = Bridge.start
    next_frame: Callable[[Gate, float], Frame | None] = Gate.next_frame

    def start_both(self: Bridge) -> None:
        start(self)
        probe.start()

    def counted(self: Gate, now: float) -> Frame | None:
        frame = next_frame(self, now)
        if frame is not None:
            probe.frames += 1
            probe.bytes += frame.size
        return frame

    setattr(Bridge, start.__name__, start_both)
    setattr(Gate, next_frame.__name__, counted)
    return main(arguments)


async def client(probe: Probe, port: int, codes: list[SecurityId]) -> None:
    """Watch these codes and look at the first, as the dashboard does; until killed."""
    from tui.app.bridge import PAINTS_PER_S
    from tui.app.memory import settle
    from tui.engine import Engine

    engine = Engine(Address("127.0.0.1", port), journal=None, read_only=True)
    await engine.start()
    engine.watch(codes)
    engine.focus(codes[0])
    probe.start()
    settle()
    while True:
        await asyncio.sleep(1 / PAINTS_PER_S)
        engine.store.drain()


if __name__ == "__main__":
    the_probe, the_rest = Probe(sys.argv[1]), sys.argv[2:]
    if the_rest[0].startswith("core="):
        take(int(the_rest.pop(0).removeprefix("core=")))
    if the_rest[:1] == ["--client"]:
        asyncio.run(client(the_probe, int(the_rest[1]), [SecurityId.parse(code) for code in the_rest[2:]]))
    else:
        sys.exit(dashboard(the_probe, the_rest))
