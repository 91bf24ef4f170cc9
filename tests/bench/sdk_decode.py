"""Runs inside a subprocess with its own HOME: the official SDK's path from bytes to its handler.

Usage: sdk_decode.py KIND COUNT FILE [KEY VECTOR]. Prints pushes a second, from AES-CBC with the
last two. The steps are those of the SDK's own receive loop: append to its buffer, parse_rsp, delete the
frame from the buffer, hand the message to the handler.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path


def main() -> None:
    from futu import CurKlineHandlerBase, OrderBookHandlerBase, StockQuoteHandlerBase, TickerHandlerBase
    from futu.common.utils import parse_rsp

    assert CurKlineHandlerBase
    kind, count, path, secrets = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    if secrets:
        from futu.common.conn_mng import FutuConnMng

        FutuConnMng.add_conn({"conn_id": 1, "conn_key": secrets[0], "conn_iv": secrets[1]})
    handlers = {"book": OrderBookHandlerBase, "quote": StockQuoteHandlerBase, "ticker": TickerHandlerBase}
    handler = handlers[kind]()
    data = Path(path).read_bytes()
    buffer = bytearray()
    seen = 0
    started = time.process_time()
    for at in range(0, len(data), 65536):
        buffer.extend(data[at : at + 65536])
        while True:
            result = parse_rsp(buffer, 1, bool(secrets))
            if result.total_len == 0 or result.rsp_pb is None:
                break
            del buffer[: result.total_len]
            handler.on_recv_rsp(result.rsp_pb)
            seen += 1
    elapsed = time.process_time() - started
    if seen != count:
        raise SystemExit(f"decoded {seen} of {count} pushes")
    print(f"RATE {count / elapsed:.0f}", flush=True)


main()
