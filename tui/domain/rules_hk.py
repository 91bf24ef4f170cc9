"""How far from the market Hong Kong takes a price: in continuous trading, in auctions, at the first quote."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.decimals import price_text
from tui.domain.markets import MarketState, SecurityType
from tui.domain.orders import OrderType
from tui.domain.phases import phase_of
from tui.domain.quotes import Quote
from tui.domain.rules_ladder import steps_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.ticks import Ladder

TIMES_LIMIT = 9
"""Prices this many times above or below the nominal price are refused."""
AGGRESSIVE_STEPS = 9
"""Steps an enhanced limit order may reach through the best opposite price."""
PASSIVE_STEPS = 24
"""Steps behind the best own price beyond which the broker holds the order back."""
POS_SHARE = Decimal("0.15")
"""Of the previous close, either way, in the opening auction."""
CAS_SHARE = Decimal("0.05")
"""Of the reference price, either way, in the closing auction."""
_FIRST_SHARE = Decimal("0.05")
_FIRST_SHARE_FUND = Decimal("0.035")
_SPECIAL = frozenset({OrderType.SPECIAL_LIMIT, OrderType.SPECIAL_LIMIT_ALL})
_Prices = tuple[Decimal | None, Decimal | None]


def hk_rules(ticket: TicketDraft, facts: TicketFacts, price: Decimal, quote: Quote) -> Iterator[Finding]:
    """Check the price of a Hong Kong share, fund or warrant; what the exchange refuses blocks."""
    ladder, nominal = steps_of(facts).ladder, quote.last
    if ladder is None or nominal is None or nominal <= 0:
        return
    if price >= nominal * TIMES_LIMIT or price * TIMES_LIMIT <= nominal:
        yield _nine_times(price, nominal, ladder)
        return
    if not ladder.is_on_tick(price):
        return
    if ticket.type is OrderType.AUCTION_LIMIT:
        yield from _auction_rules(facts, price, quote, ladder)
        return
    if facts.book is None:
        return
    bid, ask = facts.book.best_bid, facts.book.best_ask
    if bid is None and ask is None:
        yield from _first_quote(ticket, facts, price, quote, ladder)
    elif ticket.side.buys:
        yield from _buy_band(price, (bid, ask), ladder)
    else:
        yield from _sell_band(price, (bid, ask), ladder)
    if ticket.type in _SPECIAL:
        yield from _must_cross(ticket, price, (bid, ask))


def _nine_times(price: Decimal, nominal: Decimal, ladder: Ladder) -> Finding:
    edge = nominal * TIMES_LIMIT if price > nominal else nominal / TIMES_LIMIT
    legal = ladder.down(edge) if price > nominal else ladder.up(edge)
    fits = nominal < legal * TIMES_LIMIT < nominal * TIMES_LIMIT**2
    cause = f"{TIMES_LIMIT} times away from the last price {price_text(nominal)}: the exchange refuses it"
    return block(Field.PRICE, cause, *([legal] if fits else []))


def _auction_rules(facts: TicketFacts, price: Decimal, quote: Quote, ladder: Ladder) -> Iterator[Finding]:
    closing = facts.market_state is MarketState.CLOSING_AUCTION_HK
    if not closing and facts.instrument is not None:
        phase = phase_of(facts.instrument, facts.market_state, facts.now)
        closing = phase is not None and phase.state is MarketState.CLOSING_AUCTION_HK
    share = CAS_SHARE if closing else POS_SHARE
    # The reference price of the closing auction is not told; the last price is what it is made of.
    base, name = (quote.last, "last price") if closing else (quote.prev_close, "previous close")
    if base is None or abs(price - base) <= base * share:
        return
    edge = base * (1 + share if price > base else 1 - share)
    legal = ladder.floor(edge) if price > base else ladder.ceil(edge)
    cause = f"auction prices are within {share:.0%} of the {name} {price_text(base)}"
    yield warn(Field.PRICE, cause, legal)


def _first_quote(
    ticket: TicketDraft, facts: TicketFacts, price: Decimal, quote: Quote, ladder: Ladder
) -> Iterator[Finding]:
    close = quote.prev_close
    if close is None or quote.volume or not ladder.in_range(close):
        return
    fund = facts.instrument is not None and facts.instrument.type is SecurityType.ETF
    reach = close * (_FIRST_SHARE_FUND if fund else _FIRST_SHARE)
    if ticket.side.buys:
        lowest = min(ladder.down(close, PASSIVE_STEPS), ladder.ceil(close - reach))
        if price < lowest:
            yield _too_far("first bid", "below", close, lowest)
    else:
        highest = max(ladder.up(close, PASSIVE_STEPS), ladder.floor(close + reach))
        if price > highest:
            yield _too_far("first ask", "above", close, highest)


def _too_far(what: str, where: str, close: Decimal, legal: Decimal) -> Finding:
    cause = f"too far {where} the previous close {price_text(close)} for the {what} of the day"
    return warn(Field.PRICE, cause, legal)


def _buy_band(price: Decimal, touch: _Prices, ladder: Ladder) -> Iterator[Finding]:
    bid, ask = touch
    if ask is not None and price > (highest := ladder.up(ask, AGGRESSIVE_STEPS)):
        yield _through(f"above the best ask {price_text(ask)}", highest)
    elif bid is not None and price < (lowest := ladder.down(bid, PASSIVE_STEPS)):
        yield _behind(f"below the best bid {price_text(bid)}", lowest)


def _sell_band(price: Decimal, touch: _Prices, ladder: Ladder) -> Iterator[Finding]:
    bid, ask = touch
    if bid is not None and price < (lowest := ladder.down(bid, AGGRESSIVE_STEPS)):
        yield _through(f"below the best bid {price_text(bid)}", lowest)
    elif ask is not None and price > (highest := ladder.up(ask, PASSIVE_STEPS)):
        yield _behind(f"above the best ask {price_text(ask)}", highest)


def _through(where: str, legal: Decimal) -> Finding:
    return warn(Field.PRICE, f"more than {AGGRESSIVE_STEPS} steps {where}: the exchange refuses it", legal)


def _behind(where: str, legal: Decimal) -> Finding:
    return warn(Field.PRICE, f"more than {PASSIVE_STEPS} steps {where}: held back by the broker", legal)


def _must_cross(ticket: TicketDraft, price: Decimal, touch: _Prices) -> Iterator[Finding]:
    bid, ask = touch
    if ticket.side.buys and ask is not None and price < ask:
        yield warn(Field.PRICE, f"a special limit to buy must reach the best ask {price_text(ask)}", ask)
    elif not ticket.side.buys and bid is not None and price > bid:
        yield warn(Field.PRICE, f"a special limit to sell must reach the best bid {price_text(bid)}", bid)
