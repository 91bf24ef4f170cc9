"""Ids of orders and fills: opaque texts, as OpenD gives them, and unique numbers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple


class Name(NamedTuple):
    """The two ids of one thing."""

    text: str
    number: int


class Numbering:
    """Gives ids that no other run of the simulator has given before."""

    def __init__(self, start: float, seed: int) -> None:
        self._next = int(start * 1000) * 1000
        self._seed = seed

    def next(self, now: float) -> Name:
        """Return fresh ids."""
        self._next += 1
        digest = hashlib.sha256(f"{self._seed}:{self._next}".encode()).hexdigest()[:8].upper()
        day = datetime.fromtimestamp(now, UTC)
        return Name(f"{day:%Y%m%d}_{self._next}_{digest}", self._next)
