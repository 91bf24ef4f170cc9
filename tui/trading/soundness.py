"""What must never leave this program, whatever was checked before."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.combos import ComboIntent
from tui.domain.intents import TAG_LENGTH, TAG_PREFIX, OrderIntent
from tui.domain.orders import OrderType, Side

_LEAST_LEGS = 2


def unsound_order(intent: OrderIntent) -> str:
    """Say what is wrong with an order; empty when nothing is."""
    trouble = _unsound(intent.tag, intent.qty, intent.type, intent.price)
    if intent.side is Side.UNKNOWN:
        return "the order has no side"
    if trouble or intent.price is None:
        return trouble
    return "" if intent.price > 0 else f"{intent.price} is not a price"


def unsound_combo(intent: ComboIntent) -> str:
    """Say the same of a combined order, whose net price may well be nothing or less."""
    if len(intent.legs) < _LEAST_LEGS:
        return f"a combined order has {_LEAST_LEGS} legs or more"
    if any(leg.side is Side.UNKNOWN for leg in intent.legs):
        return "a leg of the order has no side"
    if any(leg.ratio < 1 for leg in intent.legs):
        return "a leg of the order has no size"
    if len({leg.id for leg in intent.legs}) < len(intent.legs):
        return "two legs of the order are the same"
    if len({leg.id.market for leg in intent.legs}) > 1:
        return "the legs of the order are of several markets"
    return _unsound(intent.tag, intent.qty, intent.type, intent.price)


def _unsound(tag: str, qty: Decimal, kind: OrderType, price: Decimal | None) -> str:
    if not tag.startswith(TAG_PREFIX) or len(tag) != TAG_LENGTH:
        return "the order has no tag of ours"
    if not qty.is_finite() or qty <= 0:
        return f"the quantity {qty} is not positive"
    if not kind.needs_price:
        return "" if price is None else f"a {kind.name} order carries no price"
    if price is None:
        return f"a {kind.name} order needs a price"
    return "" if price.is_finite() else f"{price} is not a price"
