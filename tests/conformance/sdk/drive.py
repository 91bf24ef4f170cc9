"""Drive the simulator with an unmodified SDK: `drive.py futu|moomoo PORT [KEY]`; one JSON line a check.

With the file of an RSA key every connection is encrypted. `drive.py --names` and `--table` print the checks
without importing the SDK.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import harness
import relay

SUITES = tuple(
    importlib.import_module(path.stem) for path in sorted(Path(__file__).parent.glob("*_checks.py"))
)
"""Each has CHECKS, and a Desk made of the SDK and a port, which is closed in the end."""


def names() -> list[str]:
    """The names of all checks, in order."""
    return [function.__name__ for suite in SUITES for function in suite.CHECKS]


def table() -> str:
    """Every suite with its checks, as CONTRIBUTING shows them."""
    rows = []
    for suite in SUITES:
        checks = ", ".join(function.__name__ for function in suite.CHECKS)
        rows.append(f"| {suite.__name__.removesuffix('_checks')} | {len(suite.CHECKS)} | {checks} |")
    return "\n".join(("| suite | checks | by name |", "|---|---|---|", *rows))


def main(package: str, port: int, key: str = "") -> None:
    """Run everything and leave nothing behind."""
    sdk = importlib.import_module(package)
    sdk.SysConfig.set_all_thread_daemon(True)
    sdk.SysConfig.enable_console_log(False)
    if key:
        sdk.SysConfig.set_init_rsa_file(key)
        sdk.SysConfig.enable_proto_encrypt(True)
    between = relay.Relay(port)
    harness.pace_snapshots(sdk.OpenQuoteContext)
    # One context lives as long as the run, so that its heartbeats are seen whatever the machine's speed.
    idle = sdk.OpenQuoteContext(host="127.0.0.1", port=between.port)
    for suite in SUITES:
        desk = suite.Desk(sdk, between.port)
        harness.run(suite.CHECKS, desk, between.take)
        desk.close()
    idle.close()


if __name__ == "__main__":
    if sys.argv[1] == "--names":
        print("\n".join(names()))
    elif sys.argv[1] == "--table":
        print(table())
    else:
        main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
