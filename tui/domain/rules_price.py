"""Rules about the price: it must be there, have the digits OpenD carries, and be on the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tui.domain.decimals import places_of, price_text
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.rules_ladder import Steps, steps_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.ticks import Ladder

_FUTURE_PLACES = 9
_FUTURE_END = Decimal(10) ** 8
_ONE = Decimal(1)


def missing_price(ticket: TicketDraft, _facts: TicketFacts) -> Iterator[Finding]:
    """Check that a price is there when the type needs one."""
    price = ticket.price
    if ticket.type.needs_price and (price is None or not price.is_finite()):
        yield block(Field.PRICE, "enter a price")


def price_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check the price on its own."""
    price = ticket.price
    if ticket.type.needs_price and price is not None and price.is_finite():
        yield from step_rules(Field.PRICE, "price", price, facts)


def step_rules(field: Field, name: str, price: Decimal, facts: TicketFacts) -> Iterator[Finding]:
    """Check that a price, or a trigger, is one that an order may carry."""
    instrument, (ladder, certain) = facts.instrument, steps_of(facts)
    future = instrument is not None and instrument.type is SecurityType.FUTURE
    if price <= 0 and not future:
        yield block(field, f"the {name} must be more than zero")
    elif future and abs(price) >= _FUTURE_END:
        yield block(field, f"the {name} of a future has at most 8 digits before the point")
    elif price <= 0:
        yield from _below_zero(field, name, price, ladder)
    elif ladder is not None and certain and not ladder.is_on_tick(price):
        yield off_ladder(field, price, Steps(ladder, certain))
    elif instrument is not None and places_of(price) > (places := places_for(instrument, price)):
        yield _too_fine(field, price, places, ladder)
    elif ladder is None:
        yield warn(field, "the price steps of this code are not known")
    elif not ladder.is_on_tick(price):
        yield off_ladder(field, price, Steps(ladder, certain))


def places_for(instrument: Instrument, price: Decimal) -> int:
    """Return how many decimals OpenD carries of a price; it rounds or cuts the rest."""
    if instrument.type is SecurityType.FUTURE:
        return _FUTURE_PLACES
    if instrument.type is SecurityType.CRYPTO:
        return _FUTURE_PLACES  # not documented
    if instrument.id.market is not Market.US:
        return 3
    if instrument.type is SecurityType.OPTION:
        return 2
    return 4 if price < _ONE else 2


def off_ladder(field: Field, price: Decimal, steps: Steps) -> Finding:
    """Say that a price is not on the ladder, and which ones are nearest."""
    ladder = steps.ladder
    if ladder is None:
        raise ValueError("there is no ladder to be off")
    say = block if steps.certain else warn
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


def _too_fine(field: Field, price: Decimal, places: int, ladder: Ladder | None) -> Finding:
    """Say that OpenD would change the price, which is never left to it."""
    unit = _ONE.scaleb(-places)
    around = [price.quantize(unit, ROUND_FLOOR), price.quantize(unit, ROUND_CEILING)]
    if ladder is not None and ladder.in_range(price):
        steps = [one for one in (ladder.floor(price), ladder.ceil(price)) if places_of(one) <= places]
        around = steps or around
    fits = sorted((one for one in around if one > 0), key=lambda one: (abs(one - price), one))
    text = f"OpenD carries {places} decimals here and would change {price_text(price)}"
    return block(field, text, *fits)


def _below_zero(field: Field, name: str, price: Decimal, ladder: Ladder | None) -> Iterator[Finding]:
    """Futures alone may trade at zero and below, on the multiples of their step."""
    tick = None if ladder is None else ladder.bands[0].tick
    if tick is not None and price % tick:
        low = (price / tick).to_integral_value(ROUND_FLOOR) * tick
        high = low + tick
        nearest, other = (high, low) if high - price < price - low else (low, high)
        cause = f"the step is {price_text(tick)}: {price_text(low, tick)} or {price_text(high, tick)}"
        yield warn(field, cause, nearest, other)
    else:
        yield warn(field, f"the {name} is not above zero: some futures trade there, look twice")
