"""Runs inside a subprocess with its own HOME: pushes a second that reach a handler of the official SDK.

Usage: sdk_stream.py PORT COUNT. Connects and subscribes as any program does, and times first to last push.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import Any


def main() -> None:
    from futu import OpenQuoteContext, OrderBookHandlerBase, SubType, SysConfig

    port, count = int(sys.argv[1]), int(sys.argv[2])
    done, moments = threading.Event(), [0.0, 0.0]

    class Counter(OrderBookHandlerBase):  # type: ignore[misc]
        seen = 0

        def on_recv_rsp(self, rsp_pb: Any) -> Any:
            answer = super().on_recv_rsp(rsp_pb)
            Counter.seen += 1
            if Counter.seen == 1:
                moments[0] = time.monotonic()
            if Counter.seen == count:
                moments[1] = time.monotonic()
                done.set()
            return answer

    SysConfig.set_all_thread_daemon(True)
    SysConfig.enable_console_log(False)
    context = OpenQuoteContext("127.0.0.1", port)
    context.set_handler(Counter())
    context.subscribe(["HK.00700"], [SubType.ORDER_BOOK])
    if not done.wait(60):
        raise SystemExit(f"{Counter.seen} of {count} pushes came")
    print(f"RATE {count / (moments[1] - moments[0]):.0f}", flush=True)
    context.close()


main()
