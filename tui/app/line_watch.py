"""Keeps how the face treats its line up to what the terminal's answers show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from tui.app.line_profile import PLAIN, SLOW_ANSWERS, SLOW_LINE, LineProfile, Wishes, profile_for
from tui.app.output.pace import Rates


class LineWatch:
    """A line found slow once stays slow: what moves by itself must not come and go with the load."""

    def __init__(
        self,
        wishes: Wishes | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        budget: int | None = None,
        low_bandwidth: bool = False,
    ) -> None:
        """Begin with what is known before the terminal has answered anything."""
        self._wishes = wishes or Wishes()
        self._environ = environ or {}
        self._budget = budget
        self._low_bandwidth = low_bandwidth
        self._slow_answers = False
        self._bytes_per_s: float | None = None
        self.profile = self._join()
        """What holds now."""

    def look(self, rates: Rates) -> bool:
        """Take note of how the terminal answers; whether that changed the profile."""
        self._slow_answers = self._slow_answers or rates.slow_answers >= SLOW_ANSWERS
        carried = rates.line_bytes_per_s
        if carried is not None and carried < SLOW_LINE:
            self._bytes_per_s = min(carried, self._bytes_per_s or SLOW_LINE)
        before, self.profile = self.profile, self._join()
        return self.profile != before

    def _join(self) -> LineProfile:
        return profile_for(
            self._wishes,
            self._environ,
            budget=self._budget,
            low_bandwidth=self._low_bandwidth,
            slow_answers=self._slow_answers,
            line_bytes_per_s=self._bytes_per_s,
        )


@runtime_checkable
class OnLine(Protocol):
    """An app that knows its line."""

    @property
    def line_profile(self) -> LineProfile:
        """How the line is treated now."""

    def line_rates(self) -> Rates | None:
        """Return what went over it of late; None without a terminal of ours."""


def profile_of(app: object) -> LineProfile:
    """Return how an app treats its line; an app of a test may know none."""
    return app.line_profile if isinstance(app, OnLine) else PLAIN


def rates_of(app: object) -> Rates | None:
    """Return what went over an app's line of late, None when nobody knows."""
    return app.line_rates() if isinstance(app, OnLine) else None
