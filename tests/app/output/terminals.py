"""An emulated terminal that is fed what the gate sends, and another that is painted whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import pyte
from pyte import modes
from rich.color import ColorSystem
from rich.segment import Segment

from tui.app.output.gate import Frame, Gate

COLOURS = ColorSystem.TRUECOLOR
REPORT = re.compile(r"\x1b\[(?:(\d+))?H\x1b\[6n\Z")
SEQUENCES = re.compile(
    r"""\x1b\[(?:
        [0-9;]*m            # ink
        | \d+;\d+H | \d+H | H   # place
        | \d*C | \d+G       # move on the line
        | \?2026[hl]        # hold the frame back
        | 6n                # where is the cursor?
    )""",
    re.VERBOSE,
)
"""Everything that we may ever send besides characters."""


class Cell(NamedTuple):
    """What a reader sees in one cell; the ink of a blank is not seen."""

    data: str
    ink: str
    ground: str
    looks: tuple[bool, ...]


Cells = tuple[Cell, ...]


class Shown:
    """A terminal as our driver sets it up: it never wraps."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self.screen.reset_mode(modes.DECAWM)
        self._stream = pyte.Stream(self.screen)
        self._cells: list[Cells] = []

    def feed(self, text: str) -> None:
        """Take bytes."""
        self._stream.feed(text)

    def cells(self) -> list[Cells]:
        """Return what is to be seen."""
        width, height = self.screen.columns, self.screen.lines
        if len(self._cells) != height or len(self._cells[0]) != width:
            self._cells = [()] * height
            self.screen.dirty.update(range(height))
        for y in self.screen.dirty & set(range(height)):
            self._cells[y] = tuple(_seen(self.screen.buffer[y][x]) for x in range(width))
        self.screen.dirty.clear()
        return list(self._cells)


def painted(lines: Iterable[Iterable[Segment]], width: int, colours: ColorSystem) -> list[Cells]:
    """Return what is to be seen where stock Textual has painted everything."""
    return [
        _painted("".join(_rendered(one, colours) for one in line if not one.control), width) for line in lines
    ]


def _rendered(segment: Segment, colours: ColorSystem) -> str:
    style = segment.style
    return style.render(segment.text, color_system=colours) if style else segment.text


@lru_cache(maxsize=4096)
def _painted(text: str, width: int) -> Cells:
    shown = Shown(width, 1)
    shown.feed(text)
    return shown.cells()[0]


def stripped(text: str) -> str:
    """Return a frame without the sequences that are ours: what is left must be harmless."""
    return SEQUENCES.sub("", text)


def mark_of(frame: Frame | None) -> int:
    """Return the line on which the question of a frame is asked."""
    assert frame is not None
    found = REPORT.search(frame.text)
    assert found is not None, frame.text[-20:]
    return int(found[1] or 1)


def drained(gate: Gate, now: float) -> tuple[list[Frame], float]:
    """Answer every question at once until all is sent; return the frames and the time at the end."""
    frames: list[Frame] = []
    for _ in range(2000):
        frame = gate.next_frame(now)
        if frame is None and not gate.behind:
            return frames, now
        now += 0.06
        if frame is not None:
            frames.append(frame)
            gate.answered(mark_of(frame), now)
        gate.pace.tick(now)
    raise AssertionError("the gate never comes to its end")


def _seen(char: pyte.screens.Char) -> Cell:
    looks = (char.underscore, char.strikethrough, char.reverse)
    if char.data == " " and not any(looks):
        return Cell(" ", "", char.bg, ())
    # A line through or under a blank, or its ground, cannot lean.
    return Cell(char.data, char.fg, char.bg, (*looks, char.bold, char.italics and char.data != " "))
