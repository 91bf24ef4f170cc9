"""What may stand in the way of an order at the moment it is sent; of a cancel, nothing ever does."""

from __future__ import annotations

from typing import Protocol

from tui.domain.combos import ComboIntent
from tui.domain.intents import AmendIntent, OrderIntent

Wish = OrderIntent | AmendIntent | ComboIntent


class Gate(Protocol):
    """One check of the desk, asked right before the journal."""

    def why_not(self, wish: Wish) -> str:
        """Return why this may not be sent, one line with the fix; nothing when it may."""

    def sent(self, wish: Wish) -> None:
        """Know that it is being sent now."""
