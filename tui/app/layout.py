"""Which panes fit a terminal of some size, and how tall they are."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SMALLEST = (60, 20)
"""Below this many cells the dashboard says so and shows nothing: half a number is worse than none."""
_SIDE_BY_SIDE = (100, 30)
_ALL_AT_ONCE = (160, 45)
_HEADER, _TABS, _STATUS, _KEYS = 2, 1, 1, 1
_LEAST_BELOW = 7
"""Lines of the lower pane: its header and six rows, and room for the ticket."""
_MOST_LEVELS = 10


class Shape(Enum):
    """How panes are arranged; the value is the CSS class of the screen."""

    TOO_SMALL = "-too-small"
    COMPACT = "-compact"
    """Ladder or watchlist above, one list below."""
    NORMAL = "-normal"
    """Watchlist beside the ladder, one list below."""
    WIDE = "-wide"
    """The same, with orders, positions and fills all in sight."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The arrangement for one size."""

    shape: Shape
    main_height: int
    """Lines of ladder and watchlist: a header, the levels of both sides, the spread."""
    levels: int
    """Levels a side."""


def layout_for(width: int, height: int) -> Layout:
    """Choose the arrangement for a terminal of this many cells."""
    free = height - _HEADER - _TABS - _STATUS - _KEYS
    levels = max(min((free - _LEAST_BELOW - 2) // 2, _MOST_LEVELS), 1)
    return Layout(_shape(width, height), 2 * levels + 2, levels)


def _shape(width: int, height: int) -> Shape:
    if width < SMALLEST[0] or height < SMALLEST[1]:
        return Shape.TOO_SMALL
    if width < _SIDE_BY_SIDE[0] or height < _SIDE_BY_SIDE[1]:
        return Shape.COMPACT
    if width < _ALL_AT_ONCE[0] or height < _ALL_AT_ONCE[1]:
        return Shape.NORMAL
    return Shape.WIDE
