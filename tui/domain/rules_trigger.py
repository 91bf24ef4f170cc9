"""Rules about what a conditional order waits for: its trigger price, or how far it trails the market."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.decimals import price_text
from tui.domain.orders import OrderType, Side, Trail, TrailType
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_price import off_ladder

RATIO_PLACES = 2
_HUNDRED = Decimal(100)
_TOUCHED = frozenset({OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED})


def trigger_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that a conditional order says what it waits for, and that no other order does."""
    kind, trigger, trail = ticket.type, ticket.trigger, ticket.trail
    if trigger is not None and not kind.needs_trigger:
        yield block(Field.TRIGGER, f"{_name(kind)} orders have no trigger price")
    if trail is not None and not kind.trails:
        yield block(Field.TRIGGER, f"{_name(kind)} orders do not trail the market")
    if kind.needs_trigger:
        yield from _trigger_rules(ticket, facts, trigger)
    elif kind.trails:
        yield from _trail_rules(kind, trail)


def rises_to(kind: OrderType, side: Side) -> bool:
    """Whether the trigger lies above the market: a stop is beyond it, a touched price on the better side."""
    return side.buys is not (kind in _TOUCHED)


def _trigger_rules(ticket: TicketDraft, facts: TicketFacts, trigger: Decimal | None) -> Iterator[Finding]:
    ladder = facts.ladder
    if trigger is None or not trigger.is_finite():
        yield block(Field.TRIGGER, "enter a trigger price")
    elif trigger <= 0 and (ladder is None or not ladder.name.startswith("flat")):
        yield block(Field.TRIGGER, "the trigger price must be more than zero")
    elif ladder is not None and not ladder.is_on_tick(trigger):
        yield off_ladder(Field.TRIGGER, trigger, ladder)
    elif facts.amending is None or facts.amending.trigger_price != trigger:
        # A trigger that stays as it is may have been reached already.
        yield from _side_rules(ticket, facts, trigger)


def _side_rules(ticket: TicketDraft, facts: TicketFacts, trigger: Decimal) -> Iterator[Finding]:
    last = None if facts.stale or facts.quote is None else facts.quote.last
    if last is None:
        yield warn(Field.TRIGGER, "there is no live price: the side of the trigger cannot be checked")
    elif trigger <= last if rises_to(ticket.type, ticket.side) else trigger >= last:
        word = "above" if rises_to(ticket.type, ticket.side) else "below"
        verb = "buy" if ticket.side.buys else "sell"
        yield block(
            Field.TRIGGER,
            f"the trigger of a {_name(ticket.type)} order to {verb} must be {word} the last price "
            f"{price_text(last)}",
        )


def _trail_rules(kind: OrderType, trail: Trail | None) -> Iterator[Finding]:
    if trail is None or trail.type is TrailType.UNKNOWN or not trail.value.is_finite() or trail.value <= 0:
        yield block(Field.TRIGGER, "enter how far the order trails: an amount, or per cent such as 5%")
        return
    if trail.type is TrailType.RATIO and trail.value >= _HUNDRED:
        yield block(Field.TRIGGER, "a trail of 100 % or more leaves no price")
    elif trail.type is TrailType.RATIO and round(trail.value, RATIO_PLACES) != trail.value:
        yield block(Field.TRIGGER, f"a trail in per cent has {RATIO_PLACES} decimals at most")
    if kind is not OrderType.TRAILING_STOP_LIMIT:
        if trail.spread is not None:
            yield block(Field.TRIGGER, f"{_name(kind)} orders have no spread: they become market orders")
    elif trail.spread is None or not trail.spread.is_finite() or trail.spread < 0:
        yield block(Field.TRIGGER, "enter the spread between the trigger and the limit")


def _name(kind: OrderType) -> str:
    return kind.name.lower().replace("_", " ")
