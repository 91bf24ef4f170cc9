"""The long soak: half an hour of busy use, or as many minutes as are given."""

from __future__ import annotations

import argparse
import sys
import time

from tests.soak.run import soak

parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
parser.add_argument("--minutes", type=float, default=30.0)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
started = time.perf_counter()
soaked = soak(options.minutes * 60, seed=options.seed)
print("\n".join(soaked.lines()))
print(f"{options.minutes:g} minutes in {time.perf_counter() - started:.1f} s")
sys.exit(1 if soaked.opend.avoidable or soaked.opend.broken_limits() else 0)
