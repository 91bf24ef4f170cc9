"""Frames: a 44-byte little-endian header and a body, cut out of a byte stream. Pure."""

from __future__ import annotations

import struct
from hashlib import sha1
from typing import NamedTuple, Protocol

from tui.wire.errors import FrameError

HEADER_SIZE = 44
MAX_BODY = 64 * 2**20
"""Longer bodies are refused from the header alone, before anything is buffered for them."""

_MAGIC = b"FT"
# magic, proto id, body format, version (never looked at), serial, body length, SHA-1, 8 reserved bytes
_HEADER = struct.Struct("<2sIBxII20s8x")
_PACK_HEADER = struct.Struct("<2sI2xII20s8x")


class Cipher(Protocol):
    """What an encrypted session does to bodies; the digest in the header stays that of the plaintext."""

    def encrypt(self, body: bytes) -> bytes:
        """Turn a plaintext into what is sent."""

    def decrypt(self, body: bytes) -> bytes:
        """Turn what was sent into the plaintext; FrameError when that is impossible."""


class Frame(NamedTuple):
    """One frame whose digest was right."""

    proto_id: int
    serial: int
    body: bytes
    body_format: int = 0


class RawFrame(NamedTuple):
    """One frame as it was sent, neither decrypted nor checked against its digest."""

    proto_id: int
    serial: int
    sent: bytes
    digest: bytes

    def is_digest_of(self, body: bytes) -> bool:
        """Whether this is the plaintext the frame announces."""
        return sha1(body).digest() == self.digest


def encode_frame(proto_id: int, serial: int, body: bytes, cipher: Cipher | None = None) -> bytes:
    """Return the bytes of a protobuf frame; ValueError for a body nobody would accept."""
    sent = body if cipher is None else cipher.encrypt(body)
    if len(sent) > MAX_BODY:
        raise ValueError(f"a body of {len(sent)} bytes is over the limit of {MAX_BODY}")
    return _PACK_HEADER.pack(_MAGIC, proto_id, serial, len(sent), sha1(body).digest()) + sent


class Framer:
    """Cuts a stream, fed in pieces of any size, into frames. After a FrameError the stream has no meaning."""

    __slots__ = ("_buffer", "_wanted", "cipher")

    def __init__(self) -> None:
        self.cipher: Cipher | None = None
        self._buffer = bytearray()
        self._wanted = HEADER_SIZE
        """Bytes the buffer must hold before it is worth another look."""

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next piece and return the frames it completes; FrameError when it is not our protocol."""
        return [Frame(*parts) for parts in self.feed_parts(data)]

    def feed_parts(self, data: bytes) -> list[tuple[int, int, bytes]]:
        """Do what `feed` does, but return bare (protocol, serial, body): a third faster, for the hot path."""
        buffer = self._buffer
        if buffer:
            buffer += data
            if len(buffer) < self._wanted:
                if len(buffer) < HEADER_SIZE:
                    _check_magic(buffer)
                return []
            # One copy of the backlog per completed frame run; slices of bytes are what protobuf wants.
            data = bytes(buffer)
            buffer.clear()
        frames, used = self._cut(data)
        if used < len(data):
            buffer += data[used:] if used else data
        return frames

    def take_raw(self, data: bytes) -> RawFrame | None:
        """Take the next piece and return the first frame if it is whole; the rest waits for the next feed."""
        buffer = self._buffer
        buffer += data
        if len(buffer) < HEADER_SIZE:
            _check_magic(buffer)
            return None
        magic, proto_id, body_format, serial, length, digest = _HEADER.unpack_from(buffer)
        if magic != _MAGIC or length > MAX_BODY or body_format:
            raise _bad_header(magic, proto_id, length, body_format)
        stop = HEADER_SIZE + length
        if len(buffer) < stop:
            return None
        sent = bytes(buffer[HEADER_SIZE:stop])
        del buffer[:stop]
        return RawFrame(proto_id, serial, sent, digest)

    def _cut(self, data: bytes) -> tuple[list[tuple[int, int, bytes]], int]:
        """Return all whole frames of data and how many bytes they take; notes what is wanted next."""
        frames: list[tuple[int, int, bytes]] = []
        start, end = 0, len(data)
        while end - start >= HEADER_SIZE:
            magic, proto_id, body_format, serial, length, digest = _HEADER.unpack_from(data, start)
            if magic != _MAGIC or length > MAX_BODY or body_format:
                raise _bad_header(magic, proto_id, length, body_format)
            stop = start + HEADER_SIZE + length
            if stop > end:
                self._wanted = HEADER_SIZE + length
                return frames, start
            body = data[start + HEADER_SIZE : stop]
            if self.cipher is not None:
                body = self.cipher.decrypt(body)
            if sha1(body).digest() != digest:
                raise FrameError(f"the digest of a frame (protocol {proto_id}) does not match its body")
            frames.append((proto_id, serial, body))
            start = stop
        if start < end:
            _check_magic(data[start : start + 2])
        self._wanted = HEADER_SIZE
        return frames, start


def _check_magic(head: bytes | bytearray) -> None:
    if not _MAGIC.startswith(bytes(head[:2])):
        raise FrameError("the peer does not speak the OpenD protocol (no frame begins where one should)")


def _bad_header(magic: bytes, proto_id: int, length: int, body_format: int) -> FrameError:
    if magic != _MAGIC:
        return FrameError("the peer does not speak the OpenD protocol (no frame begins where one should)")
    if length > MAX_BODY:
        return FrameError(
            f"a frame (protocol {proto_id}) announces {length} bytes, over the limit of {MAX_BODY}"
        )
    if body_format == 1:
        return FrameError(f"a frame (protocol {proto_id}) has a JSON body: only protobuf is spoken here")
    return FrameError(f"a frame (protocol {proto_id}) has the unknown body format {body_format}")
