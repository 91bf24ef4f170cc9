"""A push that goes to many connections: framed once, and only the serial differs. Pure."""

from __future__ import annotations

import struct

from tui.wire.framing import encode_frame

_SERIAL_AT = 8
_SERIAL = struct.Struct("<I")


class SharedPush:
    """One push; its frame is made when the first plain connection wants it."""

    __slots__ = ("_head", "_tail", "body", "proto_id")

    def __init__(self, proto_id: int, body: bytes) -> None:
        self.proto_id = proto_id
        self.body = body
        self._head = b""
        self._tail = b""

    def framed(self, serial: int) -> bytes:
        """Return the unencrypted frame under a serial; the digest is the body's, so nothing else changes."""
        if not self._head:
            frame = encode_frame(self.proto_id, 0, self.body)
            self._head, self._tail = frame[:_SERIAL_AT], frame[_SERIAL_AT + _SERIAL.size :]
        return self._head + _SERIAL.pack(serial) + self._tail
