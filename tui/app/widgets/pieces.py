"""Pieces of a line: texts with their styles, coloured and joined before they become a strip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.app.palette import Palette
from tui.app.widgets.columns import Bar


class WholeStrip(Strip):
    """A line that does not remember itself as what it is cut into when it is not cut.

    Textual's does: such a ring of objects only the collector frees, and with hundreds of lines a second it
    stops the loop for tens of milliseconds every few seconds.
    """

    __slots__ = ()

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


def joined(pieces: Sequence[tuple[str, Style]]) -> list[Segment]:
    """Make as few segments as look the same: every one costs some forty bytes on the way to the terminal."""
    texts: list[str] = []
    styles: list[Style] = []
    for text, style in pieces:
        if not text:
            continue
        alike = bool(styles) and (
            style == styles[-1] or (text.isspace() and _ground_of(style) == _ground_of(styles[-1]))
        )
        if alike:
            texts[-1] += text
        else:
            texts.append(text)
            styles.append(style)
    return [Segment(text, style) for text, style in zip(texts, styles, strict=True)]


def _ground_of(style: Style) -> tuple[object, bool, bool, object]:
    """Return what a space of this style looks like."""
    reverse, underline = bool(style.reverse), bool(style.underline)
    return style.bgcolor, reverse, underline, style.color if reverse or underline else None
