"""Drive the simulator with the unmodified official SDK: `drive.py futu|moomoo PORT`, one JSON line a check.

`drive.py --names` prints the checks without importing the SDK.
"""

from __future__ import annotations

import importlib
import sys

import harness
import quote_checks
import trade_checks

SUITES = (quote_checks, trade_checks)


def names() -> list[str]:
    """The names of all checks, in order."""
    return [function.__name__ for suite in SUITES for function in suite.CHECKS]


def main(package: str, port: int) -> None:
    """Run everything and leave nothing behind."""
    sdk = importlib.import_module(package)
    sdk.SysConfig.set_all_thread_daemon(True)
    sdk.SysConfig.enable_console_log(False)
    desk = quote_checks.Desk(sdk, port)
    harness.run(quote_checks.CHECKS, desk)
    desk.context.close()
    desk = trade_checks.Desk(sdk, port)
    harness.run(trade_checks.CHECKS, desk)
    for context in (desk.quotes, desk.context, desk.futures):
        context.close()


if __name__ == "__main__":
    if sys.argv[1] == "--names":
        print("\n".join(names()))
    else:
        main(sys.argv[1], int(sys.argv[2]))
