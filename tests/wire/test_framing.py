from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import few
from tui.wire.errors import FrameError
from tui.wire.framing import HEADER_SIZE, MAX_BODY, Frame, Framer, encode_frame

# KeepAlive {time: 1} under serial 5; the digest is what sha1sum prints for the four body bytes.
LITERAL = bytes.fromhex(
    "4654"  # "FT"
    "ec030000"  # 1004
    "00"  # protobuf
    "00"  # version
    "05000000"  # serial 5
    "04000000"  # four bytes of body
    "64e1a2f09fb6b4c23d9d480a501f9c4993cea06e"
    "0000000000000000"
    "0a020801"
)
FRAME = Frame(1004, 5, b"\x0a\x02\x08\x01")

frames = st.builds(
    Frame,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(max_size=200),
    st.just(0),
)


def changed(offset: int, value: bytes) -> bytes:
    return LITERAL[:offset] + value + LITERAL[offset + len(value) :]


def test_encoding_gives_the_literal_bytes() -> None:
    assert encode_frame(1004, 5, b"\x0a\x02\x08\x01") == LITERAL


def test_decoding_reads_the_literal_bytes() -> None:
    assert Framer().feed(LITERAL) == [FRAME]


def test_a_frame_without_body_is_two_whole_frames_in_a_row() -> None:
    empty = encode_frame(1, 2, b"")
    assert len(empty) == HEADER_SIZE
    assert Framer().feed(empty + empty) == [Frame(1, 2, b"")] * 2


@few
@given(st.lists(frames, max_size=6), st.data())
def test_any_split_of_the_stream_gives_the_same_frames(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(encode_frame(frame.proto_id, frame.serial, frame.body) for frame in sent)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=10).map(sorted))
    framer, received = Framer(), []
    for start, stop in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        received += framer.feed(stream[start:stop])
    assert received == sent


def test_single_bytes_give_the_same_frames() -> None:
    framer = Framer()
    received = [frame for byte in LITERAL * 3 for frame in framer.feed(bytes([byte]))]
    assert received == [FRAME] * 3


def test_a_long_body_in_small_pieces_is_copied_once() -> None:
    body = bytes(range(256)) * 2**12
    stream = encode_frame(3005, 1, body)
    framer, received = Framer(), []
    for start in range(0, len(stream), 100):
        received += framer.feed(stream[start : start + 100])
    assert received == [Frame(3005, 1, body)]


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        (changed(0, b"XX"), "does not speak the OpenD protocol"),
        (b"HTTP/1.1 400 Bad Request\r\n", "does not speak the OpenD protocol"),
        (b"\x16", "does not speak the OpenD protocol"),
        (LITERAL + b"X", "does not speak the OpenD protocol"),
        (changed(6, b"\x01"), "only protobuf is spoken"),
        (changed(6, b"\x07"), "unknown body format 7"),
        (changed(12, (MAX_BODY + 1).to_bytes(4, "little")), "over the limit"),
        (changed(12, b"\xff\xff\xff\xff")[:HEADER_SIZE], "over the limit"),
        (changed(16, b"\x00"), "digest"),
        (changed(44, b"\x0b"), "digest"),
    ],
)
def test_what_is_not_our_protocol_is_an_error(stream: bytes, text: str) -> None:
    with pytest.raises(FrameError, match=text):
        Framer().feed(stream)


@pytest.mark.parametrize("stream", [changed(7, b"\x09"), changed(36, b"\x01\x02\x03\x04\x05\x06\x07\x08")])
def test_version_and_reserved_bytes_are_ignored(stream: bytes) -> None:
    assert Framer().feed(stream) == [FRAME]


def test_a_bad_header_is_refused_before_its_body_arrives() -> None:
    framer = Framer()
    assert framer.feed(changed(6, b"\x01")[: HEADER_SIZE - 1]) == []
    with pytest.raises(FrameError):
        framer.feed(changed(6, b"\x01")[HEADER_SIZE - 1 : HEADER_SIZE])


def test_a_body_over_the_limit_is_not_sent() -> None:
    with pytest.raises(ValueError, match="over the limit"):
        encode_frame(1004, 1, bytes(MAX_BODY + 1))


class Reversal:
    """A cipher anybody can break: the body backwards, and one byte longer."""

    def encrypt(self, body: bytes) -> bytes:
        return b"!" + body[::-1]

    def decrypt(self, body: bytes) -> bytes:
        return body[:0:-1]


def test_a_cipher_changes_the_body_and_not_the_digest() -> None:
    sealed = encode_frame(1004, 5, b"\x0a\x02\x08\x01", Reversal())
    assert sealed == changed(12, b"\x05")[:HEADER_SIZE] + b"!\x01\x08\x02\x0a"
    framer = Framer()
    framer.cipher = Reversal()
    assert framer.feed(sealed) == [FRAME]
