"""Keys that send without a question must come alone: one with company is the letter of an unmarked paste."""

from __future__ import annotations

from collections import deque

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
