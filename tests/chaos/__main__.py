"""`python -m tests.chaos --minutes 10 --seed 1`: the long chaos run, on a stepped clock."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time

from tests.chaos.run import run
from tests.client.stepped import SteppedLoop


def main() -> int:
    """Run, print, and end with 1 when anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--minutes", type=float, default=10, help="simulated minutes")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    with asyncio.Runner(loop_factory=SteppedLoop) as runner:
        report = runner.run(run(options.seed, options.minutes * 60))
    print(f"{options.minutes:g} simulated minutes in {time.monotonic() - started:.0f} s, seed {options.seed}")
    print("mishaps: " + ", ".join(f"{count} {name}" for name, count in sorted(report.rounds.items())))
    for name, count in sorted(report.flow.done.items()):
        print(f"  {name}: {count}")
    for text, count in report.flow.refusals.most_common():
        print(f"  refused {count} x {text}")
    print(f"at the broker: {report.orders} orders, {report.fills} fills, on a paper and a real account")
    print(
        f"slowest recovery: subscriptions {report.slowest_s:.1f} s, prices {report.priced_s:.1f} s "
        f"after the end of a mishap; tasks left {report.tasks_left}"
    )
    print(f"after a third: {report.early}")
    print(f"in the end:    {report.late}")
    for fault in report.faults:
        print(f"WRONG: {fault}")
    return 1 if report.faults else 0


sys.exit(main())
