"""Rules about the price: it must be there, on the ladder, and inside its ends."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.decimals import price_text
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.ticks import Ladder

CERTAIN_LADDERS = frozenset({"hk.part_a", "hk.part_b", "hk.part_d", "hk.part_e", "us.stock", "cn.ashare"})
"""Ladders read from the exchange's rules; a step that is inferred only warns."""


def price_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check the price on its own."""
    price, ladder = ticket.price, facts.ladder
    if not ticket.type.needs_price:
        return
    if price is None or not price.is_finite():
        yield block(Field.PRICE, "enter a price")
    elif price <= 0 and (ladder is None or not ladder.name.startswith("flat")):
        yield block(Field.PRICE, "the price must be more than zero")
    elif ladder is None:
        yield warn(Field.PRICE, "the price steps of this code are not known")
    elif not ladder.is_on_tick(price):
        yield off_ladder(Field.PRICE, price, ladder)


def off_ladder(field: Field, price: Decimal, ladder: Ladder) -> Finding:
    """Say that a price is not on the ladder, and which ones are nearest."""
    say = block if ladder.name in CERTAIN_LADDERS else warn
    if not ladder.in_range(price):
        end = ladder.ceil(price) if price < ladder.minimum else ladder.floor(price)
        word = "lowest" if price < ladder.minimum else "highest"
        return say(field, f"the {word} price is {price_text(end)}", end)
    low, high = ladder.floor(price), ladder.ceil(price)
    nearest = ladder.nearest(price)
    other = high if nearest == low else low
    tick = ladder.tick_up(low)
    cause = f"the step is {price_text(tick)} here: {price_text(low, tick)} or {price_text(high, tick)}"
    return say(field, cause, nearest, other)
