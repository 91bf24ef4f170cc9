"""Signs the face draws beside text, and what stands for them where only ASCII can be shown.

All of them are neutral or narrow in Unicode's width table: ambiguous ones (arrows, box drawing, the
usual ellipsis) are drawn two cells wide by terminals of a Chinese or Japanese locale, and columns break.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

CUT: Final = "›"
"""Ends a text that goes on."""
NO_ROOM: Final = "#"
"""Stands for a number that does not fit: a part of a number is a lie."""
UNPRINTABLE: Final = "?"
UP: Final = "▴"
DOWN: Final = "▾"
OWN: Final = "◂"
"""Points from an own order to its price."""
LAMP: Final = "◼"
CHOSEN: Final = "▸"

ASCII: Final = {
    CUT: ".",
    UP: "^",
    DOWN: "v",
    OWN: "<",
    LAMP: "*",
    CHOSEN: ">",
    "…": ".",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "•": "*",
    "·": ".",
    "×": "x",
    "▔": "-",
    "▁": "_",
    "、": ", ",
    "。": ". ",
    "「": '"',
    "」": '" ',
}
"""One sign for one, and for those that take two cells a second one if it is wanted."""
_LINES = {
    "-": range(0x2500, 0x2502),
    "|": range(0x2502, 0x2504),
    "+": range(0x250C, 0x254C),
    "=": range(0x2550, 0x2551),
    "#": range(0x2580, 0x25A0),
}
"""Borders and bars: of Textual's widgets, not ours."""


def in_ascii(cells: Iterable[str]) -> list[str]:
    """Return what cells show where only ASCII can be shown; the second cell of a wide one is empty before."""
    shown: list[str] = []
    for cell in cells:
        if cell == "" and shown:
            shown[-1], second = shown[-1][0], shown[-1][1:] or UNPRINTABLE
            shown.append(second)
        else:
            shown.append(cell if cell.isascii() else _sign(cell))
    return [cell[:1] for cell in shown]


@lru_cache(maxsize=4096)
def _sign(cell: str) -> str:
    """Return one ASCII sign, and a second one for the other cell where there is a better one than none."""
    char = cell[0]
    if (sign := ASCII.get(char)) is not None:
        return sign if len(sign) > 1 else f"{sign} "
    if (line := next((sign for sign, them in _LINES.items() if ord(char) in them), None)) is not None:
        return line
    # Letters with marks become the letter, letters of double width the letter and a blank.
    base = unicodedata.normalize("NFKD", char)[0]
    return f"{base} " if base.isascii() and base.isprintable() else UNPRINTABLE
