"""Rules about how far a price may be from the market."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.decimals import price_text
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.quotes import Quote
from tui.domain.rules_daily import cn_rules, jp_rules, my_rules
from tui.domain.rules_hk import hk_rules
from tui.domain.rules_ladder import steps_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

BROKER_SHARE = Decimal("0.40")
"""Distance from the market beyond which the broker refuses orders that open a position in US shares."""
_CASH = frozenset({SecurityType.STOCK, SecurityType.ETF, SecurityType.WARRANT, SecurityType.BOND})


def collar_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check the price against quote and book; without live ones it says so and judges nothing else."""
    instrument, price = facts.instrument, ticket.price
    if instrument is None or not instrument.type.tradable or ticket.type.conditional:
        return  # a conditional order meets the market when it is triggered, not now
    if facts.stale or facts.quote is None or facts.quote.last is None:
        why = "prices are stale" if facts.stale and facts.quote is not None else "there is no live price"
        if ticket.type.needs_price:
            yield warn(Field.PRICE, f"{why}: the distance to the market cannot be checked")
        else:
            yield block(Field.TYPE, f"{why}: a market order needs one, use a limit order")
        return
    if price is None or not price.is_finite() or price <= 0 or not ticket.type.needs_price:
        return
    if instrument.type in _CASH:
        yield from _by_market(ticket, facts, instrument, price, facts.quote)


def _by_market(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, price: Decimal, quote: Quote
) -> Iterator[Finding]:
    market = instrument.id.market
    if market is Market.HK:
        yield from hk_rules(ticket, facts, price, quote)
    elif market in (Market.SH, Market.SZ):
        yield from cn_rules(ticket, facts, instrument, price, quote)
    elif market is Market.JP:
        yield from jp_rules(facts, price, quote)
    elif market is Market.MY:
        yield from my_rules(facts, price, quote)
    elif market is Market.US and _opens(ticket, facts):
        yield from _broker_rules(facts, price, quote)


def _broker_rules(facts: TicketFacts, price: Decimal, quote: Quote) -> Iterator[Finding]:
    last, ladder = quote.last, steps_of(facts).ladder
    if last is None or ladder is None or abs(price - last) <= last * BROKER_SHARE:
        return
    up = price > last
    edge = last * (1 + BROKER_SHARE if up else 1 - BROKER_SHARE)
    cause = f"more than {BROKER_SHARE:.0%} from the last price {price_text(last)}: the broker may refuse it"
    yield warn(Field.PRICE, cause, ladder.floor(edge) if up else ladder.ceil(edge))


def _opens(ticket: TicketDraft, facts: TicketFacts) -> bool:
    """Whether the order adds to a position or may do so; what closes one has no such collar."""
    if not facts.positions_known:
        return True
    held = Decimal(0) if facts.position is None else facts.position.qty
    return held >= 0 if ticket.side.buys else held <= 0
