"""Keys that send without a question must come alone: one with company is the letter of an unmarked paste."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from threading import Lock

ESCAPE = "escape"
ALONE_S = 0.025
"""So far from other keys a key that sends must be: no two fingers are nearer, nor does anybody notice it."""
AFTER_ESCAPE_S = 0.5
"""So long after Escape: a slow line makes two keys of one with Alt, and nobody pressed the second."""
_KEPT = 64


class LoneKeys:
    """Knows which keys came when; seconds on any clock that does not go back."""

    def __init__(self) -> None:
        self._seen: deque[tuple[str, float]] = deque(maxlen=_KEPT)
        self._reads: deque[tuple[float, float]] = deque(maxlen=_KEPT)
        """When the first and the last key came of each read that held several."""
        self._lock = Lock()

    def seen(self, key: str, at: float, *, pastes: bool) -> None:
        """Know of a key that arrived, and whether a paste can bring it."""
        if pastes:
            self._seen.append((key, at))

    def is_alone(self, key: str, at: float) -> bool:
        """Whether no other key came with it; a held one repeats itself, and others know of that."""
        return not any(
            other != key
            and (abs(then - at) <= ALONE_S or (other == ESCAPE and 0 <= at - then <= AFTER_ESCAPE_S))
            for other, then in self._seen
        )

    def read(self, keys: Sequence[tuple[str, float]]) -> None:
        """Know which keys, and when each, came with one read of the terminal; may be told by any thread."""
        if len({key for key, _ in keys}) > 1:
            with self._lock:
                self._reads.append((keys[0][1], keys[-1][1]))

    def was_read_alone(self, at: float) -> bool:
        """Whether a key came with a read of its own, or with others of its kind."""
        with self._lock:
            return not any(first <= at <= last for first, last in self._reads)
