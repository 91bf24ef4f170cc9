"""What must be sent so that one screen becomes another: runs of cells, and their bytes."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, groupby, pairwise
from operator import is_not, ne

from tui.app.output.pens import PLAIN, Pen, change, draws_blank
from tui.app.output.surface import REST, Surface

BRIDGE = 4
"""So many unchanged cells between two changed ones are sent again: a cursor move would cost as much."""
_WIDTHS_AGREED = frozenset({"Na", "N", "H"})
_LONG_WIDE = (range(0x3041, 0x3097), range(0x30A1, 0x30FB), range(0x3400, 0x4DC0), range(0x4E00, 0x9FA6))
_LONG_WIDE_TOO = (range(0xAC00, 0xD7A4), range(0xFF01, 0xFF61))
"""Kana, ideographs, Hangul and full-width forms: two cells in every terminal that knows them."""


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one line, from column `x1` up to `x2`."""

    y: int
    x1: int
    x2: int


def changed(old: Surface, new: Surface, y: int, cuts: frozenset[int] = frozenset()) -> list[Run]:
    """Return the runs of a line in which two surfaces differ.

    A run goes on over a few equal cells where that costs less than a move, but not over a cut, which is the
    edge of a pane.
    """
    old_chars, new_chars = old.chars[y], new.chars[y]
    old_pens, new_pens = old.pens[y], new.pens[y]
    if old_chars == new_chars and old_pens == new_pens:
        return []
    places = range(len(new_chars))
    differ = list(compress(places, map(ne, old_chars, new_chars)))
    if old_pens != new_pens:
        differ = sorted({*differ, *compress(places, map(is_not, old_pens, new_pens))})
    if not differ:
        return []
    runs: list[Run] = []
    first = differ[0]
    for last, x in pairwise(differ):
        if x == last + 1:
            if x not in cuts:
                continue
        elif cuts.isdisjoint(range(last + 1, x + 1)) and _is_bridged(new_chars, new_pens, last, x):
            continue
        runs.append(_whole(y, first, last + 1, old_chars, new_chars))
        first = x
    runs.append(_whole(y, first, differ[-1] + 1, old_chars, new_chars))
    return runs


class Encoder:
    """Turns runs into bytes, one after the other, for a terminal whose cursor and pen it follows.

    After a character on whose width terminals disagree the cursor is placed anew, so that the columns
    behind it stand where they should.
    """

    def __init__(self) -> None:
        self._parts: list[str] = ["\x1b[m"]
        self._at: tuple[int, int] | None = None
        """Line and column of the cursor; None when nobody can know."""
        self._pen: Pen = PLAIN
        self.size = 3
        """Bytes so far."""

    def add(self, surface: Surface, run: Run, most: int | None = None) -> int:
        """Draw a run of a surface; return the column behind what is drawn.

        Drawing ends at the cell with which there are `most` bytes or more; one cell is drawn at least.
        """
        self._move(run.y, run.x1)
        chars, parts, held = surface.chars[run.y], self._parts, self._pen
        x = run.x1
        for pen, its in groupby(surface.pens[run.y][x : run.x2]):
            cells = chars[x : x + len(list(its))]
            text = "".join(cells)
            if pen is not held and not (text.isspace() and draws_blank(held, pen)):
                code = change(held, pen)
                parts.append(code)
                self.size += len(code)
                held = pen
            if text.isascii():
                if most is not None and len(text) > most - self.size:
                    text = text[: max(most - self.size, 1)]
                parts.append(text)
                self.size += len(text)
                x += len(text)
            else:
                x = self._add_wide(cells, x, run.x2, most)
            if most is not None and self.size >= most:
                break
        self._pen = held
        # Behind the last column some terminals keep the cursor on it.
        self._at = (run.y, x) if x < len(chars) and is_agreed(chars[x - 1]) else None
        return x

    @property
    def drew(self) -> bool:
        """Whether there is something to send."""
        return len(self._parts) > 1

    def text(self) -> str:
        """Return everything; the cursor is left anywhere."""
        return "".join(self._parts)

    def _add_wide(self, cells: list[str], x: int, end: int, most: int | None) -> int:
        """Draw cells of one pen, some of them wide; return the column behind what is drawn."""
        steps = 0
        for at, char in enumerate(cells):
            if char == REST:
                continue
            self._emit(char)
            steps = at + (2 if at + 1 < len(cells) and cells[at + 1] == REST else 1)
            after = cells[steps] if steps < len(cells) else " "
            if x + steps < end and not (is_agreed(char) or (is_long_wide(char) and is_long_wide(after))):
                self._emit(f"\x1b[{x + steps + 1}G")
            if most is not None and self.size >= most:
                break
        return x + steps

    def _move(self, y: int, x: int) -> None:
        if self._at == (y, x):
            return
        if self._at is not None and self._at[0] == y and x > self._at[1]:
            steps = x - self._at[1]
            self._emit("\x1b[C" if steps == 1 else f"\x1b[{steps}C")
        else:
            self._emit(f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H")

    def _emit(self, text: str) -> None:
        self._parts.append(text)
        self.size += len(text) if text.isascii() else len(text.encode())


@lru_cache(maxsize=4096)
def is_agreed(char: str) -> bool:
    """Whether all terminals draw this in one cell."""
    return len(char) == 1 and (char.isascii() or unicodedata.east_asian_width(char) in _WIDTHS_AGREED)


@lru_cache(maxsize=4096)
def is_long_wide(char: str) -> bool:
    """Whether all terminals that know this draw it in two cells, and have for decades."""
    return len(char) == 1 and any(ord(char) in those for those in (*_LONG_WIDE, *_LONG_WIDE_TOO))


def _is_bridged(chars: list[str], pens: list[Pen], last: int, x: int) -> bool:
    """Whether sending the equal cells between two changed ones again costs no more than a move."""
    if x - last - 1 > BRIDGE:
        return False
    pen, next_pen = pens[last], pens[x]
    for char, its in zip(chars[last + 1 : x], pens[last + 1 : x], strict=True):
        if not char.isascii() or char == REST:
            return False
        if its is not pen and not (char == " " and draws_blank(pen, its)):
            if its is not next_pen:
                return False
            # From here on in the pen that is needed behind it in any case.
            pen = next_pen
    return True


def _whole(y: int, x1: int, x2: int, *lines: list[str]) -> Run:
    """Return a run that ends in the middle of no wide character."""
    while x1 > 0 and any(chars[x1] == REST for chars in lines):
        x1 -= 1
    while x2 < len(lines[0]) and any(chars[x2] == REST for chars in lines):
        x2 += 1
    return Run(y, x1, x2)
