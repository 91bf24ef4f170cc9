"""Combined orders: what one combination costs, and when all its legs can trade at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from tui.domain.book import Level
from tui.sim.market.exchange import Exchange
from tui.sim.trading.orders import LiveLeg, LiveOrder

_ZERO = Decimal(0)


class Leg(NamedTuple):
    """What one leg has to do now, and the worst price it may trade at."""

    leg: LiveLeg
    qty: Decimal
    limit: Decimal


class Sweep(NamedTuple):
    """What it takes to trade a quantity against a book as it stands."""

    paid: Decimal
    """Sum of price times quantity."""
    last: Decimal
    """The worst price of it."""


def unit_of(legs: Iterable[LiveLeg]) -> Decimal:
    """Return the money that 1 of a combination's price stands for: the size of its first option."""
    return next((leg.contract.multiplier for leg in legs if leg.contract.kind == "option"), Decimal(1))


def sweep(levels: Sequence[Level], qty: Decimal) -> Sweep | None:
    """Return what a quantity would cost; None when there is not so much."""
    left, paid = qty, _ZERO
    for level in levels:
        part = min(left, Decimal(level.volume))
        paid += part * level.price
        left -= part
        if not left:
            return Sweep(paid, level.price)
    return None


def plan(exchange: Exchange, live: LiveOrder) -> tuple[Leg, ...]:
    """Return how all legs can trade at once within the net price; nothing when they cannot."""
    planned: list[Leg] = []
    net = _ZERO
    for leg in live.legs:
        book = exchange.book(leg.contract.id)
        qty = live.order.open_qty * leg.ratio
        found = sweep(book.asks if leg.side.buys else book.bids, qty)
        if found is None:
            return ()
        money = leg.contract.value(Decimal(1), found.paid)
        net += money if leg.side.buys else -money
        planned.append(Leg(leg, qty, found.last))
    price = live.order.price
    if price is not None and net > price * unit_of(live.legs) * live.order.open_qty:
        return ()
    return tuple(planned)


def net_paid(legs: Iterable[LiveLeg]) -> Decimal:
    """Return the money the fills of all legs cost; negative when they paid."""
    return sum((leg.value if leg.side.buys else -leg.value for leg in legs), _ZERO)
