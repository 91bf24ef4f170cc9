"""How long to wait before the next attempt."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Delays that start at nothing, double, and stay under a cap; each is shortened by up to half at random.

    The cap is well under ten seconds, so that a link is up within ten seconds after OpenD is back.
    """

    def __init__(
        self, *, base_s: float = 0.5, cap_s: float = 6.0, chance: Callable[[], float] = random.random
    ) -> None:
        self._base_s = base_s
        self._cap_s = cap_s
        self._chance = chance
        self._attempt = 0

    def next_s(self) -> float:
        """Return the delay before the next attempt; the first is zero."""
        attempt = self._attempt
        self._attempt += 1
        if attempt == 0:
            return 0.0
        full = min(self._base_s * 2.0 ** min(attempt - 1, 32), self._cap_s)
        return full * (1 - self._chance() / 2)

    def reset(self) -> None:
        """Start over: the next delay is zero again."""
        self._attempt = 0
