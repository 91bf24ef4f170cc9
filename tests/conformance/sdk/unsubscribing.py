"""Give a subscription back with the unmodified SDK, step by step: `unsubscribing.py futu|moomoo PORT`.

Each step prints a line of JSON and goes on when a line comes in: meanwhile the simulator's clock is moved.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any

import harness

CODE = "HK.00700"


def say(**facts: Any) -> None:
    """Print a line and wait for one."""
    print(json.dumps(facts), flush=True)
    sys.stdin.readline()


def quota(context: Any) -> dict[str, Any]:
    """What is used, left and subscribed."""
    info = harness.passed(context.query_subscription())
    return {"used": info["total_used"], "remain": info["remain"], "feeds": sorted(info["sub_list"])}


def main(package: str, port: int) -> None:
    """Subscribe two feeds, give one back too early and in time, then the rest."""
    sdk = importlib.import_module(package)
    sdk.SysConfig.set_all_thread_daemon(True)
    sdk.SysConfig.enable_console_log(False)
    kinds = sdk.SubType
    context = sdk.OpenQuoteContext("127.0.0.1", port)
    harness.passed(context.subscribe([CODE], [kinds.QUOTE, kinds.ORDER_BOOK]))
    say(**quota(context))
    say(refusal=harness.refused(context.unsubscribe([CODE], [kinds.ORDER_BOOK])))
    harness.passed(context.unsubscribe([CODE], [kinds.ORDER_BOOK]))
    book = harness.refused(context.get_order_book(CODE))
    harness.passed(context.get_stock_quote([CODE]))
    say(**quota(context), book=book)
    harness.passed(context.unsubscribe_all())
    say(**quota(context))
    context.close()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
