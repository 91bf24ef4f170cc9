"""What ends the trading of a security during a run: a CBBC is called, an option expires."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tui.domain.extras import WarrantType
from tui.domain.markets import SecurityStatus
from tui.sim.listings.options import Pricing
from tui.sim.listings.universe import Listing

if TYPE_CHECKING:
    from tui.sim.market.market import Market


class Ending:
    """Watches one security: every trade of the underlying counts for a CBBC, the clock for an option."""

    def __init__(self, listing: Listing, followed: Market | None) -> None:
        self._followed = followed
        self.at = ending_at(listing)
        """When it expires."""
        terms = listing.warrant
        self._recovery = None if terms is None else terms.recovery_price
        self._falling = terms is not None and terms.type is WarrantType.BULL
        self._touched = False
        if self._recovery is not None and followed is not None:
            followed.listeners.append(self)

    def traded(self, volume: int, turnover: Decimal) -> None:
        """Look at a trade of the underlying."""
        del volume, turnover
        self._look()

    def status(self, at: float) -> SecurityStatus:
        """Return the status at a moment; once it is another than NORMAL it stays so."""
        self._look()  # an index tells nobody of its levels
        if self._touched:
            return SecurityStatus.CALLED
        return SecurityStatus.EXPIRED if at >= self.at else SecurityStatus.NORMAL

    def _look(self) -> None:
        if self._recovery is None or self._followed is None or self._touched:
            return
        spot = self._followed.steps.price(self._followed.today.last)
        self._touched = spot <= self._recovery if self._falling else spot >= self._recovery


def ending_at(listing: Listing) -> float:
    """Return the unix second at which a contract expires; never for what has no such moment here."""
    return listing.follows.ends if isinstance(listing.follows, Pricing) else float("inf")
