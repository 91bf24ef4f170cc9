"""A screen of cells: what each of them shows and with which pen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from rich.cells import cell_len, get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment

from tui.app.glyphs import UNPRINTABLE
from tui.app.output.pens import PLAIN, Pen, blank_pen, pen_of

REST = ""
"""The second cell of a wide character."""
UNKNOWN = "\0"
"""Nobody knows what is there; it equals nothing that is ever drawn."""
_COMBINING = frozenset({"Mn", "Me"})
_MOST_MARKS = 3
"""Combining marks on one character that are drawn; a tower of them would reach into other lines."""


class Surface:
    """Rows of cells; a wide character takes two, of which the second is `REST`.

    What is put on it holds no control character afterwards, whatever it held before: this is the last gate
    before the terminal.
    """

    def __init__(self, width: int, height: int, *, shows: str = " ") -> None:
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
        if not 0 <= y < self.height:
            return x
        chars, pens = self.chars[y], self.pens[y]
        left = self.width - x
        new_chars: list[str] = []
        new_pens: list[Pen] = []
        for text, style, control in segments:
            if control or not text:
                continue
            pen = pen_of(style, colours)
            cells = list(text) if text.isascii() and text.isprintable() else _cells(text)
            new_chars += cells
            blank = blank_pen(pen)
            if blank is pen:
                new_pens += [pen] * len(cells)
            else:
                new_pens += [blank if cell == " " else pen for cell in cells]
            if len(new_chars) >= left:
                break
        if len(new_chars) > left:
            del new_chars[left:], new_pens[left:]
        if not new_chars:
            return x
        end = x + len(new_chars)
        _split(chars, x)
        _split(chars, end)
        chars[x:end] = new_chars
        pens[x:end] = new_pens
        _mend(chars, pens, end - 1)
        return end

    def copy_from(self, other: Surface, y: int, x1: int, x2: int) -> None:
        """Take some cells of a line of another surface of the same size."""
        self.chars[y][x1:x2] = other.chars[y][x1:x2]
        self.pens[y][x1:x2] = other.pens[y][x1:x2]


def _cells(text: str) -> list[str]:
    """Return what each cell shows; as many cells as Textual's layout counts for the text."""
    cells: list[str] = []
    marks = 0
    for char in text:
        if not char.isprintable():
            # A character of no width, or one that means something to a terminal.
            if cell_len(char):
                cells.append(UNPRINTABLE)
            continue
        width = get_character_cell_size(char)
        if width == 0:
            if cells and marks < _MOST_MARKS and unicodedata.category(char) in _COMBINING:
                at = -2 if cells[-1] == REST else -1
                if cells[at] not in (" ", UNPRINTABLE):
                    cells[at] += char
                    marks += 1
            continue
        marks = 0
        cells.append(char)
        if width == 2:
            cells.append(REST)
    wanted = cell_len(text)
    if len(cells) > wanted:
        del cells[wanted:]
        if cells and get_character_cell_size(cells[-1][:1] or "a") == 2:
            cells[-1] = " "
    return cells + [" "] * (wanted - len(cells))


def _split(chars: list[str], at: int) -> None:
    """Leave no half of a wide character on either side of a column."""
    if 0 < at < len(chars) and chars[at] == REST:
        chars[at - 1] = chars[at] = " "


def _mend(chars: list[str], pens: list[Pen], last: int) -> None:
    """Draw no wide character whose second half has no room."""
    if chars[last] != REST and get_character_cell_size(chars[last][:1] or " ") == 2:
        chars[last] = " "
        pens[last] = blank_pen(pens[last])
