"""What must never leave this program, whatever was checked before."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.combos import ComboIntent
from tui.domain.intents import TAG_LENGTH, TAG_PREFIX, AmendIntent, OrderIntent
from tui.domain.orders import OrderType, Side, TimeInForce, Trail, TrailType

_LEAST_LEGS = 2
_SURROGATES = (0xD800, 0xDFFF)


def unsound_order(intent: OrderIntent) -> str:
    """Say what is wrong with an order; empty when nothing is."""
    trouble = _unsound(intent.tag, intent.qty, intent.type, intent.price) or _unsound_note(intent.note)
    if intent.side is Side.UNKNOWN:
        return "the order has no side"
    if not trouble and intent.price is not None and intent.price <= 0:
        trouble = f"{intent.price} is not a price"
    return trouble or _unsound_condition(intent) or _unsound_life(intent)


def unsound_amendment(intent: AmendIntent) -> str:
    """Say the same of new terms for an order."""
    qty, price = intent.qty, intent.price
    if not intent.order_id:
        return "the request names no order"
    if qty is None or not qty.is_finite() or qty <= 0:
        return "the quantity must be positive; to withdraw the order, cancel it"
    if price is not None and not price.is_finite():
        return f"{price} is not a price"
    return _unsound_trigger(intent.trigger_price) or _unsound_trail(intent.trail)


def _unsound_trigger(trigger: Decimal | None) -> str:
    return "" if trigger is None or trigger.is_finite() else f"{trigger} is not a trigger price"


def _unsound_trail(trail: Trail | None) -> str:
    if trail is None:
        return ""
    numbers = (trail.value, *(() if trail.spread is None else (trail.spread,)))
    sound = all(number.is_finite() and number >= 0 for number in numbers) and trail.value > 0
    return "" if sound and trail.type is not TrailType.UNKNOWN else "the order trails by no distance"


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
    return _unsound(intent.tag, intent.qty, intent.type, intent.price) or _unsound_note(intent.note)


def _unsound_note(note: str) -> str:
    lone = any(_SURROGATES[0] <= ord(character) <= _SURROGATES[1] for character in note)
    return "the remark holds a character that cannot be sent: type it anew" if lone else ""


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


def _unsound_condition(intent: OrderIntent) -> str:
    kind = intent.type
    if kind.needs_trigger is not (intent.trigger_price is not None):
        return f"a {kind.name} order {'needs a' if kind.needs_trigger else 'has no'} trigger price"
    if kind.trails is not (intent.trail is not None):
        return f"a {kind.name} order {'needs a distance to trail by' if kind.trails else 'does not trail'}"
    return _unsound_trigger(intent.trigger_price) or _unsound_trail(intent.trail)


def _unsound_life(intent: OrderIntent) -> str:
    if intent.tif is TimeInForce.UNKNOWN:
        return "the order does not say how long it lives"
    if (intent.tif is TimeInForce.GTD) is not (intent.expires_on is not None):
        return f"a {intent.tif.name} order {'needs its' if intent.expires_on is None else 'has no'} last day"
    return ""
