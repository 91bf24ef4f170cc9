"""The prices around which a ticket works."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.orders import Side


@dataclass(frozen=True, slots=True)
class Touch:
    """Best prices and the last one, and whether they are live."""

    bid: Decimal | None = None
    ask: Decimal | None = None
    last: Decimal | None = None
    fresh: bool = False
    """False when the link is down or the numbers are old: then none of them is offered as a price."""

    def join(self, side: Side) -> Decimal | None:
        """Return the best price of the order's own side: it rests there and takes nothing."""
        if not self.fresh:
            return None
        return self.bid if side.buys else self.ask

    def opposite(self, side: Side) -> Decimal | None:
        """Return the best price of the other side, else the last one: about what a market order gets."""
        best = self.ask if side.buys else self.bid
        return self.last if best is None else best

    def why_no_price(self, side: Side) -> str:
        """Return why there is none to join."""
        if not self.fresh:
            return "prices are stale: none is filled in"
        return f"there is no best {'bid' if side.buys else 'ask'} to join: type a price"
