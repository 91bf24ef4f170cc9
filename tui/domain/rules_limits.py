"""The trader's own limits, checked while an order is typed and once more when it is sent.

A limit that cannot be checked, because a price or a count is not known, keeps a real order back; on paper
it is said. An amendment is checked when it asks for more or for another price: to ask for less is free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_FLOOR, Decimal

from tui.domain.accounts import Env
from tui.domain.decimals import money_text, price_text, quantity_text
from tui.domain.instruments import Instrument
from tui.domain.limits import Limits
from tui.domain.markets import SecurityType
from tui.domain.orders import Side
from tui.domain.pnl import multiplier_of
from tui.domain.rules_model import Activity, Field, Finding, TicketDraft, TicketFacts, block, warn

SOFT_LIMIT = "above your soft limit: the quantity must be typed to confirm"
_CONTRACTS = frozenset({SecurityType.FUTURE, SecurityType.OPTION})


def limit_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check an order against the limits of its account."""
    if facts.why_closed:
        yield block(Field.ACCOUNT, facts.why_closed)
    limits = facts.limits
    if limits is None or not asks_more(ticket, facts):
        return
    for rule in (_scope_rules, _size_rules, _distance_rules, _through_rules, _account_rules):
        yield from rule(ticket, facts, limits)
    if needs_typed_qty(ticket, facts):
        yield warn(Field.QTY, SOFT_LIMIT)


def needs_typed_qty(ticket: TicketDraft, facts: TicketFacts) -> bool:
    """Whether the order is above a soft limit, so that the trader must type its quantity to confirm it."""
    limits, qty = facts.limits, ticket.qty
    if limits is None or qty is None or not qty.is_finite() or not asks_more(ticket, facts):
        return False
    if limits.typed_qty is not None and qty > limits.typed_qty:
        return True
    if limits.typed_value is None:
        return False
    value = value_of(ticket, facts)
    return value is None or value > limits.typed_value


def asks_more(ticket: TicketDraft, facts: TicketFacts) -> bool:
    """Whether this is a new order, or new terms that are not just a smaller quantity."""
    order = facts.amending
    if order is None or ticket.qty is None or ticket.qty > order.qty:
        return True
    return (ticket.price, ticket.trigger, ticket.trail) != (order.price, order.trigger_price, order.trail)


def value_of(ticket: TicketDraft, facts: TicketFacts) -> Decimal | None:
    """Return the money an order is about, None when no price tells."""
    price = _price_expected(ticket, facts)
    if price is None or ticket.qty is None or facts.instrument is None or not ticket.qty.is_finite():
        return None
    return abs(price * ticket.qty) * multiplier_of(facts.instrument)


def opens(ticket: TicketDraft, facts: TicketFacts) -> bool:
    """Whether an order opens or increases a position; one whose holding is not known counts as doing so."""
    held = Decimal(0) if facts.position is None else facts.position.qty
    if not facts.positions_known or ticket.qty is None or not ticket.qty.is_finite():
        return True
    closes = held < 0 if ticket.side.buys else held > 0
    done = Decimal(0) if facts.amending is None else facts.amending.filled_qty
    return not closes or ticket.qty - done > abs(held)


# ---- the rules


def _scope_rules(ticket: TicketDraft, facts: TicketFacts, limits: Limits) -> Iterator[Finding]:
    del facts
    if limits.markets is not None and ticket.id.market not in limits.markets:
        names = ", ".join(sorted(market.name for market in limits.markets))
        yield block(Field.CODE, f"your limits allow {names} only")
    if limits.sides is not None and ticket.side not in limits.sides and ticket.side is not Side.UNKNOWN:
        yield block(Field.SIDE, f"your limits allow no {'buying' if ticket.side.buys else 'selling'}")


def _size_rules(ticket: TicketDraft, facts: TicketFacts, limits: Limits) -> Iterator[Finding]:
    qty = ticket.qty
    if qty is None or not qty.is_finite() or qty <= 0:
        return  # the rules of the quantity have said it
    if limits.max_qty is not None and qty > limits.max_qty:
        yield block(
            Field.QTY,
            f"your limit is {quantity_text(limits.max_qty)} in one order",
            *_lots_within(limits.max_qty, facts.instrument),
        )
    if limits.max_value is None:
        return
    value = value_of(ticket, facts)
    if value is None:
        if not ticket.type.needs_price:  # else the price is not typed yet, which is said elsewhere
            yield _unchecked(ticket, Field.TYPE, "its value", "use a limit order")
    elif value > limits.max_value:
        fits = limits.max_value / (value / qty)
        yield block(
            Field.QTY,
            f"worth {money_text(value)}: your limit is {money_text(limits.max_value)} in one order",
            *_lots_within(fits, facts.instrument),
        )


