"""A terminal at the far end of a slow line.

The line takes so many bytes a second each way and has a length. What it takes is read from the pty no faster
than it goes; or at once, up to what a buffer in between holds, which is what sshd and the network do. The
emulator at the far end sees bytes when they arrive there, and answers then; answers and keys travel back.
"""

from __future__ import annotations

import os
import re
import select
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from tests.e2e.terminal import Terminal

GRAIN_S = 0.01
"""Bytes under way are handed over this often, and at the end of what was sent at once."""
SLACK_S = 0.05
"""A line without a buffer takes so much ahead: it never waits for whoever reads the pty for it."""
LONG_S = 1e6
BUFFER = 2_000_000
"""What sshd and TCP hold between them."""
_ASKS_SYNC = re.compile(rb"\x1b\[\?2026\$p")
_HAS_SYNC = b"\x1b[?2026;2$y"


@dataclass(frozen=True, slots=True)
class Line:
    """How fast, how long, and how much it holds besides what is on the way."""

    bytes_per_s: float
    one_way_s: float = 0.04
    buffer: int = 0


@dataclass(slots=True)
class _Chunk:
    data: bytes
    begins: float
    """When its first byte begins to go."""
    arrived: int = 0


class Pipe:
    """One direction of a line. Nothing here reads a clock."""

    def __init__(self, line: Line) -> None:
        self._rate, self._delay = line.bytes_per_s, line.one_way_s
        self._holds = max(line.buffer, int(self._rate * SLACK_S), 1)
        self._free_at = float("-inf")
        """When all that was put in has gone; it arrives a delay later."""
        self._chunks: deque[_Chunk] = deque()

    def room(self, now: float) -> int:
        """Return how many bytes it takes now."""
        waiting = max(self._free_at - now, 0.0) * self._rate
        return max(int(self._holds - waiting + 1e-6), 0)

    def room_at(self, now: float) -> float:
        """Return when it takes as much as goes in a grain of time."""
        grain = min(self._rate * GRAIN_S, self._holds)
        return max(now, self._free_at - (self._holds - grain) / self._rate)

    def put(self, data: bytes, now: float) -> None:
        """Take bytes, behind all that were taken before."""
        begins = max(now, self._free_at)
        self._free_at = begins + len(data) / self._rate
        self._chunks.append(_Chunk(data, begins))

    def take(self, now: float) -> bytes:
        """Return what has arrived."""
        out: list[bytes] = []
        while self._chunks:
            chunk = self._chunks[0]
            gone = (now - self._delay - chunk.begins) * self._rate
            until = min(max(int(gone + 1e-6), chunk.arrived), len(chunk.data))
            out.append(chunk.data[chunk.arrived : until])
            chunk.arrived = until
            if until < len(chunk.data):
                break
            self._chunks.popleft()
        return b"".join(out)

    @property
    def next_at(self) -> float:
        """When more will have arrived that is worth looking at; infinity when nothing is under way."""
        if not self._chunks:
            return float("inf")
        chunk = self._chunks[0]
        until = min(chunk.arrived + max(self._rate * GRAIN_S, 1.0), len(chunk.data))
        return chunk.begins + until / self._rate + self._delay

    @property
    def under_way(self) -> int:
        """Bytes that were taken and have not arrived."""
        return sum(len(chunk.data) - chunk.arrived for chunk in self._chunks)


class SlowTerminal(Terminal):
    """A command on a pty, read over a line by an emulator that answers over the same line."""

    def __init__(
        self,
        command: Sequence[str],
        line: Line,
        *,
        columns: int = 120,
        lines: int = 40,
        env: dict[str, str],
        cwd: str | None = None,
    ) -> None:
        super().__init__(command, columns=columns, lines=lines, env=env, cwd=cwd)
        self.reads = True
        """Whether anybody takes what the program writes; the line stands still when nobody does."""
        self._told = False
        """Whether it said that it holds frames back until they are complete."""
        self._down, self._up = Pipe(line), Pipe(line)
        self._sent = self._given = 0
        """Bytes that were put on the way to the program, and that it has been given."""
        self._keys: deque[int] = deque()
        """How many bytes were sent with the last of each key that is under way."""

    def become(self, line: Line) -> None:
        """Be another line from now on; what is under way begins its way anew."""
        down, up = self._down, self._up
        self._down, self._up = Pipe(line), Pipe(line)
        now = time.monotonic()
        for old, new in ((down, self._down), (up, self._up)):
            if rest := old.take(now + LONG_S):
                new.put(rest, now)

    @property
    def behind(self) -> int:
        """Bytes that the program has written to the line and the far end has not seen."""
        return self._down.under_way

    def send(self, keys: str) -> None:
        """Type at the far end."""
        self._reply(keys.encode())
        self._keys.append(self._sent)
        self._go(time.monotonic())

    def collect(self, timeout_s: float) -> None:
        """Let the line go on until something arrives, or the time is over."""
        deadline = time.monotonic() + timeout_s
        while True:
            now = time.monotonic()
            self._go(now)
            if data := self._down.take(now) if self.reads else b"":
                self.bytes_read += len(data)
                if not self._told and _ASKS_SYNC.search(self.tail + data):
                    self._told = True
                    self._reply(_HAS_SYNC)
                self._answer(data)
                self.tail = (self.tail + data)[-4096:]
                self._kept += data
                return
            if now >= deadline or self._master < 0:
                return
            self._wait(now, deadline)

    def _wait(self, now: float, deadline: float) -> None:
        until = min(deadline, self._up.next_at)
        readable = []
        if self.reads:
            until = min(until, self._down.next_at)
            if self._down.room_at(now) <= now:
                readable = [self._master]
            else:
                until = min(until, self._down.room_at(now))
        try:
            select.select(readable, [], [], max(until - now, 0.0))
        except OSError:
            return

    def _reply(self, data: bytes) -> None:
        self._up.put(data, time.monotonic())
        self._sent += len(data)

    def _go(self, now: float) -> None:
        """Take what the program wrote, as far as there is room; hand it what has come for it."""
        if self._master < 0:
            return
        if typed := self._up.take(now):
            os.write(self._master, typed)
            self._given += len(typed)
            while self._keys and self._keys[0] <= self._given:
                self._keys.popleft()
                self._note_handed()
        room = self._down.room(now) if self.reads and self._down.room_at(now) <= now else 0
        if room and select.select([self._master], [], [], 0)[0]:
            try:
                data = os.read(self._master, min(room, 65536))
            except OSError:
                # The program is gone; what it wrote before still arrives.
                select.select([], [], [], GRAIN_S)
                return
            self._down.put(data, now)
