"""However the bytes are cut, reports of eight bits get seven, and nothing else changes."""

from __future__ import annotations

import random

import pytest

from tui.app.output.seven_bits import SevenBits


def parts(data: bytes, ends: list[int]) -> bytes:
    """What comes of data that is handed over in parts."""
    made = SevenBits()
    return b"".join(made.feed(data[a:b]) for a, b in zip([0, *ends], [*ends, len(data)], strict=True))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\x9b12;1R", b"\x1b[12;1R"),
        (b"\xc2\x9b12;1R", b"\x1b[12;1R"),
        (b"\x8fP\x90q\x9d0;", b"\x1bOP\x1bPq\x1b]0;"),
        # Within characters, and where a mouse is.
        ("雛雐曛Û".encode(), "雛雐曛Û".encode()),
        (b"\x1b[M \x9b\x90\x9bA", b"\x1b[M \x9b\x90\x1b[A"),
        (b"\x1b[M \xc2\x9b\x9d\x9bA", b"\x1b[M \xc2\x9b\x9d\x1b[A"),
        # What is no character keeps nothing from being one.
        (b"\xe9\x9b1", b"\xe9\x1b[1"),
        (b"\xc2A", b"\xc2A"),
    ],
)
def test_reports_get_seven_bits(data: bytes, expected: bytes) -> None:
    assert SevenBits().feed(data) == expected


def test_text_stays_as_it_is_however_it_is_cut() -> None:
    chance = random.Random(9)
    blocks = (range(0x20, 0x7F), range(0xA0, 0x800), range(0x4E00, 0xA000), range(0x20000, 0x2A000))
    for _ in range(300):
        text = "".join(chr(chance.choice(chance.choice(blocks))) for _ in range(30))
        data = (text + chance.choice(("", "\x1b[A", "\x1b[M   ")) + text).encode()
        ends = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(12)))
        assert parts(data, ends) == data


def test_a_report_is_one_however_it_is_cut() -> None:
    chance = random.Random(10)
    for _ in range(300):
        pieces = chance.choices(("雛é".encode(), b"\x9b1;1R", b"\xc2\x9b2;1R", b"\x1b[M \x9b\x90", b"a"), k=9)
        data = b"".join(pieces)
        ends = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(12)))
        assert parts(data, ends) == SevenBits().feed(data)
        assert data.count(b"1R") == SevenBits().feed(data).count(b"1R")
