"""The ciphers of a session: known bytes, every length, and everything that cannot be decrypted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import few
from tui.wire.crypto import AesCbc, AesEcb, FtAesEcb, session_cipher
from tui.wire.errors import FrameError
from tui.wire.framing import Cipher

KEY, IV = "0123456789abcdef", "fedcba9876543210"
MADE: dict[str, Callable[[], Cipher]] = {
    "cbc": lambda: session_cipher(KEY, IV),
    "ecb": lambda: session_cipher(KEY, ""),
    "ftaes": lambda: session_cipher(KEY, None),
}
SEVEN = b"OpenD!?"
SIXTEEN = b"sixteen letters."
# What `openssl enc -aes-128-cbc` and `-aes-128-ecb` give for these keys; FTAES-ECB is ECB with -nopad of the
# text filled up with zeros, and the length block.
LITERAL = [
    ("cbc", b"", "3c492cedd954cc383f3d3ee93e728484"),
    ("cbc", SEVEN, "e6418ef383b0065b494d33de6b044fe5"),
    ("cbc", SIXTEEN, "d48ab04af7d8b28a3ee0f3d0749e655ab961747282bc75fccb87894a924198ab"),
    ("ecb", SEVEN, "0bd81388b9ede4d3fc70b7f0b0b7382e"),
    ("ecb", SIXTEEN, "8ce2fc61c4e5399fb96bd392bf4eb438377222e061a924c591cd9c27ea163ed4"),
    ("ftaes", b"", "00" * 16),
    ("ftaes", SEVEN, "0842019aec9f3c14468dc1d1d1bcd436" + "00" * 15 + "07"),
    ("ftaes", SIXTEEN, "8ce2fc61c4e5399fb96bd392bf4eb438" + "00" * 16),
]


@pytest.mark.parametrize(("name", "plain", "sent"), LITERAL)
def test_literal_bytes(name: str, plain: bytes, sent: str) -> None:
    assert MADE[name]().encrypt(plain) == bytes.fromhex(sent)
    assert MADE[name]().decrypt(bytes.fromhex(sent)) == plain


@pytest.mark.parametrize(
    ("iv", "kind"), [(IV, AesCbc), ("", AesEcb), (None, FtAesEcb)], ids=["16 characters", "empty", "absent"]
)
def test_the_initial_vector_of_the_reply_chooses(iv: str | None, kind: type) -> None:
    assert type(session_cipher(KEY, iv)) is kind


@pytest.mark.parametrize("name", MADE)
@few
@given(bodies=st.lists(st.binary(max_size=100), min_size=1, max_size=8))
def test_any_bodies_in_a_row_survive_on_the_same_ciphers(name: str, bodies: list[bytes]) -> None:
    here, there = MADE[name](), MADE[name]()
    assert [there.decrypt(here.encrypt(body)) for body in bodies] == bodies


@pytest.mark.parametrize("name", MADE)
def test_every_length_around_two_blocks(name: str) -> None:
    cipher = MADE[name]()
    for length in range(50):
        body = bytes(range(length))
        sent = cipher.encrypt(body)
        assert len(sent) % 16 == 0
        assert cipher.decrypt(sent) == body


@pytest.mark.parametrize("name", MADE)
def test_equal_bodies_are_equal_bytes(name: str) -> None:
    cipher = MADE[name]()
    first = cipher.encrypt(SEVEN)
    cipher.encrypt(b"something between")
    assert cipher.encrypt(SEVEN) == first


@pytest.mark.parametrize("name", MADE)
def test_a_body_that_failed_spoils_no_later_one(name: str) -> None:
    here, there = MADE[name](), MADE[name]()
    for bad in (b"", bytes(15), bytes(32) + b"\xff" * 16):
        with pytest.raises(FrameError):
            there.decrypt(bad)
    assert there.decrypt(here.encrypt(SEVEN)) == SEVEN


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("length", [0, 1, 15, 17, 31, 1000])
def test_what_is_no_whole_number_of_blocks_is_an_error(name: str, length: int) -> None:
    with pytest.raises(FrameError, match="no whole number of blocks"):
        MADE[name]().decrypt(bytes(length))


@pytest.mark.parametrize(
    ("tail", "blocks"), [(16, 2), (255, 2), (1, 1), (15, 1)], ids=["16", "255", "1 alone", "15 alone"]
)
def test_an_impossible_length_block_is_an_error(tail: int, blocks: int) -> None:
    sent = bytes(16 * blocks - 1) + bytes([tail])
    with pytest.raises(FrameError, match="length block is impossible"):
        MADE["ftaes"]().decrypt(sent)


@pytest.mark.parametrize("padding", [b"\x00", b"\x11", b"\x03\x02\x03", b"\x02" * 15 + b"\x10"])
@pytest.mark.parametrize("name", ["cbc", "ecb"])
def test_wrong_padding_is_an_error(name: str, padding: bytes) -> None:
    # FTAES-ECB fills up with zeros and CBC's first block is ECB of the text mixed with the vector.
    block = padding.rjust(16, b"x")
    if name == "cbc":
        block = bytes(a ^ b for a, b in zip(block, IV.encode(), strict=True))
    sent = MADE["ftaes"]().encrypt(block)[:16]
    with pytest.raises(FrameError, match="padding is wrong"):
        MADE[name]().decrypt(sent)


@pytest.mark.parametrize(
    ("key", "iv", "text"),
    [
        ("", IV, "session key is not 16 ASCII"),
        (KEY[:-1], IV, "session key is not 16 ASCII"),
        (KEY + "0", None, "session key is not 16 ASCII"),
        ("é" * 16, "", "session key is not 16 ASCII"),
        (KEY, IV[:-1], "initial vector is not 16 ASCII"),
        (KEY, "é" * 8, "initial vector is not 16 ASCII"),
    ],
)
def test_a_key_or_vector_that_is_none_is_an_error(key: str, iv: str | None, text: str) -> None:
    with pytest.raises(FrameError, match=text):
        session_cipher(key, iv)
