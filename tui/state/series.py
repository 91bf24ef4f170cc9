"""Time-stamped points of which the newest keep changing: candles and the intraday line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar


class Stamped(Protocol):
    """Anything that belongs to one moment."""

    @property
    def at(self) -> datetime:
        """The moment."""
        ...


P = TypeVar("P", bound=Stamped)


class Series(Generic[P]):
    """Points by time, oldest first; a point with a known time replaces the one that was there."""

    __slots__ = ("_points", "_view", "capacity")

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._points: list[P] = []
        self._view: tuple[P, ...] | None = ()

    def merge(self, points: Sequence[P]) -> None:
        """Take in points in any order."""
        for point in points:
            self._put(point)
        del self._points[: max(len(self._points) - self.capacity, 0)]
        self._view = None

    def view(self) -> tuple[P, ...]:
        """Return all points; the same tuple until something changes."""
        if self._view is None:
            self._view = tuple(self._points)
        return self._view

    def _put(self, point: P) -> None:
        index = len(self._points)
        while index and self._points[index - 1].at > point.at:
            index -= 1
        if index and self._points[index - 1].at == point.at:
            self._points[index - 1] = point
        else:
            self._points.insert(index, point)
