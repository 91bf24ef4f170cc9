"""Closing a position, or turning it over, by limit orders that reach a bounded way through the book."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Position
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.domain.ticks import Ladder

TICKS = 3
"""How far through the best opposite price an order reaches unless told otherwise."""
MOST_TICKS = 9
"""Hong Kong refuses orders that reach further."""
_CONTRACTS = frozenset({SecurityType.FUTURE, SecurityType.OPTION})
_CONNECT = frozenset({Market.SH, Market.SZ})
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Touch:
    """The best prices; None is not known, or not of now."""

    bid: Decimal | None
    ask: Decimal | None


@dataclass(frozen=True, slots=True)
class Leg:
    """One limit order of a plan."""

    side: Side
    qty: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent: the closing order and, to turn the position over, the opening one after it."""

    legs: tuple[Leg, ...] = ()
    rest: Decimal = _NONE
    """What stays of the holding because it is no whole lot, negative when short."""
    held_back: Decimal = _NONE
    """What stays because it cannot be sold or covered now."""
    why: str = ""
    """Why nothing can be sent; empty when there are legs."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How a position is to be left."""

    reverse: bool = False
    """Turned over, not only closed."""
    ticks: int = TICKS
    freed: Decimal = _NONE
    """Quantity that working orders hold back and that is free once they are cancelled."""
    own_short_sides: bool = False
    """Whether the account wants short sales and buy-backs under sides of their own."""


def plan_for(
    position: Position | None, instrument: Instrument, ladder: Ladder | None, touch: Touch, wish: Wish
) -> Plan:
    """Return the orders that leave a position as wished; nothing is rounded up, no price is made up."""
    held = _NONE if position is None else position.qty
    if position is None or not held:
        return Plan(why=f"there is no position in {instrument.id}: nothing to close")
    if ladder is None:
        return Plan(why=f"the price steps of {instrument.id} are not known: use the ticket")
    long = held > 0
    best = touch.bid if long else touch.ask
    if best is None:
        return Plan(why=f"there is no live best {'bid' if long else 'ask'} to close at: use the ticket")
    free = min(_free(position) + wish.freed, abs(held))
    qty = _whole(free, abs(held), instrument, sells=long)
    sign = 1 if long else -1
    rest, held_back = sign * (free - qty), sign * (abs(held) - free)
    if qty <= 0:
        return Plan((), rest, held_back, _why_nothing(free, instrument, long=long))
    if wish.reverse and held_back:
        return Plan((), rest, held_back, f"only {free:,f} of {abs(held):,f} can be closed now: flatten first")
    ticks = min(max(wish.ticks, 0), MOST_TICKS)
    price = ladder.down(best, ticks) if long else ladder.up(best, ticks)
    close, opening = _sides(long=long, own_short_sides=wish.own_short_sides)
    legs = (Leg(close, qty, price), *((Leg(opening, qty, price),) if wish.reverse else ()))
    return Plan(legs, rest, held_back)


def _sides(*, long: bool, own_short_sides: bool) -> tuple[Side, Side]:
    """Return the side that closes, and the one that opens the other way."""
    if long:
        return Side.SELL, Side.SELL_SHORT if own_short_sides else Side.SELL
    return Side.BUY_BACK if own_short_sides else Side.BUY, Side.BUY


def _free(position: Position) -> Decimal:
    """Return what can be closed now; brokers that do not say it of a short leave that zero."""
    free = abs(position.can_sell_qty)
    return free if position.qty > 0 or free else abs(position.qty)


def _whole(free: Decimal, held: Decimal, instrument: Instrument, *, sells: bool) -> Decimal:
    """Return the largest part that can be sent as one order."""
    if instrument.type in _CONTRACTS:
        return free // 1
    if sells and instrument.id.market in _CONNECT and free == held:
        return free // 1  # the whole rest may be sold with its odd part
    lot = Decimal(max(instrument.lot, 1))
    return free // lot * lot


def _why_nothing(free: Decimal, instrument: Instrument, *, long: bool) -> str:
    what = "sold" if long else "bought back"
    if free <= 0:
        return f"nothing can be {what} now: working orders or the settlement hold it back"
    return f"{free:,f} is less than a lot of {max(instrument.lot, 1):,}: odd lots are for the broker's app"
