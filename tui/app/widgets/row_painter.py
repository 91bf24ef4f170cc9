"""Rows of a table made into lines: what a cell looks like is worked out once for every text it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from rich.segment import Segment
from rich.style import Style

from tui.app.palette import Palette
from tui.app.widgets.columns import GAP, Bar, Column
from tui.app.widgets.fit import fit
from tui.app.widgets.pieces import WholeStrip, blank_of, with_bar, without_padding
from tui.state.rows import Cell

R = TypeVar("R")
MOST_KEPT = 1024
"""Looks of cells that are kept; a market never comes to the end of its numbers."""


class _Piece(NamedTuple):
    """Text of one look; looks that are alike are the same object."""

    text: str
    style: Style
    blank: tuple[object, ...]
    """What a space looks like in this style."""
    is_blank: bool


class RowPainter(Generic[R]):
    """Draws rows of one table on one ground."""

    def __init__(
        self,
        columns: Sequence[tuple[Column[R], int]],
        width: int,
        colours: Palette,
        ground: Style,
        *,
        dimmed: bool,
    ) -> None:
        """`columns` come with their widths; what is dimmed is old."""
        self._columns = tuple((place, column, cells) for place, (column, cells) in enumerate(columns))
        self._colours = colours
        self._ground = ground
        self._dimmed = dimmed
        self._stale = colours.text("stale") if dimmed else None
        # What is dimmed, too, is hard to read on a ground that is reversed.
        self._upright = Style(dim=False) if ground.reverse else Style()
        self._looks: dict[tuple[object, ...], tuple[_Piece, ...]] = {}
        self._styles: dict[Style, tuple[Style, tuple[object, ...]]] = {}
        self._blanks: dict[tuple[object, ...], tuple[object, ...]] = {}
        used = sum(cells for _, cells in columns) + GAP * max(len(columns) - 1, 0)
        self._length = max(used, width)
        self._gap = self._piece(" " * GAP, ground)
        self._rest = self._piece(" " * (width - used), ground)

    def draw(self, row: R) -> WholeStrip:
        """Return the line of a row: as few segments as look the same."""
        looks, gap = self._looks, self._gap
        pieces: list[_Piece] = []
        for place, column, width in self._columns:
            if place:
                pieces.append(gap)
            cell = column.of(row)
            bar = column.bar(row) if column.bar is not None and not self._dimmed else None
            key = (
                (place, cell.text, cell.tone)
                if bar is None
                else (place, cell.text, cell.tone, bar.share, bar.variable)
            )
            look = looks.get(key)
            if look is None:
                if len(looks) >= MOST_KEPT:
                    looks.clear()
                look = looks[key] = self._look_of(column, width, cell, bar)
            pieces += look
        pieces.append(self._rest)
        return WholeStrip(_joined(pieces), self._length)

    def _look_of(self, column: Column[R], width: int, cell: Cell, bar: Bar | None) -> tuple[_Piece, ...]:
        style = self._ground + (self._stale or self._colours.tone(cell.tone)) + self._upright
        text = fit(cell.text, width, column.align, column.overflow)
        drawn = (
            with_bar(text, style, bar, self._colours) if bar else without_padding(text, style, self._ground)
        )
        return tuple(self._piece(*one) for one in drawn if one[0])

    def _piece(self, text: str, style: Style) -> _Piece:
        if style not in self._styles:
            blank = blank_of(style)
            self._styles[style] = style, self._blanks.setdefault(blank, blank)
        return _Piece(text, *self._styles[style], text.isspace())


def _joined(pieces: Sequence[_Piece]) -> list[Segment]:
    """Put pieces behind one another; blanks that look the same in the ink before them are drawn in it."""
    made: list[Segment] = []
    first = pieces[0]
    text, style, blank = "", first.style, first.blank
    for more, ink, its_blank, is_blank in pieces:
        if ink is style or (is_blank and its_blank is blank):
            text += more
        else:
            if text:
                made.append(Segment(text, style))
            text, style, blank = more, ink, its_blank
    if text:
        made.append(Segment(text, style))
    return made
