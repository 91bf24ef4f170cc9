"""`make bench`: every comparison, as ratios of one run."""

from __future__ import annotations

import sys

from tests.bench import decode, exact, grid, journal, latency, line, load, many, ssh, start, stream


def main() -> None:
    """Run all reports, or those named on the command line."""
    reports = {
        "decode": decode.report,
        "exact": exact.report,
        "stream": stream.report,
        "many": many.report,
        "grid": grid.report,
        "start": start.report,
        "journal": journal.report,
        "latency": latency.report,
        "line": line.report,
        "load": load.report,
        "ssh": ssh.report,
    }
    for name in sys.argv[1:] or reports:
        reports[name]()
        print()


main()
