"""What must be sent so that one screen becomes another: runs of cells, and their bytes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tui.app.output.pens import PLAIN, Pen, change, draws_blank
from tui.app.output.surface import REST, Surface

BRIDGE = 4
"""So many unchanged cells between two changed ones are sent again: a cursor move would cost as much."""
_WIDTHS_AGREED = frozenset({"Na", "N", "H"})


@dataclass(frozen=True, slots=True)
class Run:
    """Cells of one line, from column `x1` up to `x2`."""

    y: int
    x1: int
    x2: int


def changed(old: Surface, new: Surface, y: int, cuts: Sequence[int] = ()) -> list[Run]:
    """Return the runs of a line in which two surfaces differ.

    A run goes on over a few equal cells, but not over a cut, which is the edge of a pane.
    """
    old_chars, new_chars = old.chars[y], new.chars[y]
    old_pens, new_pens = old.pens[y], new.pens[y]
    if old_chars == new_chars and old_pens == new_pens:
        return []
    differ = [
        x
        for x, (was, now) in enumerate(zip(old_chars, new_chars, strict=True))
        if was != now or old_pens[x] is not new_pens[x]
    ]
    runs: list[Run] = []
    first = last = -1
    for x in differ:
        if first < 0:
            first = x
        elif x - last > BRIDGE or any(last < cut <= x for cut in cuts):
            runs.append(Run(y, first, last + 1))
            first = x
        last = x
    if first >= 0:
        runs.append(Run(y, first, last + 1))
    return [_whole(run, old_chars, new_chars) for run in runs]


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

    def add(self, surface: Surface, runs: Iterable[Run]) -> None:
        """Draw runs of a surface."""
        for run in runs:
            self._add(surface.chars[run.y], surface.pens[run.y], run)

    def text(self) -> str:
        """Return everything; the cursor is left anywhere."""
        return "".join(self._parts)

    def _add(self, chars: list[str], pens: list[Pen], run: Run) -> None:
        self._move(run.y, run.x1)
        pen = self._pen
        plain: list[str] = []
        x = run.x1
        while x < run.x2:
            char, wanted = chars[x], pens[x]
            if wanted is not pen and not (char == " " and draws_blank(pen, wanted)):
                plain.append(change(pen, wanted))
                pen = wanted
            if char == REST:
                # A run begins with whole characters: this is half of one that was overwritten.
                char = " "
            plain.append(char)
            wide = x + 1 < len(chars) and chars[x + 1] == REST
            x += 2 if wide else 1
            if not is_agreed(char) and x < run.x2:
                plain.append(f"\x1b[{x + 1}G")
        self._emit("".join(plain))
        self._pen = pen
        ends_agreed = is_agreed(chars[run.x2 - 1]) and run.x2 < len(chars)
        self._at = (run.y, run.x2) if ends_agreed else None

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


def _whole(run: Run, *lines: list[str]) -> Run:
    """Widen a run so that it ends in the middle of no wide character."""
    x1, x2 = run.x1, run.x2
    while x1 > 0 and any(chars[x1] == REST for chars in lines):
        x1 -= 1
    while x2 < len(lines[0]) and any(chars[x2] == REST for chars in lines):
        x2 += 1
    return Run(run.y, x1, x2)
