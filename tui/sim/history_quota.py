"""Units of the history quota: one for every security whose past candles were asked for. Pure."""

from __future__ import annotations

from tui.domain.ids import SecurityId
from tui.sim.refusal import RefusalError

WINDOW_S = 7 * 86400.0
"""A unit comes back this long after it was spent."""


class HistoryQuota:
    """Which securities were spent on, and when; the same one again is free."""

    def __init__(self, quota: int) -> None:
        self.quota = quota
        self._spent: dict[SecurityId, float] = {}

    @property
    def used(self) -> int:
        """Units in use."""
        return len(self._spent)

    @property
    def entries(self) -> tuple[tuple[SecurityId, float], ...]:
        """Securities and the moment of their first request, oldest first."""
        return tuple(self._spent.items())

    def spend(self, id_: SecurityId, now: float) -> None:
        """Use a unit for a security that has none yet; refuse when none is left."""
        self.expire(now)
        if id_ in self._spent:
            return
        if self.used >= self.quota:
            raise RefusalError(f"The history candle quota is used up: {self.used} of {self.quota} used.")
        self._spent[id_] = now

    def expire(self, now: float) -> None:
        """Give back units whose time is over."""
        for id_, at in tuple(self._spent.items()):
            if now - at < WINDOW_S:
                break
            del self._spent[id_]
