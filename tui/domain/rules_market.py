"""Rules about the phase the market is in."""

from __future__ import annotations

from collections.abc import Iterator

from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.orders import OrderType
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, warn

_AUCTIONS = frozenset(
    {
        MarketState.AUCTION,
        MarketState.CLOSING_AUCTION_HK,
        MarketState.CLOSE_AUCTION,
        MarketState.TRADE_AUCTION,
    }
)
_NO_CHANGES = frozenset({MarketState.REST, MarketState.WAITING_OPEN})
_ANY_TIME = frozenset({OrderType.AUCTION, OrderType.AUCTION_LIMIT})


def market_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Say what becomes of an order outside continuous trading."""
    state, instrument = facts.market_state, facts.instrument
    if state is None or instrument is None or not instrument.type.tradable or state.continuous:
        return
    hk_stock = instrument.id.market is Market.HK and instrument.type is not SecurityType.FUTURE
    if hk_stock and facts.amending is not None and state in _NO_CHANGES:
        yield warn(Field.CODE, "Hong Kong takes no amendments in this phase")
    elif ticket.type in _ANY_TIME or (ticket.type is OrderType.MARKET and instrument.id.market is Market.HK):
        return  # the rules of the order type have said it
    elif state in _AUCTIONS:
        yield warn(Field.CODE, "the market is in an auction: the order waits for continuous trading")
    else:
        phase = state.name.lower().replace("_", " ")
        yield warn(Field.CODE, f"the market is not open ({phase}): the broker keeps the order until it is")
