"""Signs the face draws beside text.

All of them are neutral or narrow in Unicode's width table: ambiguous ones (arrows, box drawing, the
usual ellipsis) are drawn two cells wide by terminals of a Chinese or Japanese locale, and columns break.
"""

from __future__ import annotations

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
