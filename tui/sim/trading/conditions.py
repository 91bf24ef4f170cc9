"""Conditional orders: what they must say, when they are due, and what they then become. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.orders import Order, OrderType, Side, Trail, TrailType
from tui.sim.refusal import RefusalError
from tui.sim.trading.contract import Contract

_T = OrderType
BECOMES = {
    _T.STOP: _T.MARKET,
    _T.STOP_LIMIT: _T.LIMIT,
    _T.MARKET_IF_TOUCHED: _T.MARKET,
    _T.LIMIT_IF_TOUCHED: _T.LIMIT,
    _T.TRAILING_STOP: _T.MARKET,
    _T.TRAILING_STOP_LIMIT: _T.LIMIT,
}
"""What is sent to the exchange once the trigger is reached."""
_TOUCHED = frozenset({_T.MARKET_IF_TOUCHED, _T.LIMIT_IF_TOUCHED})
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Condition:
    """A trigger price, and how it moves."""

    rises: bool
    """Whether it is due when the price rises to the level, or else when it falls to it."""
    level: Decimal
    trail: Trail | None = None

    def due(self, last: Decimal) -> bool:
        """Look at a price: follow it away from the level, or say that the level is reached."""
        if self.trail is not None:
            level = _behind(last, self.trail, rises=self.rises)
            self.level = min(self.level, level) if self.rises else max(self.level, level)
        return last >= self.level if self.rises else last <= self.level


def condition_of(order: Order, last: Decimal) -> Condition | None:
    """Return what an order waits for; None when it is no conditional one."""
    if order.type.trails and order.trail is not None:
        rises = order.side.buys
        return Condition(rises, _behind(last, order.trail, rises=rises), order.trail)
    if order.type.needs_trigger and order.trigger_price is not None:
        return Condition(_rises(order.type, order.side), order.trigger_price)
    return None


def limit_at(order: Order, contract: Contract, level: Decimal) -> Decimal | None:
    """Return the limit price of an order whose trigger was reached at a level; None for market orders."""
    if order.type is not _T.TRAILING_STOP_LIMIT or order.trail is None:
        return order.price
    spread = order.trail.spread or Decimal(0)
    return contract.ladder.nearest(level + spread if order.side.buys else level - spread)


def check_condition(
    contract: Contract,
    side: Side,
    kind: OrderType,
    trigger: Decimal | None,
    trail: Trail | None,
    last: Decimal,
) -> None:
    """Refuse a conditional order that lacks something, or whose trigger is on the wrong side."""
    if kind.trails:
        _check_trail(kind, trail)
    elif trigger is None or trigger <= 0:
        raise RefusalError(f"A {kind.name} order needs a trigger price above 0.")
    elif not contract.ladder.is_on_tick(trigger):
        raise RefusalError(
            f"The trigger price {trigger:f} is not on the ladder: "
            f"{contract.ladder.floor(trigger):f} or {contract.ladder.ceil(trigger):f}."
        )
    elif (trigger <= last) if _rises(kind, side) else (trigger >= last):
        word = "above" if _rises(kind, side) else "below"
        raise RefusalError(
            f"The trigger price {trigger:f} of a {side.name} {kind.name} order must be {word} "
            f"the last price {last:f}."
        )


def _check_trail(kind: OrderType, trail: Trail | None) -> None:
    if trail is None or trail.type is TrailType.UNKNOWN or trail.value <= 0:
        raise RefusalError(f"A {kind.name} order needs a trail type and a trail value above 0.")
    if trail.type is TrailType.RATIO and trail.value >= _HUNDRED:
        raise RefusalError(f"A trail of {trail.value:f} % leaves no price: use less than 100.")
    if trail.type is TrailType.RATIO and trail.value != round(trail.value, 2):
        raise RefusalError(f"A trail of {trail.value:f} % is too exact: two decimals at most.")
    if kind is _T.TRAILING_STOP_LIMIT and (trail.spread is None or trail.spread < 0):
        raise RefusalError(f"A {kind.name} order needs a trail spread.")


def _rises(kind: OrderType, side: Side) -> bool:
    """A stop is beyond the market, a touched one on the cheaper side for its owner."""
    return side.buys is not (kind in _TOUCHED)


def _behind(last: Decimal, trail: Trail, *, rises: bool) -> Decimal:
    distance = last * trail.value / _HUNDRED if trail.type is TrailType.RATIO else trail.value
    return last + distance if rises else last - distance
