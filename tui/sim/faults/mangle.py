"""Messages made wrong on purpose. Pure."""

from __future__ import annotations

from collections.abc import Sequence

_DIGEST_AT = 16
_VARINT, _BYTES = 0, 2
_MORE = 0x80


def wrong_digest(frame: bytes) -> bytes:
    """Return a frame whose digest is that of another body."""
    return frame[:_DIGEST_AT] + bytes([frame[_DIGEST_AT] ^ 0xFF]) + frame[_DIGEST_AT + 1 :]


def cut(frame: bytes) -> bytes:
    """Return a frame without its last third; what follows on the wire is then taken for its rest."""
    return frame[: len(frame) - max(len(frame) // 3, 1)]


def with_number(body: bytes, path: Sequence[int], value: int) -> bytes:
    """Return a body in which a number, by the field numbers that lead to it, is this one.

    The last value of a field counts and messages in parts are joined, so it can be put at the end.
    """
    *outer, last = path
    added = _varint(last << 3 | _VARINT) + _varint(value & 2**64 - 1)
    for number in reversed(outer):
        added = _varint(number << 3 | _BYTES) + _varint(len(added)) + added
    return body + added


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= _MORE:
        out.append(value & _MORE - 1 | _MORE)
        value >>= 7
    out.append(value)
    return bytes(out)
