"""Prices that an exchange does not let a day go beyond, as in force on 2026-11-21."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from tui.domain.accounts import Env
from tui.domain.decimals import price_text
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.quotes import Quote
from tui.domain.rules_boards import is_chinext, is_star
from tui.domain.rules_ladder import steps_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

CN_DYNAMIC = Decimal("0.97")
"""Share of the best bid below which Stock Connect takes no buys."""
_CN_SHARE = Decimal("0.10")
"""Main boards, shares under risk alert included since 2026-07-06."""
_CN_WIDE_SHARE = Decimal("0.20")
"""STAR and ChiNext."""
_CN_NEW = timedelta(days=14)
"""Newly listed mainland shares have no daily limit in their first five trading days."""
_CENT = Decimal("0.01")
_MY_SHARE = Decimal("0.30")
_MY_BELOW = Decimal(1)

_JP_ROWS = (
    "100:30 200:50 500:80 700:100 1000:150 1500:300 2000:400 3000:500 5000:700 7000:1000 10000:1500 "
    "15000:3000 20000:4000 30000:5000 50000:7000 70000:10000 100000:15000 150000:30000 200000:40000 "
    "300000:50000 500000:70000 700000:100000 1000000:150000 1500000:300000 2000000:400000"
)
JP_BANDS = tuple((Decimal(row.split(":")[0]), Decimal(row.split(":")[1])) for row in _JP_ROWS.split())
"""Yen either side of the previous close, which is below the first number; higher prices are not known."""


def cn_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, price: Decimal, quote: Quote
) -> Iterator[Finding]:
    """Check a mainland price against the limits of the day, and a buy against Connect's own."""
    band = _cn_band(instrument, quote)
    if band is not None and not band[0] <= price <= band[1]:
        yield _outside(price, band)
        return
    bid = None if facts.book is None else facts.book.best_bid
    base = next((one for one in (bid, quote.last, quote.prev_close) if one is not None), None)
    if ticket.env is Env.PAPER or not ticket.side.buys or base is None or price >= base * CN_DYNAMIC:
        return
    ladder = steps_of(facts).ladder
    legal = () if ladder is None else (ladder.ceil(base * CN_DYNAMIC),)
    cause = f"more than 3 % below {price_text(base)}: Stock Connect refuses such buys"
    yield warn(Field.PRICE, cause, *legal)


def jp_rules(facts: TicketFacts, price: Decimal, quote: Quote) -> Iterator[Finding]:
    """Check a Tokyo price against the limits of the day."""
    close = quote.prev_close
    width = None if close is None else next((yen for end, yen in JP_BANDS if close < end), None)
    if close is None or width is None:
        return
    band = _on_ladder(facts, close - width, close + width)
    if not band[0] <= price <= band[1]:
        yield _outside(price, band)


def my_rules(facts: TicketFacts, price: Decimal, quote: Quote) -> Iterator[Finding]:
    """Check a Malaysian price against the limits of the day, which one source alone tells."""
    close = quote.prev_close
    if close is None:
        return
    width = _MY_SHARE if close < _MY_BELOW else close * _MY_SHARE
    low, high = _on_ladder(facts, close - width, close + width)
    if not low <= price <= high:
        cause = f"beyond the daily limits {price_text(low)} to {price_text(high)}: may be refused"
        yield warn(Field.PRICE, cause, low if price < low else high)


def _cn_band(instrument: Instrument, quote: Quote) -> tuple[Decimal, Decimal] | None:
    """Return the lowest and highest price of the day; None for funds and fresh listings: other rules."""
    close = quote.prev_close
    if close is None or instrument.type is not SecurityType.STOCK or _is_fresh(instrument, quote):
        return None
    share = _CN_WIDE_SHARE if is_star(instrument) or is_chinext(instrument) else _CN_SHARE
    low = (close * (1 - share)).quantize(_CENT, ROUND_HALF_UP)
    return low, (close * (1 + share)).quantize(_CENT, ROUND_HALF_UP)


def _is_fresh(instrument: Instrument, quote: Quote) -> bool:
    listed = instrument.listed_on or quote.listed_on
    return listed is not None and quote.updated_at is not None and quote.updated_at.date() - listed < _CN_NEW


def _on_ladder(facts: TicketFacts, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    ladder = steps_of(facts).ladder
    if ladder is None:
        return low, high
    return ladder.ceil(low), ladder.floor(high)


def _outside(price: Decimal, band: tuple[Decimal, Decimal]) -> Finding:
    low, high = band
    cause = f"outside the daily limits {price_text(low)} to {price_text(high)}"
    return block(Field.PRICE, cause, low if price < low else high)
