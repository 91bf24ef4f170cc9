"""Moving a price that lies off the ladder onto it, as far as the order allows. Pure."""

from __future__ import annotations

from decimal import Decimal

from tui.sim.refusal import RefusalError
from tui.sim.trading.contract import Contract


def adjusted(contract: Contract, price: Decimal | None, allowed: Decimal | None) -> Decimal | None:
    """Return the next legal price in the direction of the sign, at most that fraction away.

    Nothing is moved without permission, nor for futures; a legal price stays as it is.
    """
    ladder = contract.ladder
    if price is None or price <= 0 or not allowed or contract.margined or ladder.is_on_tick(price):
        return price
    moved = ladder.ceil(price) if allowed > 0 else ladder.floor(price)
    if abs(moved - price) > price * abs(allowed):
        raise RefusalError(
            f"The price {price:f} is not on the tick, and {moved:f} is further away than may be adjusted."
        )
    return moved
