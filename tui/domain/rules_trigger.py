"""Rules about what a conditional order waits for: its trigger price, or how far it trails the market."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from tui.domain.decimals import places_of, price_text
from tui.domain.markets import SecurityType
from tui.domain.orders import OrderType, Side, TrailType
from tui.domain.rules_ladder import steps_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_price import places_for, step_rules
from tui.domain.rules_types import name_of

RATIO_PLACES = 2
_SPREAD_PLACES = 3
_FUTURE_PLACES = 9
_HUNDRED = Decimal(100)
_TOUCHED = frozenset({OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED})


def trigger_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that a conditional order says what it waits for, and that no other order does."""
    kind, trigger, trail = ticket.type, ticket.trigger, ticket.trail
    if trigger is not None and not kind.needs_trigger:
        yield block(Field.TRIGGER, f"{name_of(kind)} orders have no trigger price")
    if trail is not None and not kind.trails:
        yield block(Field.TRIGGER, f"{name_of(kind)} orders do not trail the market")
    if kind.needs_trigger:
        yield from _trigger_rules(ticket, facts, trigger)
    elif kind.trails:
        yield from _trail_rules(ticket, facts)


def rises_to(kind: OrderType, side: Side) -> bool:
    """Whether the trigger lies above the market: a stop is beyond it, a touched price on the better side."""
    return side.buys is not (kind in _TOUCHED)


def triggers_at_once(ticket: TicketDraft, facts: TicketFacts) -> bool:
    """Whether the last price is beyond a new trigger; one that stays as it is may have been reached."""
    last = None if facts.stale or facts.quote is None else facts.quote.last
    trigger, amending = ticket.trigger, facts.amending
    if not ticket.type.needs_trigger or last is None or trigger is None or not trigger.is_finite():
        return False
    if amending is not None and amending.trigger_price == trigger:
        return False
    return trigger <= last if rises_to(ticket.type, ticket.side) else trigger >= last


def _trigger_rules(ticket: TicketDraft, facts: TicketFacts, trigger: Decimal | None) -> Iterator[Finding]:
    if trigger is None or not trigger.is_finite():
        yield block(Field.TRIGGER, "enter a trigger price")
        return
    found = tuple(step_rules(Field.TRIGGER, "trigger price", trigger, facts))
    yield from found
    if any(one.blocks for one in found):
        return
    if facts.amending is None or facts.amending.trigger_price != trigger:
        yield from _side_rules(ticket, facts)


def _side_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    last = None if facts.stale or facts.quote is None else facts.quote.last
    if last is None:
        yield warn(Field.TRIGGER, "there is no live price: the side of the trigger cannot be checked")
    elif triggers_at_once(ticket, facts):
        word = "above" if rises_to(ticket.type, ticket.side) else "below"
        verb = "buy" if ticket.side.buys else "sell"
        kind = name_of(ticket.type)
        cause = f"triggers at once: a {kind} to {verb} waits {word} the last price {price_text(last)}"
        yield warn(Field.TRIGGER, cause, *_beyond(facts, last, up=rises_to(ticket.type, ticket.side)))


def _beyond(facts: TicketFacts, last: Decimal, *, up: bool) -> tuple[Decimal, ...]:
    """Return the trigger nearest to the market on its right side."""
    ladder = steps_of(facts).ladder
    if ladder is None or not ladder.in_range(last):
        return ()
    step = ladder.up(last) if up else ladder.down(last)
    return () if step == last else (step,)


def _trail_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    kind, trail = ticket.type, ticket.trail
    if trail is None or trail.type is TrailType.UNKNOWN or not trail.value.is_finite() or trail.value <= 0:
        yield block(Field.TRIGGER, "enter how far the order trails: an amount, or per cent such as 5%")
        return
    if trail.type is TrailType.RATIO:
        yield from _ratio_rules(trail.value)
    else:
        yield from _amount_rules(facts, trail.value)
    if kind is not OrderType.TRAILING_STOP_LIMIT:
        if trail.spread is not None:
            yield block(Field.TRIGGER, f"{name_of(kind)} orders have no spread: they become market orders")
    elif trail.spread is None or not trail.spread.is_finite() or trail.spread < 0:
        yield block(Field.TRIGGER, "enter the spread between the trigger and the limit")
    else:
        places = _FUTURE_PLACES if _is_future(facts) else _SPREAD_PLACES
        if places_of(trail.spread) > places:
            yield block(Field.TRIGGER, f"a spread has {places} decimals at most", *_cut(trail.spread, places))


def _ratio_rules(value: Decimal) -> Iterator[Finding]:
    if value >= _HUNDRED:
        yield block(Field.TRIGGER, "a trail of 100 % or more leaves no price")
    elif places_of(value) > RATIO_PLACES:
        cause = f"a trail in per cent has {RATIO_PLACES} decimals at most"
        yield block(Field.TRIGGER, cause, *_cut(value, RATIO_PLACES))


def _amount_rules(facts: TicketFacts, value: Decimal) -> Iterator[Finding]:
    instrument, quote = facts.instrument, facts.quote
    if instrument is None:
        return
    # US shares trail by four decimals at any price.
    places = places_for(instrument, Decimal(0))
    if places_of(value) > places:
        yield block(Field.TRIGGER, f"a trail has {places} decimals at most here", *_cut(value, places))
    elif quote is not None and quote.last is not None and not facts.stale and 0 < quote.last <= value:
        yield block(Field.TRIGGER, f"a trail beyond the last price {price_text(quote.last)} leaves none")


def _cut(value: Decimal, places: int) -> tuple[Decimal, ...]:
    """Return the values with so many decimals around this one, above zero, the nearest first."""
    unit = Decimal(1).scaleb(-places)
    low = value.quantize(unit, ROUND_FLOOR)
    around = [one for one in (low, low + unit) if one > 0]
    return tuple(sorted(around, key=lambda one: (abs(one - value), one)))


def _is_future(facts: TicketFacts) -> bool:
    return facts.instrument is not None and facts.instrument.type is SecurityType.FUTURE
