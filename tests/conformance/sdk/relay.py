"""A relay between the SDK and OpenD that notes which protocols pass while a check runs.

The header of a frame is never encrypted, so this works under every cipher; the bytes go through as they are.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

_HEADER = struct.Struct("<2sI2xII28x")
_CHUNK = 65536


class Relay:
    """Listens on `port` and passes everything on to OpenD and back."""

    def __init__(self, port: int) -> None:
        self._opend = port
        self._seen: set[int] = set()
        self.asked: Counter[int] = Counter()
        """How many requests of each protocol came for OpenD."""
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, name="relay", daemon=True).start()

    def take(self) -> list[int]:
        """Return the protocols OpenD has answered or pushed since the last time."""
        seen, self._seen = self._seen, set()
        return sorted(seen)

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            try:
                opend = socket.create_connection(("127.0.0.1", self._opend))
            except OSError:
                client.close()
                continue
            for one in (client, opend):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pass, args=(client, opend, self._ask), daemon=True).start()
            threading.Thread(target=self._pass, args=(opend, client, self._answer), daemon=True).start()

    def _ask(self, proto_id: int) -> None:
        self.asked[proto_id] += 1

    def _answer(self, proto_id: int) -> None:
        self._seen.add(proto_id)

    def _pass(self, source: socket.socket, target: socket.socket, note: Callable[[int], None]) -> None:
        """Pass bytes on until one side ends, then end the other."""
        rest = b""
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                rest = _noted(rest + data, note)
                target.sendall(data)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def _noted(data: bytes, note: Callable[[int], None]) -> bytes:
    """Note the protocols of all frames in the data; return what is left of it."""
    at = 0
    while len(data) - at >= _HEADER.size:
        _, proto_id, _, length = _HEADER.unpack_from(data, at)
        if len(data) - at < _HEADER.size + length:
            break
        note(proto_id)
        at += _HEADER.size + length
    return data[at:]
