"""Text from outside, made safe to show: nothing in it can move a cursor, hide or reorder characters."""

from __future__ import annotations

_CUT = "\u203a"
"""Ends what was cut: an ellipsis is two cells wide in some terminals."""


def clean(text: str | bytes, limit: int = 512) -> str:
    """Return text on one line, without invisible and control characters, at most `limit` characters long.

    Tabs and newlines become spaces. Dropped are the other C0 controls, DEL, C1, line and paragraph
    separators, bidi controls, zero-width characters, byte-order marks, tag characters and lone surrogates.
    Bytes are what protobuf gives for a string that is not UTF-8; what cannot be read becomes U+FFFD.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    # Everything that is dropped is unprintable to Python, so this is all that nearly every text needs.
    if not text.isprintable():
        text = text.translate(_TABLE)
    return text if len(text) <= limit else text[: limit - 1] + _CUT


def _dropped() -> list[range]:
    return [
        range(0x00, 0x20),  # C0
        range(0x7F, 0xA0),  # DEL and C1
        range(0xAD, 0xAE),  # soft hyphen
        range(0x61C, 0x61D),  # Arabic letter mark
        range(0x180E, 0x180F),  # Mongolian vowel separator
        range(0x200B, 0x2010),  # zero-width characters, left-to-right and right-to-left marks
        range(0x2028, 0x202F),  # line and paragraph separators, bidi embeddings and overrides
        range(0x2060, 0x2070),  # word joiner, invisible operators, bidi isolates, deprecated formats
        range(0xD800, 0xE000),  # surrogates
        range(0xFEFF, 0xFF00),  # byte-order mark
        range(0xFFF9, 0xFFFC),  # interlinear annotations
        range(0xE0000, 0xE0080),  # tag characters
    ]


_TABLE: dict[int, str | None] = {code: None for codes in _dropped() for code in codes}
_TABLE.update({ord("\t"): " ", ord("\n"): " "})
