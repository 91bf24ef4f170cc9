"""A slow line: bytes come later, by a time that varies, and in order."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable


class Lag:
    """Delays what is sent through it."""

    def __init__(
        self, write: Callable[[bytes], None], seconds: float, jitter: float, chance: random.Random
    ) -> None:
        self._write = write
        self._seconds = seconds
        self._jitter = jitter
        self._chance = chance
        self._last = 0.0
        self._waiting: deque[bytes] = deque()

    def send(self, data: bytes) -> None:
        """Write these bytes after a while, and never before earlier ones."""
        loop = asyncio.get_running_loop()
        due = loop.time() + self._seconds + self._chance.uniform(0, self._jitter)
        self._last = max(self._last, due)
        self._waiting.append(data)
        loop.call_at(self._last, self._write_next)

    def catch_up(self) -> None:
        """Delay nothing from now on but what must wait for earlier bytes."""
        self._seconds = self._jitter = 0.0

    def _write_next(self) -> None:
        # Timers of one moment may run in any order; the bytes may not.
        self._write(self._waiting.popleft())
