"""Text made to fill a number of terminal cells exactly."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import lru_cache

from rich.cells import cell_len, set_cell_size

from tui.app.glyphs import CUT, NO_ROOM, UNPRINTABLE

SEPARATOR = ", "
"""Between the entries of a list."""


class Overflow(Enum):
    """What becomes of a text wider than its column."""

    # Enum's own runs in Python, and a paint hashes hundreds.
    __hash__ = object.__hash__

    CUT = auto()
    """A text: its start and a mark."""
    NUMBER = auto()
    """A number that must be exact, such as a price: all of it or nothing."""
    AMOUNT = auto()
    """A number that may lose digits, such as a volume: 1.23M, and nothing when that is too wide."""
    LIST = auto()
    """Entries separated by commas: as many whole ones as fit, and how many more there are."""


class Align(Enum):
    """Where a text sits in its column."""

    __hash__ = object.__hash__

    LEFT = auto()
    RIGHT = auto()


@lru_cache(maxsize=2048)
def fit(text: str, width: int, align: Align = Align.LEFT, overflow: Overflow = Overflow.CUT) -> str:
    """Return text padded or shortened to exactly this many cells, safe to send to a terminal."""
    shown = printable(text)
    cells = cell_len(shown)
    if cells > width:
        shown = _shorten(shown, width, overflow)
        cells = cell_len(shown)
    padding = " " * (width - cells)
    return shown + padding if align is Align.LEFT else padding + shown


def printable(text: str) -> str:
    """Replace what a terminal could take for a command; the wire cleans text too, this is the last gate."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else UNPRINTABLE for char in text)


def _shorten(text: str, width: int, overflow: Overflow) -> str:
    if width <= 0:
        return ""
    if overflow is Overflow.LIST:
        return _shorten_list(text, width)
    if overflow is Overflow.CUT:
        return set_cell_size(text, width - 1) + CUT
    compact = compacted(text, width) if overflow is Overflow.AMOUNT else None
    return NO_ROOM * min(width, 3) if compact is None else compact


def _shorten_list(text: str, width: int) -> str:
    entries = text.split(SEPARATOR)
    for kept in range(len(entries) - 1, 0, -1):
        shown = f"{SEPARATOR.join(entries[:kept])} +{len(entries) - kept}"
        if cell_len(shown) <= width:
            return shown
    more = f" +{len(entries) - 1}" if len(entries) > 1 else ""
    room = width - len(more)
    return (
        set_cell_size(text, width - 1) + CUT if room < 2 else set_cell_size(entries[0], room - 1) + CUT + more
    )


_UNITS = ((Decimal(10) ** 3, "K"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 9, "B"), (Decimal(10) ** 12, "T"))


def compacted(text: str, width: int) -> str | None:
    """Return the most exact form of an amount within width cells (1,234,567: 1.235M, 1.2M, 1M), or None."""
    try:
        amount = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    if not amount.is_finite():
        return None
    plain = f"{amount:f}"
    if len(plain) <= width:
        return plain
    fitting = [at for at, (scale, _) in enumerate(_UNITS) if abs(amount) >= scale]
    for scale, unit in _UNITS[fitting[-1] :] if fitting else ():
        for places in (3, 2, 1, 0):
            rounded = round(amount / scale, places)
            form = f"{rounded:f}{unit}"
            if abs(rounded) >= 1 and len(form) <= width:
                return form
    return None
