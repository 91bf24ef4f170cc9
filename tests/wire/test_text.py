from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.wire.text import clean


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("TENCENT", "TENCENT"),
        ("腾讯控股", "腾讯控股"),
        ("a\tb\nc", "a b c"),
        ("a\r\nb", "a b"),
        ("\x1b]52;c;YmFk\x07x", "]52;c;YmFkx"),
        ("\x1b[2J", "[2J"),
        ("\x9b2J\x7f", "2J"),
        ("pay\u202eLLAC", "payLLAC"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("\u2028a\u2029", "a"),
        ("zero\u200bwidth\u200d\u2060\ufeff", "zerowidth"),
        ("tag\U000e0041\U000e007f", "tag"),
        ("lone\ud800", "lone"),
        ("soft\u00adhyphen", "softhyphen"),
        ("wide\u3000space", "wide\u3000space"),
        ("🙂 é", "🙂 é"),
        (b"\xff0700", "\ufffd0700"),
        (b"plain", "plain"),
        ("", ""),
    ],
)
def test_only_what_can_be_shown_is_left(raw: str | bytes, shown: str) -> None:
    assert clean(raw) == shown


def test_long_text_ends_in_the_sign_of_a_cut() -> None:
    assert clean("abcdef", 6) == "abcdef"
    assert clean("abcdefg", 6) == "abcde›"
    assert len(clean("x" * 10_000)) == 512


@given(st.text())
def test_nothing_that_moves_hides_or_reorders_is_left(raw: str) -> None:
    shown = clean(raw)
    categories = {unicodedata.category(character) for character in shown}
    assert categories.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert not set(shown) & set("\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u2060\u061c")
    assert clean(shown) == shown
    shown.encode()
