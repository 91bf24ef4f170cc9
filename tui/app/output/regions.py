"""Which pane each cell of a screen belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the screen that shares the line with others; columns and lines up to, not including."""

    x1: int
    y1: int
    x2: int
    y2: int
    weight: float = 1.0

    @property
    def box(self) -> Box:
        """Where it lies: what it is known by, whatever it is worth just now."""
        return self.x1, self.y1, self.x2, self.y2


class Regions:
    """The panes of a screen; lines are looked at when they are asked for."""

    def __init__(self, width: int, height: int, panes: Sequence[Pane]) -> None:
        self._width = width
        self._panes = panes
        self._lines: list[tuple[list[Pane | None], frozenset[int]] | None] = [None] * height

    def pane_at(self, x: int, y: int) -> Pane | None:
        """Return the first pane that holds a cell, None for none."""
        return self._line(y)[0][x]

    def cuts(self, y: int) -> frozenset[int]:
        """Return the columns of a line at which another pane begins."""
        return self._line(y)[1]

    def _line(self, y: int) -> tuple[list[Pane | None], frozenset[int]]:
        line = self._lines[y]
        if line is None:
            owners: list[Pane | None] = [None] * self._width
            for pane in reversed(self._panes):
                if pane.y1 <= y < pane.y2:
                    x1, x2 = max(pane.x1, 0), min(pane.x2, self._width)
                    owners[x1:x2] = [pane] * max(x2 - x1, 0)
            cuts = frozenset(x for x in range(1, self._width) if owners[x] is not owners[x - 1])
            line = self._lines[y] = owners, cuts
        return line
