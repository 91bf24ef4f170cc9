"""`make fuzz`: a million inputs over all targets and all cores; what fails is kept as a test."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from math import ceil
from multiprocessing import get_context

from tests.fuzz.engine import REGRESSIONS, Outcome, run
from tests.fuzz.targets import TARGETS

PIECE = 10_000
"""Inputs of a task; each task makes new sound inputs to damage."""
GROWTH_KB = 64 * 1024
"""How much more memory a process may have in the end than after its first tasks."""


def main() -> int:
    """Run, print a line a target, and return 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    options = parser.parse_args()
    print(f"{options.inputs:,} inputs, seed {options.seed}, {options.workers} processes")
    started = time.perf_counter()
    with ProcessPoolExecutor(options.workers, get_context("spawn")) as pool:
        outcomes = list(pool.map(_task, tasks(options.inputs, options.seed)))
    report(outcomes)
    total = sum(outcome.inputs for outcome in outcomes)
    print(f"{total:,} inputs in {time.perf_counter() - started:.0f} s")
    return 1 if _keep(outcomes) or _grew(outcomes) else 0


def tasks(inputs: int, seed: int) -> Iterator[tuple[str, int, int]]:
    """Share the inputs out: target, seed and count, the targets by turns."""
    shares = sum(target.share for target in TARGETS.values())
    left = {name: ceil(inputs * target.share / shares) for name, target in TARGETS.items()}
    number = seed
    while any(left.values()):
        for name, count in left.items():
            if count:
                number += 1
                yield name, number, min(PIECE, count)
                left[name] -= min(PIECE, count)


def _task(task: tuple[str, int, int]) -> Outcome:
    return run(*task)


def report(outcomes: Iterable[Outcome]) -> None:
    """Print what came of each target."""
    print(f"{'target':18}{'inputs':>10}{'read':>10}{'refused':>10}{'failed':>8}{'seconds':>9}{'slowest':>11}")
    outcomes = list(outcomes)
    for name in TARGETS:
        mine = [outcome for outcome in outcomes if outcome.target == name]
        inputs, read = sum(one.inputs for one in mine), sum(one.read for one in mine)
        failed, seconds = sum(len(one.failures) for one in mine), sum(one.seconds for one in mine)
        slowest = max(one.slowest_s for one in mine) * 1000
        refused = inputs - read - failed
        print(f"{name:18}{inputs:>10,}{read:>10,}{refused:>10,}{failed:>8}{seconds:>9.1f}{slowest:>8.1f} ms")


def _keep(outcomes: Iterable[Outcome]) -> bool:
    """Keep one input of each kind of failure; whether there was any."""
    kinds = {(f.target, f.why): f for outcome in outcomes for f in outcome.failures}
    for failure in kinds.values():
        path = REGRESSIONS / failure.file_name
        path.write_text(failure.data.hex() + "\n")
        print(f"{failure.target}: {failure.why}\n    kept as {path.name}", file=sys.stderr)
    return bool(kinds)


def _grew(outcomes: list[Outcome]) -> bool:
    """Compare the memory after every target had its turn with that of the end."""
    early = max(outcome.memory_kb for outcome in outcomes[: 2 * len(TARGETS)])
    late = max(outcome.memory_kb for outcome in outcomes)
    print(f"memory: {early / 1024:.0f} MiB after the first turns, {late / 1024:.0f} MiB in the end")
    return late - early > GROWTH_KB


if __name__ == "__main__":
    sys.exit(main())
