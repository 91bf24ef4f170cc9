"""Bytes that may go in a second on the average, whatever the terminal answers."""

from __future__ import annotations

from collections.abc import Mapping

WINDOW_S = 10.0
"""Over which averages are taken and caps hold."""
BURST_S = 0.5
"""So much of a cap may be saved up, and as much owed."""
LEAST_SAVED = 256
"""One row with the frame around it must fit in what can be saved up."""
OVER = 104
"""So much larger than allowed a frame may be: one cell is drawn, with its colours and all around it."""
LEAST_CAP = 256
"""A lower cap could not draw a row within seconds."""
OVER_SSH = 16_384
LOCAL = 65_536


class Allowance:
    """What is left of a cap: in no ten seconds more than ten times the cap is taken.

    Bytes come in at a little less than the cap, because a window may begin with everything saved up and end
    with as much owed as may be, and a little more.
    """

    def __init__(self, cap: int) -> None:
        """Begin with everything saved up; `cap` is in bytes a second."""
        if cap < LEAST_CAP:
            raise ValueError(f"a cap of {cap} bytes a second is less than {LEAST_CAP}")
        self.cap = cap
        self._most = max(cap * BURST_S, LEAST_SAVED)
        self._owed = cap * BURST_S
        self._per_s = cap - (self._most + self._owed + OVER) / WINDOW_S
        self._saved = self._most
        self._at: float | None = None

    def left(self, now: float, *, owing: bool = False) -> int:
        """Return how many bytes may go now, with `owing` on credit as well."""
        self._save_up(now)
        return max(int(self._saved + (self._owed if owing else 0)), 0)

    def take(self, now: float, size: int) -> None:
        """Count bytes that go."""
        self._save_up(now)
        # What others wrote, a long clipboard say, holds frames back no longer than it must.
        self._saved = max(self._saved - size, -2 * self._owed)

    def at(self, now: float, size: int, *, owing: bool = False) -> float:
        """Return when so many bytes may go."""
        self._save_up(now)
        short = size + 1 - self._saved - (self._owed if owing else 0)
        return now + max(short, 0) / self._per_s

    def _save_up(self, now: float) -> None:
        if self._at is not None:
            self._saved = min(self._saved + (now - self._at) * self._per_s, self._most)
        self._at = now


def multiplexer_cap(env: Mapping[str, str]) -> int | None:
    """Return the cap that holds inside tmux or screen, None elsewhere.

    They answer every question themselves, at once: what the line behind them takes nobody can measure.
    """
    if not (env.get("TMUX") or env.get("STY")):
        return None
    return OVER_SSH if env.get("SSH_CONNECTION") or env.get("SSH_TTY") else LOCAL
