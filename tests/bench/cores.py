"""A core for the program that is measured: the market and the far end of the line are other machines."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def one_apart() -> Iterator[int | None]:
    """Keep off one core for the length of a block, with all that is started in it; yields which.

    What is measured takes it for itself with `take`. None where there is only one.
    """
    all_of_them = os.sched_getaffinity(0)
    if len(all_of_them) < 2:
        yield None
        return
    kept = min(all_of_them)
    os.sched_setaffinity(0, all_of_them - {kept})
    try:
        yield kept
    finally:
        os.sched_setaffinity(0, all_of_them)


class Stolen:
    """How much of the processors' time the host gave to other machines since this was made."""

    def __init__(self) -> None:
        self._began, self._before = time.monotonic(), _stolen_s()

    @property
    def share(self) -> float | None:
        """Of all processors; None where the system does not say."""
        now = _stolen_s()
        if now is None or self._before is None:
            return None
        return (now - self._before) / max(time.monotonic() - self._began, 1e-9) / (os.cpu_count() or 1)

    def tell(self) -> None:
        """Print it: what is late while the host has other work is not late by our own."""
        if (share := self.share) is not None:
            print(f"  the host gave {share:.0%} of the processors' time to other machines meanwhile")


def _stolen_s() -> float | None:
    try:
        first = Path("/proc/stat").read_text().splitlines()[0].split()
        return int(first[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None


def take(core: int) -> None:
    """Run on this core alone, with every thread that is started from now on."""
    os.sched_setaffinity(0, {core})
