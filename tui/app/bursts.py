"""Tells a paste from typing when the terminal does not: many characters in no time are no fingers."""

from __future__ import annotations

from collections import deque

MOST = 5
"""More characters than this within `WITHIN_S` are a paste."""
WITHIN_S = 0.02
CALM_S = 0.25
"""A paste goes on until no key came for so long: what follows it may be its end."""


class Bursts:
    """Watches the times of keys; seconds on any clock that does not go back."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST + 1)
        self._last: float | None = None
        """When the last key of a paste came; None outside one."""

    def seen(self, at: float, *, types: bool) -> bool:
        """Know of a key, and whether it stands for a character; return whether it belongs to a paste."""
        if self._last is not None and at - self._last < CALM_S:
            self._last = at
            return True
        self._last = None
        if not types:
            return False
        self._times.append(at)
        if len(self._times) > MOST and at - self._times[0] <= WITHIN_S:
            self._last = at
            self._times.clear()
            return True
        return False
