"""Ranges of numbers, open where nothing was said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Range:
    """From low to high, both included; None is an open end."""

    low: Decimal | None = None
    high: Decimal | None = None

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return self.low is not None or self.high is not None

    def holds(self, value: Decimal | int | None) -> bool:
        """Whether a value lies inside; an unknown one lies only in a range that says nothing."""
        if value is None:
            return not self
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


ANY = Range()
"""The range that says nothing."""
