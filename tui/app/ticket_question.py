"""The question before one order is cancelled."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.app.guard import KeyGuard
from tui.app.ticket_model import TOO_EARLY
from tui.domain.orders import Order


@dataclass(slots=True)
class CancelQuestion:
    """Which order is asked about, and whether a key may answer yet."""

    order: Order
    guard: KeyGuard = field(default_factory=KeyGuard)
    said: str = ""
    """Why the last key did nothing."""

    def answers(self, at: float, key: str) -> bool:
        """Whether a key pressed now is an answer; one that came too early is told of."""
        accepted = self.guard.accepts(at, key)
        self.said = "" if accepted else TOO_EARLY
        return accepted