def _distance_rules(ticket: TicketDraft, facts: TicketFacts, limits: Limits) -> Iterator[Finding]:
    """Check the price against the last one; an order that waits for a trigger, against the trigger."""
    share, price = limits.max_from_last, _price_expected(ticket, facts)
    if share is None:
        return
    base, name = _last(facts), "the last price"
    if ticket.type.needs_trigger:
        base, name = ticket.trigger, "the trigger"
    if base is None or price is None or base <= 0:
        if not _half_typed(ticket):
            yield _unchecked(ticket, Field.PRICE, f"the distance from {name}", "wait for live prices")
        return
    low, high = base * (1 - share), base * (1 + share)
    if low <= price <= high:
        return
    nearest = high if price > high else low
    if facts.ladder is not None:
        nearest = facts.ladder.floor(high) if price > high else facts.ladder.ceil(low)
    percent = quantity_text((share * 100).normalize())
    yield block(
        Field.PRICE,
        f"more than {percent} % from {name} {price_text(base)}: your limit",
        *((nearest,) if ticket.type.needs_price and low <= nearest <= high else ()),
    )


def _through_rules(ticket: TicketDraft, facts: TicketFacts, limits: Limits) -> Iterator[Finding]:
    """Check how far an order may reach through the book; one that waits, through its trigger."""
    most, price, ladder = limits.max_ticks_through, ticket.price, facts.ladder
    if most is None:
        return
    if not ticket.type.needs_price and not ticket.type.trails:
        yield block(Field.TYPE, "your limit on ticks through the book forbids orders without a price")
        return
    if ticket.type.trails or _half_typed(ticket) or price is None:
        return
    touch = ticket.trigger if ticket.type.needs_trigger else _opposite(ticket, facts)
    if touch is None or ladder is None:
        if facts.book is None or ladder is None:
            yield _unchecked(ticket, Field.PRICE, "the ticks through the book", "wait for a live book")
        return
    bound = ladder.up(touch, most) if ticket.side.buys else ladder.down(touch, most)
    if price > bound if ticket.side.buys else price < bound:
        ticks = "tick" if most == 1 else "ticks"
        yield block(Field.PRICE, f"your limit is {most} {ticks} through {price_text(touch)}", bound)


def _account_rules(ticket: TicketDraft, facts: TicketFacts, limits: Limits) -> Iterator[Finding]:
    """Check number, pace and loss; number and pace are those of new orders."""
    lately = facts.activity
    if facts.amending is None:
        yield from _count_rules(ticket, lately, limits)
    if limits.max_day_loss is None or not opens(ticket, facts):
        return
    day = None if lately is None else lately.day_pl
    if day is None:
        yield _unchecked(ticket, Field.ACCOUNT, "the day's P/L", "only closing is sure to be allowed")
    elif day <= -limits.max_day_loss:
        yield block(
            Field.ACCOUNT,
            f"the day's loss is {money_text(-day)}, your limit {money_text(limits.max_day_loss)}: close only",
        )


def _count_rules(ticket: TicketDraft, lately: Activity | None, limits: Limits) -> Iterator[Finding]:
    most_open, most_sent = limits.max_open_orders, limits.max_orders_a_minute
    if lately is None:
        if most_open is not None or most_sent is not None:
            yield _unchecked(ticket, Field.ACCOUNT, "the number of orders", "wait until they are read")
        return
    if most_open is not None and lately.open_orders >= most_open:
        yield block(Field.ACCOUNT, f"{lately.open_orders} open orders: your limit is {most_open}, cancel one")
    if most_sent is not None and lately.sent_last_minute >= most_sent:
        yield block(
            Field.ACCOUNT,
            f"{lately.sent_last_minute} orders in the last minute: your limit is {most_sent}, wait a little",
        )


# ---- what they share


def _unchecked(ticket: TicketDraft, field: Field, what: str, fix: str) -> Finding:
    say: Callable[[Field, str], Finding] = warn if ticket.env is Env.PAPER else block
    return say(field, f"{what} is not known, so your limit cannot be checked: {fix}")


def _half_typed(ticket: TicketDraft) -> bool:
    """Whether a price is still to be typed, which other rules ask for."""
    return (ticket.type.needs_price and not _sound(ticket.price)) or (
        ticket.type.needs_trigger and not _sound(ticket.trigger)
    )


def _sound(price: Decimal | None) -> bool:
    return price is not None and price.is_finite()


def _price_expected(ticket: TicketDraft, facts: TicketFacts) -> Decimal | None:
    """Return the price an order is about: its own, its trigger, the best opposite one, or the last."""
    if ticket.type.needs_price:
        return ticket.price if _sound(ticket.price) else None
    if ticket.type.needs_trigger:
        return ticket.trigger if _sound(ticket.trigger) else None
    return _opposite(ticket, facts) or _last(facts)


def _opposite(ticket: TicketDraft, facts: TicketFacts) -> Decimal | None:
    if facts.book is None:
        return None
    return facts.book.best_ask if ticket.side.buys else facts.book.best_bid


def _last(facts: TicketFacts) -> Decimal | None:
    return None if facts.stale or facts.quote is None else facts.quote.last


def _lots_within(most: Decimal, instrument: Instrument | None) -> tuple[Decimal, ...]:
    """Return the largest quantity of whole lots that is not more; nothing when not even one lot fits."""
    contracts = instrument is None or instrument.type in _CONTRACTS
    lot = Decimal(1) if instrument is None or contracts else Decimal(max(instrument.lot, 1))
    fits = (most / lot).to_integral_value(ROUND_FLOOR) * lot
    return (fits,) if fits > 0 else ()
