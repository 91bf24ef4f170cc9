"""When to ask again for what got no answer."""

from __future__ import annotations


class Retry:
    """A moment that every failure in a row moves away, twice as far each time, up to a cap."""

    def __init__(self, first_s: float, longest_s: float) -> None:
        self.at = 0.0
        """When to ask; times are those of the caller's clock."""
        self._first_s = first_s
        self._longest_s = longest_s
        self._next_s = first_s

    def failed(self, now: float, at_least_s: float = 0.0) -> float:
        """Wait before asking again, for a least time perhaps; return how long."""
        wait_s = max(self._next_s, at_least_s)
        self.at = now + wait_s
        self._next_s = min(self._next_s * 2, self._longest_s)
        return wait_s

    def reset(self) -> None:
        """There was an answer: ask now, and after the next failure soon."""
        self.at = 0.0
        self._next_s = self._first_s
