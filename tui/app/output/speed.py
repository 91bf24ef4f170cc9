"""What answers tell of the line as a whole: whether it is slow, and how much it carries."""

from __future__ import annotations

from collections import deque

SLOW_S = 0.15
"""An answer that takes longer was slow."""
TELLING = 500
"""So many bytes under way say how much a line carries, beyond how long it is."""
_FRAMES = 3


class Speed:
    """Counts answers; the middle one of the last few that tell something counts."""

    def __init__(self) -> None:
        self.slow_answers = 0
        """How many answers in a row were slow, up to now."""
        self._found: deque[float] = deque(maxlen=_FRAMES)

    @property
    def bytes_per_s(self) -> float | None:
        """What the line carries; None before enough was sent to tell."""
        return sorted(self._found)[_FRAMES // 2] if len(self._found) == _FRAMES else None

    def answered(self, took_s: float, load: int, line_s: float) -> None:
        """Know that an answer took so long with so many bytes under way, on a line that is so long."""
        self.slow_answers = self.slow_answers + 1 if took_s > SLOW_S else 0
        if load >= TELLING:
            self._found.append(load / max(took_s - line_s, 0.001))
