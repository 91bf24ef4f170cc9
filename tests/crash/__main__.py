"""`python -m tests.crash --rounds 100 --seed 1`: kill -9 at every point of the order path, and start again.

Each round starts the real engine with the real journal file as a process of its own, has it place one order
at the simulator over TCP, and makes it kill itself with SIGKILL at the point of the round. Then another
process starts on the same file. It must find out by itself what became of the order, refuse to arm until it
knows, and never send it again. The simulator counts the requests that reach it. Nothing of the program is
changed for this: the traps are set by wrapping its calls, and the waits of the search are those of the
program (15 s and twice 10 s apart) unless `--quick` shortens them.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from tests.crash.cases import Point
from tests.crash.run import QUICK, run


def main() -> int:
    """Run, print, and end with 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=8, help="rounds that run side by side")
    parser.add_argument("--quick", action="store_true", help="shorten the waits of the search")
    options = parser.parse_args()
    started = time.monotonic()
    waits = QUICK if options.quick else None
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(
            run(options.seed, options.rounds, Path(folder), at_once=options.at_once, waits=waits)
        )
    took = time.monotonic() - started
    print(f"{options.rounds} rounds of kill -9 and restart in {took:.0f} s, seed {options.seed}")
    for point in Point:
        ends = [f"{count} {end}" for (name, end), count in sorted(report.ends.items()) if name == point.value]
        print(f"  {report.rounds[point.value]:3d} {point.value}: {', '.join(ends)}")
    print("orders: " + ", ".join(f"{count} {kind}" for kind, count in sorted(report.orders.items())))
    print(
        f"place requests received {report.place_requests}, orders at the broker {report.at_broker}, "
        f"duplicates {report.doubles}"
    )
    for fault in report.faults:
        print(f"WRONG: {fault}")
    return 1 if report.faults else 0


sys.exit(main())
