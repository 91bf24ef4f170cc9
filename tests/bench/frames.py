"""The push frames both sides decode: same bytes, made once from the schemas."""

from __future__ import annotations

import hashlib
import struct
from typing import Any

from tui.pb import Qot_UpdateBasicQot_pb2, Qot_UpdateOrderBook_pb2, Qot_UpdateTicker_pb2
from tui.wire.crypto import session_cipher
from tui.wire.framing import Cipher

HEADER = struct.Struct("<1s1sI2B2I20s8s")
CODES = [f"{700 + n:05d}" for n in range(50)]


KEY, VECTOR = "0123456789abcdef", "fedcba9876543210"


def frame(proto_id: int, serial: int, body: bytes, cipher: Cipher | None = None) -> bytes:
    """Wrap one body as OpenD would; the digest is that of the plain text."""
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    sent = body if cipher is None else cipher.encrypt(body)
    return HEADER.pack(b"F", b"T", proto_id, 0, 0, serial, len(sent), digest, bytes(8)) + sent


def book(n: int) -> bytes:
    """Ten levels a side, with times."""
    message = Qot_UpdateOrderBook_pb2.Response(retType=0)
    s2c = message.s2c
    s2c.security.market, s2c.security.code, s2c.name = 1, CODES[n % len(CODES)], "TENCENT"
    for level in range(10):
        for side, sign in ((s2c.orderBookAskList, 1), (s2c.orderBookBidList, -1)):
            side.add(
                price=412.2 + sign * 0.2 * (level + 1), volume=100 * (n % 97 + level), orederCount=level + 3
            )
    s2c.svrRecvTimeBid = s2c.svrRecvTimeAsk = "2026-11-20 10:31:07.123"
    s2c.svrRecvTimeBidTimestamp = s2c.svrRecvTimeAskTimestamp = 1795141867.123
    return message.SerializeToString()


def quote(n: int) -> bytes:
    """One quote."""
    message = Qot_UpdateBasicQot_pb2.Response(retType=0)
    one: Any = message.s2c.basicQotList.add()
    one.security.market, one.security.code, one.name = 1, CODES[n % len(CODES)], "TENCENT"
    one.isSuspended, one.listTime, one.priceSpread = False, "2004-06-16", 0.2
    one.updateTime, one.updateTimestamp = "2026-11-20 10:31:07", 1795141867.0
    one.highPrice, one.openPrice, one.lowPrice = 415.0, 409.4, 408.2
    one.curPrice, one.lastClosePrice = 412.2 + (n % 10) * 0.2, 410.0
    one.volume, one.turnover, one.turnoverRate, one.amplitude = 9_000_000 + n, 3.7e9, 0.1, 1.6
    one.darkStatus, one.secStatus = 0, 1
    return message.SerializeToString()


def ticker(n: int) -> bytes:
    """One print."""
    message = Qot_UpdateTicker_pb2.Response(retType=0)
    s2c = message.s2c
    s2c.security.market, s2c.security.code, s2c.name = 1, CODES[n % len(CODES)], "TENCENT"
    s2c.tickerList.add(
        time="2026-11-20 10:31:07.123",
        sequence=n,
        dir=1,
        price=412.2,
        volume=100,
        turnover=41220.0,
        recvTime=1795141867.2,
        type=1,
        typeSign=65,
        pushDataType=1,
        timestamp=1795141867.123,
    )
    return message.SerializeToString()


KINDS = {"book": (3013, book), "quote": (3005, quote), "ticker": (3011, ticker)}


def stream(kind: str, count: int, *, sealed: bool = False) -> bytes:
    """Frames of one kind, back to back; sealed ones under AES-CBC."""
    proto_id, make = KINDS[kind]
    cipher = session_cipher(KEY, VECTOR) if sealed else None
    return b"".join(frame(proto_id, n + 1, make(n), cipher) for n in range(count))


def bodies(kind: str, count: int) -> list[bytes]:
    """The same messages without frames."""
    make = KINDS[kind][1]
    return [make(n) for n in range(count)]
