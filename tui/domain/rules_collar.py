"""Rules about how far a price may be from the market."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from tui.domain.decimals import price_text
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.quotes import Quote
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_qty import is_star
from tui.domain.ticks import Ladder

TIMES_LIMIT = 9
"""Hong Kong refuses prices this many times above or below the nominal price."""
AGGRESSIVE_STEPS = 9
"""Steps an enhanced limit order may reach through the best opposite price."""
PASSIVE_STEPS = 24
"""Steps behind the best own price beyond which the broker holds the order back."""
CN_DYNAMIC = Decimal("0.97")
_CN_NEW = timedelta(days=14)
"""Newly listed mainland shares have no daily limit in their first five trading days."""


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
    market = instrument.id.market
    if market is Market.HK and instrument.type is not SecurityType.FUTURE:
        yield from _hk_rules(ticket, facts, price, facts.quote)
    elif market in (Market.SH, Market.SZ):
        yield from _cn_rules(ticket, facts, instrument, price, facts.quote)


def _hk_rules(ticket: TicketDraft, facts: TicketFacts, price: Decimal, quote: Quote) -> Iterator[Finding]:
    nominal = quote.last
    if nominal is not None and (price >= nominal * TIMES_LIMIT or price * TIMES_LIMIT <= nominal):
        yield block(
            Field.PRICE,
            f"{TIMES_LIMIT} times away from the last price {price_text(nominal)}: the exchange refuses it",
        )
        return
    ladder = facts.ladder
    if ladder is None or facts.book is None or not ladder.is_on_tick(price):
        return
    bid, ask = facts.book.best_bid, facts.book.best_ask
    yield from _buy_band(price, bid, ask, ladder) if ticket.side.buys else _sell_band(price, bid, ask, ladder)


def _buy_band(price: Decimal, bid: Decimal | None, ask: Decimal | None, ladder: Ladder) -> Iterator[Finding]:
    if ask is not None and price > (highest := ladder.up(ask, AGGRESSIVE_STEPS)):
        yield warn(
            Field.PRICE, f"more than {AGGRESSIVE_STEPS} steps above the best ask {price_text(ask)}", highest
        )
    elif bid is not None and price < (lowest := ladder.down(bid, PASSIVE_STEPS)):
        yield warn(
            Field.PRICE,
            f"more than {PASSIVE_STEPS} steps below the best bid {price_text(bid)}: held back",
            lowest,
        )


def _sell_band(price: Decimal, bid: Decimal | None, ask: Decimal | None, ladder: Ladder) -> Iterator[Finding]:
    if bid is not None and price < (lowest := ladder.down(bid, AGGRESSIVE_STEPS)):
        yield warn(
            Field.PRICE, f"more than {AGGRESSIVE_STEPS} steps below the best bid {price_text(bid)}", lowest
        )
    elif ask is not None and price > (highest := ladder.up(ask, PASSIVE_STEPS)):
        yield warn(
            Field.PRICE,
            f"more than {PASSIVE_STEPS} steps above the best ask {price_text(ask)}: held back",
            highest,
        )


def _cn_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, price: Decimal, quote: Quote
) -> Iterator[Finding]:
    band = _daily_limits(instrument, quote)
    if band is not None and not band[0] <= price <= band[1]:
        low, high = band
        yield block(
            Field.PRICE,
            f"outside the daily limits {price_text(low)} to {price_text(high)}",
            low if price < low else high,
        )
        return
    bid = None if facts.book is None else facts.book.best_bid
    base = bid if bid is not None else quote.last
    if ticket.side.buys and base is not None and price < base * CN_DYNAMIC:
        yield warn(Field.PRICE, f"more than 3 % below {price_text(base)}: Stock Connect refuses such buys")


def _daily_limits(instrument: Instrument, quote: Quote) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and highest price of the day; None for funds and fresh listings: other rules."""
    close = quote.prev_close
    if close is None or instrument.type is not SecurityType.STOCK or _is_fresh(instrument, quote):
        return None
    wide = is_star(instrument) or instrument.id.symbol.startswith(("300", "301", "302"))
    share = Decimal("0.20") if wide else Decimal("0.10")
    cent = Decimal("0.01")
    low = (close * (1 - share)).quantize(cent, ROUND_HALF_UP)
    return low, (close * (1 + share)).quantize(cent, ROUND_HALF_UP)


def _is_fresh(instrument: Instrument, quote: Quote) -> bool:
    listed = instrument.listed_on or quote.listed_on
    return listed is not None and quote.updated_at is not None and quote.updated_at.date() - listed < _CN_NEW
