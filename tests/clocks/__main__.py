"""`python -m tests.clocks [MOMENT ...]`: run the tests at hours at which nobody tries them.

A test that counts on the hour or the day it is written at fails for whoever runs it at another. Here the
tests run as if midnight passed in Hong Kong, in New York or where clocks show UTC, as Hong Kong opens and
closes, on a weekend, at the end of a year, when summer time begins, and a year from now. Only the wall clock
is moved, by a library that is loaded before all others and so moves the simulator's, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

SHIM = Path(__file__).with_name("shift.c")
EARLY = timedelta(minutes=3)
"""So long before the moment the tests start: the first to need a simulator have one by then."""


def midnight(zone: str, month: int = 0, day: int = 0) -> Callable[[datetime], datetime]:
    """Find the next midnight at which a day begins in a zone: any, or that of a month and day."""

    def of(now: datetime) -> datetime:
        at = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        while at <= now + EARLY or (month and (at.month, at.day) != (month, day)):
            at += timedelta(days=1)
        return at

    return of


def hong_kong(hour: int, minute: int) -> Callable[[datetime], datetime]:
    """Find the next time a clock in Hong Kong shows this on a working day."""

    def of(now: datetime) -> datetime:
        at = now.astimezone(ZoneInfo("Asia/Hong_Kong")).replace(
            hour=hour, minute=minute, second=0, microsecond=0
        )
        while at <= now + EARLY or at.weekday() >= 5:
            at += timedelta(days=1)
        return at

    return of


def weekend(now: datetime) -> datetime:
    """Find the next Saturday, in the middle of what would be Hong Kong's morning."""
    days = (5 - now.weekday()) % 7 or 7
    return (now + timedelta(days=days)).replace(hour=2, minute=30)


def summer_time(now: datetime) -> datetime:
    """Find the hour that New York leaves out."""
    at = now.replace(minute=0, second=0, microsecond=0)
    zone = ZoneInfo("America/New_York")
    while not (at + timedelta(hours=1)).astimezone(zone).dst() or at.astimezone(zone).dst():
        at += timedelta(hours=1)
    return at + timedelta(hours=1)


def next_year(now: datetime) -> datetime:
    """Find the same hour a year from now."""
    return now + timedelta(days=365)


MOMENTS: dict[str, Callable[[datetime], datetime]] = {
    "hong-kong": midnight("Asia/Hong_Kong"),
    "utc": midnight("UTC"),
    "new-york": midnight("America/New_York"),
    "open": hong_kong(9, 30),
    "close": hong_kong(16, 0),
    "weekend": weekend,
    "year-end": midnight("Asia/Hong_Kong", month=1, day=1),
    "summer-time": summer_time,
    "next-year": next_year,
}


def main() -> int:
    """Run the tests at each moment, print how it went, and end with 1 when any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.clocks")
    parser.add_argument("moments", nargs="*", metavar="MOMENT", help=f"of {', '.join(MOMENTS)}; else all")
    parser.add_argument("--tests", nargs="*", default=["--ignore=tests/e2e"], help="what pytest is told")
    options = parser.parse_args()
    if unknown := [name for name in options.moments if name not in MOMENTS]:
        parser.error(f"no moment is called {unknown[0]!r}; there are {', '.join(MOMENTS)}")
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder, "shift.so")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, SHIM, "-ldl"], check=True)
        for name in options.moments or MOMENTS:
            now = datetime.now(UTC)
            start = MOMENTS[name](now) - EARLY
            ended = run(library, round((start - now).total_seconds()), options.tests)
            print(f"{name}: from {start.astimezone(UTC):%Y-%m-%d %H:%M} UTC, exit code {ended}", flush=True)
            failed += ended != 0
    return 1 if failed else 0


def run(library: Path, shift_s: int, tests: list[str]) -> int:
    """Run pytest with the clock moved; return its exit code."""
    moved = {**os.environ, "CLOCK_SHIFT_S": str(shift_s), "LD_PRELOAD": str(library)}
    asked = [sys.executable, "-c", "import time; print(time.time())"]
    told = float(subprocess.run(asked, env=moved, check=True, capture_output=True, text=True).stdout)
    if abs(told - time.time() - shift_s) > 5:
        raise SystemExit(
            "the clock could not be moved: is this a C library that loads what LD_PRELOAD names?"
        )
    workers = str(2 * (os.cpu_count() or 1))
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadgroup", *tests]
    return subprocess.run([*command, "-p", "no:cacheprovider"], env=moved, check=False).returncode


sys.exit(main())
