"""What every view model is made of: finished text, and what it means; never a colour."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto


class Tone(Enum):
    """What a text means; the face knows how it looks."""

    # Enum's own runs in Python, and a paint hashes hundreds.
    __hash__ = object.__hash__

    PLAIN = auto()
    STRONG = auto()
    UP = auto()
    DOWN = auto()
    FLAT = auto()
    """A price that did not move."""
    OWN = auto()
    """Ours: an own order or its price."""
    DIM = auto()
    """Less important, or over."""
    STALE = auto()
    """Older than the live link: not to be acted on."""
    GOOD = auto()
    WARN = auto()
    BAD = auto()
    REAL = auto()
    PAPER = auto()


@dataclass(frozen=True, slots=True)
class Cell:
    """Finished text and its meaning."""

    text: str
    tone: Tone = Tone.PLAIN


EMPTY = Cell("")


def tone_of_change(change: Decimal | None) -> Tone:
    """Return UP, DOWN or FLAT by sign; PLAIN when unknown."""
    if change is None:
        return Tone.PLAIN
    return Tone.UP if change > 0 else Tone.DOWN if change < 0 else Tone.FLAT


def aged(tone: Tone, *, stale: bool) -> Tone:
    """Return the tone, or STALE for a value that is."""
    return Tone.STALE if stale else tone
