"""Decode and store rate of pushes: ours, the official SDK's path, and bare protobuf parsing."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.frames import KEY, KINDS, VECTOR, bodies, stream
from tui.pb import Qot_UpdateBasicQot_pb2, Qot_UpdateOrderBook_pb2, Qot_UpdateTicker_pb2
from tui.state.store import Store
from tui.wire.codec import decode_push
from tui.wire.crypto import session_cipher
from tui.wire.protocol import Connection, PushArrived, Role

CHUNK = 65536
AIMS = {"book": 10, "quote": 250}
_PARSE: dict[str, Callable[[bytes], object]] = {
    "book": Qot_UpdateOrderBook_pb2.Response.FromString,
    "quote": Qot_UpdateBasicQot_pb2.Response.FromString,
    "ticker": Qot_UpdateTicker_pb2.Response.FromString,
}


def best_of(runs: int, measure: Callable[[], float]) -> float:
    """The highest of some rates: the machine is shared, so the least disturbed run counts."""
    return max(measure() for _ in range(runs))


def our_rate(kind: str, count: int, *, sealed: bool = False) -> float:
    """Frame, check SHA-1, find the key, apply to a store: pushes a second, decoded as lazily as live."""
    data = stream(kind, count, sealed=sealed)

    def once() -> float:
        connection, store = Connection(Role.CLIENT), Store()
        if sealed:
            connection.secure(session_cipher(KEY, VECTOR))
        gc.collect()
        gc.freeze()
        gc.set_threshold(20_000, 20, 100)  # as the dashboard does after its start
        seen = 0
        started = time.process_time()
        for at in range(0, len(data), CHUNK):
            for incoming in connection.receive(data[at : at + CHUNK]):
                if isinstance(incoming, PushArrived):
                    for event in decode_push(incoming.proto_id, incoming.body):
                        store.apply(event)
                        seen += 1
        elapsed = time.process_time() - started
        if seen != count:
            raise SystemExit(f"stored {seen} of {count} pushes")
        return count / elapsed

    return best_of(9, once)


def bare_rate(kind: str, count: int) -> float:
    """FromString of the body alone: the floor nobody can go below."""
    messages = bodies(kind, count)
    parse = _PARSE[kind]

    def once() -> float:
        gc.collect()
        started = time.process_time()
        for body in messages:
            parse(body)
        return count / (time.process_time() - started)

    return best_of(9, once)


def sdk_rate(kind: str, count: int, *, sealed: bool = False) -> float:
    """The official SDK on the same frames, in its own process and HOME."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frames"
        path.write_bytes(stream(kind, count, sealed=sealed))
        script = str(Path(__file__).with_name("sdk_decode.py"))
        command = [sys.executable, script, kind, str(count), str(path), *([KEY, VECTOR] if sealed else ())]
        environment = {**os.environ, "HOME": folder}
        output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return float(output.split("RATE ")[1].split()[0])


def report() -> None:
    """Print one line a kind of push."""
    print("decode and store, pushes a CPU second")
    print(f"{'':8}{'ours':>12}{'SDK':>12}{'bare parse':>12}{'ours/SDK':>12}{'ours/bare':>12}{'aim':>10}")
    for kind in KINDS:
        ours = our_rate(kind, 60_000)
        bare = bare_rate(kind, 60_000)
        sdk = best_of(3, lambda kind=kind: sdk_rate(kind, 20_000 if kind == "book" else 3_000))  # type: ignore[misc]
        aim = f">= {AIMS[kind]}x" if kind in AIMS else ""
        ratios = f"{ours / sdk:>11.1f}x{ours / bare:>11.2f}x{aim:>10}"
        print(f"{kind:8}{ours:>12,.0f}{sdk:>12,.0f}{bare:>12,.0f}{ratios}")
    sealed, sdk = (
        our_rate("book", 60_000, sealed=True),
        best_of(3, lambda: sdk_rate("book", 10_000, sealed=True)),
    )
    plain = our_rate("book", 60_000)
    print(
        f"the same books under AES-CBC: {sealed:,.0f}, {sealed / plain:.2f} of plain; SDK {sdk:,.0f}",
        end="; ",
    )
    print(f"ours/SDK {sealed / sdk:.1f}x")
