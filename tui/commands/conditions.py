"""What an order may carry besides quantity and price, as typed: its type, trigger and life."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tui.commands.arguments import day_of, member_of, number_of, one_of
from tui.commands.exit import UsageError
from tui.domain.orders import Order, OrderType, TimeInForce, Trail, TrailType

_ORDER_TYPES = {kind.name: kind for kind in OrderType if 0 < kind < OrderType.TWAP_MARKET}
"""Those one can place: by time or volume they come from elsewhere."""
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Conditions:
    """When a new order becomes one, and how long it lives."""

    tif: TimeInForce = TimeInForce.DAY
    trigger: Decimal | None = None
    trail: Trail | None = None
    expires_on: date | None = None

    @property
    def record(self) -> dict[str, Any]:
        """The same for scripts."""
        expires_on = None if self.expires_on is None else self.expires_on.isoformat()
        return {"tif": self.tif.name, "expires_on": expires_on, **condition_record(self.trigger, self.trail)}


@dataclass(frozen=True, slots=True)
class Change:
    """New terms of an order as typed; None keeps what it has."""

    order_id: str
    qty: Decimal | None = None
    price: Decimal | None = None
    trigger: Decimal | None = None
    distance: Trail | None = None
    spread: Decimal | None = None

    def trail_of(self, order: Order) -> Trail | None:
        """Return how the order trails after the change."""
        before = order.trail
        if self.distance is None and self.spread is None:
            return before
        now = self.distance or before or Trail(TrailType.UNKNOWN, _NOTHING)
        kept = None if before is None else before.spread
        return Trail(now.type, now.value, kept if self.spread is None else self.spread)


AT_ONCE = Conditions()
"""An order for the day that waits for nothing."""


def condition_record(trigger: Decimal | None, trail: Trail | None) -> dict[str, Any]:
    """Return what an order waits for, for scripts."""
    per_cent = "%" if trail is not None and trail.type is TrailType.RATIO else ""
    return {
        "trigger": trigger,
        "trail": None if trail is None else f"{trail.value.normalize():f}{per_cent}",
        "trail_spread": None if trail is None else trail.spread,
    }


def conditions_of(options: argparse.Namespace, kind: OrderType) -> Conditions:
    """Read what goes with a new order of this type."""
    trigger = number_given(options.trigger, "--trigger")
    distance, spread = trail_given(options)
    if kind.needs_trigger is not (trigger is not None):
        raise UsageError(f"a {kind.name} order {'needs' if kind.needs_trigger else 'takes no'} --trigger")
    if kind.trails is not (distance is not None):
        raise UsageError(f"a {kind.name} order {'needs' if kind.trails else 'takes no'} --trail")
    spreads = kind is OrderType.TRAILING_STOP_LIMIT
    if spreads is not (spread is not None):
        raise UsageError(f"a {kind.name} order {'needs' if spreads else 'takes no'} --trail-spread")
    trail = None if distance is None else Trail(distance.type, distance.value, spread)
    tif, expires_on = _life(options)
    return Conditions(tif, trigger, trail, expires_on)


def trail_given(options: argparse.Namespace) -> tuple[Trail | None, Decimal | None]:
    """Read a distance such as 5% or 0.2, and the spread of its limit."""
    text: str | None = options.trail
    spread = number_given(options.trail_spread, "--trail-spread")
    if text is None:
        return None, spread
    kind = TrailType.RATIO if text.endswith("%") else TrailType.AMOUNT
    return Trail(kind, number_of(text.removesuffix("%"), "--trail")), spread


def order_type_of(text: str) -> OrderType:
    """Read a type of order."""
    return one_of(_ORDER_TYPES, text.upper().replace("-", "_"), "--type")


def number_given(text: str | None, name: str) -> Decimal | None:
    """Read a number that may be left out."""
    return None if text is None else number_of(text, name)


def _life(options: argparse.Namespace) -> tuple[TimeInForce, date | None]:
    tif = member_of(TimeInForce, options.tif, "--tif")
    if (tif is TimeInForce.GTD) is not (options.expire is not None):
        raise UsageError("--tif GTD needs --expire" if options.expire is None else "--expire needs --tif GTD")
    return tif, None if options.expire is None else day_of(options.expire, "--expire")
