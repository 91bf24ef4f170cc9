"""Which feeds a security has: asking for one it has not costs a refusal."""

from __future__ import annotations

from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.wire.messages.quote import Feed

_PRICELESS = frozenset({SecurityType.INDEX, SecurityType.PLATE, SecurityType.PLATE_SET, SecurityType.FOREX})
_QUEUELESS = frozenset({SecurityType.FUTURE, SecurityType.OPTION})


def feeds_of(security: SecurityId, instrument: Instrument | None) -> tuple[Feed, ...]:
    """Return what can be subscribed for a security in focus; guessed from its code while nothing is known."""
    kind = guessed_type(security) if instrument is None else instrument.type
    if kind in _PRICELESS:
        return (Feed.QUOTE,)
    feeds = (Feed.QUOTE, Feed.BOOK, Feed.TRADES)
    if security.market is Market.HK and kind not in _QUEUELESS:
        return (*feeds, Feed.BROKERS)
    return feeds


def guessed_type(security: SecurityId) -> SecurityType:
    """Return what a security probably is, by its code alone."""
    market, symbol = security
    if market is Market.FX:
        return SecurityType.FOREX
    if market is Market.HK and not symbol.isdigit():
        return SecurityType.FUTURE
    if (market is Market.HK and len(symbol) == 6) or symbol.startswith("."):
        return SecurityType.INDEX
    return SecurityType.STOCK
