"""A screen of cells: what each of them shows and with which pen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size, split_graphemes
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.app.glyphs import UNPRINTABLE, in_ascii
from tui.app.output.pens import PLAIN, Pen, blank_pen, pen_of

REST = ""
"""The second cell of a wide character."""
UNKNOWN = "\0"
"""Nobody knows what is there; it equals nothing that is ever drawn."""
_COMBINING = frozenset({"Mn", "Me"})
_MOST_MARKS = 3
"""Combining marks on one character that are drawn; a tower of them would reach into other lines."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))
"""They choose a look of a character, are Mn, too, and make some terminals draw it in two cells."""
_FLAGS = range(0x1F1E6, 0x1F200)
"""Letters of which two make a flag; one alone takes one cell or two, and so they are drawn as letters."""


class Surface:
    """Rows of cells; a wide character takes two, of which the second is `REST`.

    What is put on it holds no control character afterwards, whatever it held before: this is the last gate
    before the terminal. A wide character is never there by half.
    """

    def __init__(self, width: int, height: int, *, shows: str = " ", ascii_only: bool = False) -> None:
        self._inked = inked_in_ascii if ascii_only else inked
        self.width, self.height = width, height
        self.chars = [[shows] * width for _ in range(height)]
        self.pens: list[list[Pen]] = [[PLAIN] * width for _ in range(height)]

    def fill(self, shows: str) -> None:
        """Have every cell show this, in the terminal's own colours."""
        for chars, pens in zip(self.chars, self.pens, strict=True):
            chars[:] = [shows] * self.width
            pens[:] = [PLAIN] * self.width

    def put(self, y: int, x: int, segments: Iterable[Segment], colours: ColorSystem | None) -> int:
        """Draw segments from a cell on; return the column behind them. What is off the edge is left out."""
        left = self.width - x
        if not 0 <= y < self.height or x < 0 or left <= 0:
            return x
        chars, pens = self.chars[y], self.pens[y]
        new_chars: list[str] = []
        new_pens: list[Pen] = []
        for text, style, control in segments:
            if control or not text:
                continue
            cells, inks = self._inked(text, style, colours)
            new_chars += cells
            new_pens += inks
            if len(new_chars) >= left:
                break
        if len(new_chars) > left:
            halved = new_chars[left] == REST
            del new_chars[left:], new_pens[left:]
            if halved:
                new_chars[-1], new_pens[-1] = " ", blank_pen(new_pens[-1])
        if not new_chars:
            return x
        end = x + len(new_chars)
        if chars[x] == REST:
            chars[x - 1], pens[x - 1] = " ", blank_pen(pens[x - 1])
        if end < self.width and chars[end] == REST:
            chars[end], pens[end] = " ", blank_pen(pens[end])
        chars[x:end] = new_chars
        pens[x:end] = new_pens
        return end

    def copy_from(self, other: Surface, y: int, x1: int, x2: int) -> None:
        """Take some cells of a line of another surface of the same size."""
        self.chars[y][x1:x2] = other.chars[y][x1:x2]
        self.pens[y][x1:x2] = other.pens[y][x1:x2]


_Inked = tuple[tuple[str, ...], tuple[Pen, ...]]


@lru_cache(maxsize=1024)
def inked(text: str, style: Style | None, colours: ColorSystem | None) -> _Inked:
    """Return what each cell of a text shows, and the pen that it is drawn with."""
    cells = tuple(text) if text.isascii() and text.isprintable() else cells_of(text)
    return _with_pens(cells, pen_of(style, colours))


@lru_cache(maxsize=1024)
def inked_in_ascii(text: str, style: Style | None, colours: ColorSystem | None) -> _Inked:
    """Return the same for a terminal that shows nothing else."""
    return _with_pens(tuple(in_ascii(inked(text, style, colours)[0])), pen_of(style, colours))


def _with_pens(cells: tuple[str, ...], pen: Pen) -> _Inked:
    blank = blank_pen(pen)
    if blank is pen or " " not in cells:
        return cells, (pen,) * len(cells)
    return cells, tuple([blank if cell == " " else pen for cell in cells])


@lru_cache(maxsize=2048)
def cells_of(text: str) -> tuple[str, ...]:
    """Return what each cell shows; as many cells as Textual's layout counts for the text."""
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        cells += _drawn(text[start:end], width)
    # Rich counts a joiner at the beginning in two ways, and layouts are made with this one.
    wanted = cell_len(text)
    if wanted < len(cells) and cells[wanted] == REST:
        cells[wanted - 1] = " "
    return tuple(cells[:wanted] + [" "] * (wanted - len(cells)))


def _drawn(grapheme: str, width: int) -> list[str]:
    """Draw one character and what clings to it into so many cells.

    Of a joined picture only its first part is drawn: terminals agree on nothing else about it.
    """
    if letters := [chr(ord("A") + ord(char) - _FLAGS.start) for char in grapheme if ord(char) in _FLAGS]:
        return [*letters, *[" "] * width][:width]
    base = next((char for char in grapheme if get_character_cell_size(char)), "")
    if not width or not base:
        # A character of no width, or one that means something to a terminal.
        return [" "] * width
    if not base.isprintable():
        return [" " if unicodedata.category(base) == "Zs" else UNPRINTABLE] * width
    own = get_character_cell_size(base)
    if own > width:
        return [" "] * width
    if grapheme[0] == base != " " and "\u200d" not in grapheme:
        base += "".join([char for char in grapheme if _is_mark(char)][:_MOST_MARKS])
    return [base, *[REST] * (own - 1), *[" "] * (width - own)]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in _COMBINING and not any(ord(char) in those for those in _SELECTORS)
