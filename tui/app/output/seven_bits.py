"""Reports of eight bits in the form of seven, which is the one that `tokens` knows.

A terminal that some program left so begins a report with a byte above 0x7f, alone or as a character in UTF-8.
The same bytes lie within other characters, and in mouse reports of old: there they begin nothing.
"""

from __future__ import annotations

import re
from typing import Final

MOUSE: Final = rb"(?>[\xc2-\xdf][\x80-\xbf]|[^\x1b])"
"""One of three numbers in a mouse report of old: a byte, of any value where the terminal is wide; with mode
1005 a character, of two bytes from 96 on."""
_SEVEN: Final = {0x8F: b"\x1bO", 0x90: b"\x1bP", 0x9B: b"\x1b[", 0x9D: b"\x1b]"}
_PIECE = re.compile(
    rb"(?:[^\x1b\x80-\xff]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+"
    rb"|(?P<begins>\xc2?[\x8f\x90\x9b\x9d])"
    rb"|(?P<cut>(?:\x1b(?:\[(?:M" + MOUSE + rb"{0,2})?)?"
    rb"|[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z)"
    rb"|\x1b\[M" + MOUSE + rb"{3}"
    rb"|\xc2[\x80-\xbf]|[\x1b\x80-\xff]"
)
_HALF: Final = b"\xc2"
"""The first byte of such a character, of which nobody knows yet what it is."""


class SevenBits:
    """Bytes in, bytes out, however they are cut; only the first half of a character may be kept for later."""

    def __init__(self) -> None:
        self._before = b""
        """What began and was not whole, as it came."""

    def feed(self, data: bytes) -> bytes:
        """Take what came; return it with every report in seven bits."""
        data, told = self._before + data, 0 if self._before == _HALF else len(self._before)
        self._before = b""
        made = bytearray()
        for piece in _PIECE.finditer(data):
            start, end = piece.span()
            if piece["cut"] is not None:
                self._before = piece.group()
            if piece["begins"] is not None and start >= told:
                made += _SEVEN[data[end - 1]]
            elif self._before != _HALF:
                made += data[max(start, told) : end]
        return bytes(made)
