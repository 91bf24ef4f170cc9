"""One holding and its two costs: average (sales do not move it) and diluted (sales do)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.sim.trading.contract import Contract

_ZERO = Decimal(0)


@dataclass(slots=True)
class Holding:
    """A signed quantity of one security and what it cost."""

    contract: Contract
    number: int
    """The position id, stable while the security is held."""
    qty: Decimal = _ZERO
    """Negative when short."""
    average_cost: Decimal = _ZERO
    net_paid: Decimal = _ZERO
    """Bought minus sold, in price times quantity, since the position was opened."""
    realized: Decimal = _ZERO
    """Profit of the closed part, in money, since the position was opened."""
    bought_on: date | None = None
    bought: Decimal = _ZERO
    """Quantity bought on `bought_on`."""

    @property
    def diluted_cost(self) -> Decimal:
        """Break-even price of what is left."""
        return self.net_paid / self.qty if self.qty else _ZERO

    def apply(self, signed_qty: Decimal, price: Decimal, day: date) -> Decimal:
        """Take one fill (negative when sold) and return the profit it realised."""
        direction = 1 if self.qty > 0 else -1
        closing = min(abs(self.qty), abs(signed_qty)) if self.qty * signed_qty < 0 else _ZERO
        kept, opening = self.qty - closing * direction, signed_qty + closing * direction
        profit = closing * direction * (price - self.average_cost) * self.contract.multiplier
        if opening and not kept:
            self.average_cost, self.net_paid, self.realized = price, opening * price, _ZERO
        else:
            if opening:
                self.average_cost = (self.average_cost * kept + price * opening) / (kept + opening)
            self.net_paid += signed_qty * price
            self.realized += profit
        self.qty += signed_qty
        if signed_qty > 0:
            self.bought = signed_qty + (self.bought if self.bought_on == day else _ZERO)
            self.bought_on = day
        return profit

    def bought_today(self, day: date) -> Decimal:
        """Quantity bought on this day."""
        return self.bought if self.bought_on == day else _ZERO

    def value(self, price: Decimal) -> Decimal:
        """Market value in money, negative when short."""
        return self.contract.value(self.qty, price)

    def unrealized(self, price: Decimal) -> Decimal:
        """Profit of the open part at this price."""
        return self.contract.value(self.qty, price - self.average_cost)
