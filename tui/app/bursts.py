"""Tells a paste from typing when the terminal does not: many characters in no time are no fingers."""

from __future__ import annotations

from collections import deque

COMMANDS = 5
"""More characters than this within `WITHIN_S`, where characters are commands, are a paste."""
LINE = 30
"""More than this, wherever they go: a stuttering line hands over a whole order at once, but not a text."""
WITHIN_S = 0.02
CALM_S = 0.25
"""A paste goes on until no key came for so long: what follows it may be its end."""


class Bursts:
    """Watches keys in the order they came; seconds on any clock that does not go back."""

    def __init__(self, most: int) -> None:
        """More than `most` characters within `WITHIN_S` are a paste."""
        self._most = most
        self._times: deque[float] = deque(maxlen=most + 1)
        self._before = ""
        self._last: float | None = None
        """When the last key of a paste came; None outside one."""

    def seen(self, key: str, at: float, *, counts: bool) -> bool:
        """Know of a key, and whether it stands for a character; return whether it belongs to a paste.

        A key that repeats the one before does not count: a held one comes in bursts, too.
        """
        repeats, self._before = key == self._before, key
        if self._last is not None and at - self._last < CALM_S:
            self._last = at
            return True
        self._last = None
        if not counts or repeats:
            return False
        self._times.append(at)
        if len(self._times) > self._most and at - self._times[0] <= WITHIN_S:
            self._last = at
            self._times.clear()
            return True
        return False
