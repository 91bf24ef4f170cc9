"""Running a target on many inputs: what came of them, how long they took, and what must never happen."""

from __future__ import annotations

import gc
import hashlib
import random
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.targets import EXPECTED, TARGETS, next_input

LIMIT_S = 1.0
"""Processor time of one input."""
HANG_S = 30
"""Time of a batch, beyond which the input at hand counts as endless."""
BATCH = 200
REGRESSIONS = Path(__file__).with_name("regressions")


class HangError(Exception):
    """An input did not come to its end."""


@dataclass
class Failure:
    """An input that ended in something unexpected."""

    target: str
    data: bytes
    why: str

    @property
    def file_name(self) -> str:
        """Where it is kept as a test."""
        stem = self.target.replace(", ", "-").replace(" ", "-")
        return f"{stem}.{hashlib.sha1(self.data).hexdigest()[:12]}.hex"


@dataclass
class Outcome:
    """What came of a run."""

    target: str
    inputs: int = 0
    read: int = 0
    """Inputs that were understood; all others were refused as they should be."""
    seconds: float = 0.0
    slowest_s: float = 0.0
    memory_kb: int = 0
    """The most this process ever had, by the end of the run."""
    failures: list[Failure] = field(default_factory=list)


def run(name: str, seed: int, count: int) -> Outcome:
    """Feed a target this many inputs; the same seed gives the same ones."""
    target, chance = TARGETS[name], random.Random(seed)
    seeds = target.seeds(chance)
    outcome = Outcome(name)
    # What others left in this process is not to be searched for rubbish in the time of an input.
    gc.freeze()
    started = time.perf_counter()
    while outcome.inputs < count:
        with _alarm():
            for _ in range(min(BATCH, count - outcome.inputs)):
                _feed(outcome, next_input(target, seeds, chance))
    gc.unfreeze()
    outcome.seconds = time.perf_counter() - started
    outcome.memory_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return outcome


def _feed(outcome: Outcome, data: bytes) -> None:
    outcome.inputs += 1
    began = time.thread_time()
    try:
        TARGETS[outcome.target].run(data)
        outcome.read += 1
    except EXPECTED:
        pass
    except (Exception, HangError) as error:  # noqa: BLE001 - whatever else comes out is what is looked for
        outcome.failures.append(Failure(outcome.target, data, f"{type(error).__name__}: {error}"[:300]))
    took = time.thread_time() - began
    outcome.slowest_s = max(outcome.slowest_s, took)
    if took > LIMIT_S:
        outcome.failures.append(Failure(outcome.target, data, f"took {took:.1f} s"))


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(number: int, frame: object) -> None:
        raise HangError(f"no end within {HANG_S} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, HANG_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def kept() -> list[tuple[str, bytes]]:
    """Return the inputs that once failed, with the names of their targets."""
    named = {Failure(name, b"", "").file_name.split(".")[0]: name for name in TARGETS}
    return [
        (named[path.name.split(".")[0]], bytes.fromhex(path.read_text()))
        for path in sorted(REGRESSIONS.glob("*.hex"))
    ]
