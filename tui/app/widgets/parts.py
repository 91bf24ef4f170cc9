"""One-line bars made of whole parts: a part that does not fit is left out, never cut."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from tui.app.palette import ink_of, is_bold
from tui.app.widgets.lines import Line, Span, text_of
from tui.state.rows import Cell

BETWEEN = "  "


def span_of(cell: Cell, *, reverse: bool = False) -> Span:
    """Return a cell as a span of a line."""
    return Span(cell.text, ink_of(cell.tone), bold=is_bold(cell.tone), reverse=reverse)


def labelled(label: str, cell: Cell) -> Line:
    """Return a value with its name in front."""
    return (Span(f"{label} ", "dim"), span_of(cell))


def width_of(line: Line) -> int:
    """Return how many cells a line takes."""
    return cell_len(text_of(line))


def joined(parts: Sequence[Line]) -> Line:
    """Put parts behind one another, whatever the width."""
    line: Line = ()
    for part in (part for part in parts if text_of(part)):
        line = (*line, Span(BETWEEN), *part) if line else part
    return line


def packed(parts: Sequence[Line], width: int, lines: int) -> tuple[Line, ...]:
    """Fill up to this many lines with parts in their order; what does not fit any more is left out."""
    made: list[Line] = []
    current: Line = ()
    for part in (part for part in parts if text_of(part)):
        gap = (Span(BETWEEN),) if current else ()
        if width_of(current) + width_of(gap) + width_of(part) <= width:
            current = (*current, *gap, *part)
        elif len(made) + 1 < lines:
            made.append(current)
            current = part if width_of(part) <= width else ()
    return (*made, current)


def spread_out(left: Line, right: Line, width: int) -> Line:
    """Put one part at each end of a line; the right one goes first when both do not fit."""
    free = width - width_of(left) - width_of(right)
    return (*left, Span(" " * free), *right) if free >= len(BETWEEN) else left
