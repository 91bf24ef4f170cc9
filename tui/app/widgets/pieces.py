"""Pieces of a line: texts with their styles, and the strip they become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.app.palette import Palette
from tui.app.widgets.columns import Bar


class WholeStrip(Strip):
    """A line that is drawn once, handed out whole, and forgotten at the next change.

    Textual's is made with seven memories of what is done with it, which takes longer than the line; here they
    are made when one of them is asked for. And Textual's remembers itself as what it is cut into when it is
    not cut: such a ring of objects only the collector frees, and with hundreds of lines a second it stops the
    loop for tens of milliseconds every few seconds.
    """

    __slots__ = ()

    def __init__(self, segments: Iterable[Segment], cell_length: int) -> None:
        self._segments = list(segments)
        self._cell_length = cell_length

    def __getattr__(self, name: str) -> Any:
        if name not in Strip.__slots__:
            raise AttributeError(name)
        super().__init__(self._segments, self._cell_length)
        return getattr(self, name)

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Cut into several, or hand out this one."""
        length = self.cell_length
        within = [cut for cut in cuts if cut <= length]
        return [self] if within == [length] else super().divide(within)


def with_bar(text: str, style: Style, bar: Bar, colours: Palette) -> tuple[tuple[str, Style], ...]:
    """Colour the right-hand share of a cell; the text must be one cell a character (numbers are)."""
    cells = min(round(max(bar.share, 0.0) * len(text)), len(text))
    split = len(text) - cells
    return (text[:split], style), (text[split:], colours.over(style, bar.variable))


def without_padding(text: str, style: Style, ground: Style) -> tuple[tuple[str, Style], ...]:
    """Underline no blanks around a text, unless all of the line is underlined."""
    if not style.underline or ground.underline or not text.strip():
        return ((text, style),)
    left = len(text) - len(text.lstrip())
    right = len(text.rstrip())
    return (text[:left], ground), (text[left:right], style), (text[right:], ground)


def blank_of(style: Style) -> tuple[object, bool, bool, object]:
    """Return what a space of this style looks like."""
    reverse, underline = bool(style.reverse), bool(style.underline)
    return style.bgcolor, reverse, underline, style.color if reverse or underline else None
