"""Rules about the order type: what market, product, account and phase take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tui.domain.accounts import Env
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType
from tui.domain.orders import OrderType
from tui.domain.phases import phase_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

_T = OrderType

AUCTION_TYPES = frozenset({_T.AUCTION, _T.AUCTION_LIMIT})
CONNECT = frozenset({Market.SH, Market.SZ})
_LIMIT_CONDITIONS = frozenset({_T.STOP_LIMIT, _T.LIMIT_IF_TOUCHED, _T.TRAILING_STOP_LIMIT})
_CONDITIONS = _LIMIT_CONDITIONS | {_T.STOP, _T.MARKET_IF_TOUCHED, _T.TRAILING_STOP}
_TRIGGERED_LIMITS = _LIMIT_CONDITIONS | {_T.LIMIT}
_PLAIN = frozenset({_T.LIMIT, _T.MARKET})
_EXTENDED_HOURS = frozenset({MarketState.PRE_MARKET, MarketState.AFTER_HOURS, MarketState.OVERNIGHT})
_AUCTION_STATES = frozenset({MarketState.AUCTION, MarketState.CLOSING_AUCTION_HK})
_NO_AUCTIONS = frozenset({SecurityType.WARRANT, SecurityType.BOND})
"""Warrants, bull and bear contracts and bonds; the list of those with a closing auction is not known."""

PAPER_TYPES = _PLAIN
REAL_TYPES: dict[tuple[Market, str], frozenset[OrderType]] = {
    (Market.HK, "stock"): _PLAIN
    | _CONDITIONS
    | AUCTION_TYPES
    | {_T.ABSOLUTE_LIMIT, _T.SPECIAL_LIMIT, _T.SPECIAL_LIMIT_ALL},
    (Market.HK, "option"): _TRIGGERED_LIMITS,
    (Market.HK, "future"): _PLAIN | _CONDITIONS | {_T.AUCTION},
    (Market.US, "stock"): _PLAIN | _CONDITIONS,
    (Market.US, "option"): _PLAIN | _CONDITIONS,
    (Market.US, "future"): _PLAIN | _CONDITIONS,
    (Market.SH, "stock"): _TRIGGERED_LIMITS,
    (Market.SZ, "stock"): _TRIGGERED_LIMITS,
    (Market.SG, "future"): _PLAIN | _CONDITIONS,
    (Market.JP, "future"): _PLAIN | _CONDITIONS,
    (Market.CC, "stock"): _PLAIN,
}
"""Types of real accounts by market and kind; without a row there are limit orders only."""
UNCONFIRMED = frozenset({(Market.SG, "stock"), (Market.JP, "stock"), (Market.MY, "stock")})
"""Tradable since 2026-06-04 without a row in OpenD's manual: other types may be refused or not."""
QUERY_ONLY = frozenset({_T.UNKNOWN, _T.TWAP_MARKET, _T.TWAP_LIMIT, _T.VWAP_MARKET, _T.VWAP_LIMIT})
"""Seen in lists of orders, never placed."""
_NAMED = 2
"""As many types as one line can name."""


def type_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that market, product, environment and phase take the order type."""
    instrument = facts.instrument
    if instrument is None or not instrument.type.tradable:
        return
    found = type_finding(ticket.env, instrument, ticket.type, facts.market_state, facts.now)
    if found is not None:
        yield found
    if facts.amending is not None and instrument.id.market in CONNECT and ticket.env is not Env.PAPER:
        yield block(Field.TYPE, "Stock Connect orders cannot be amended: cancel and place again")


def type_finding(
    env: Env, instrument: Instrument, kind: OrderType, state: MarketState | None, now: datetime | None
) -> Finding | None:
    """Return what speaks against an order type for a security now, None when nothing does."""
    legal = types_of(env, instrument)
    if kind not in legal:
        return _not_legal(env, instrument, kind, legal)
    if kind in AUCTION_TYPES:
        return _auction(instrument, kind, state, now)
    if kind is not OrderType.MARKET:
        return None
    market, known = instrument.id.market, state is not None and state is not MarketState.UNKNOWN
    if market is Market.US and state in _EXTENDED_HOURS:
        return block(Field.TYPE, "market orders are taken in the US during regular hours only")
    phase = phase_of(instrument, state, now)
    open_now = phase.matching if phase is not None else state is not None and state.continuous
    if market is Market.HK and not open_now and (known or now is not None):
        return block(Field.TYPE, "market orders are taken in Hong Kong during continuous trading only")
    return None


def types_of(env: Env, instrument: Instrument) -> frozenset[OrderType]:
    """Return the order types of a security at any time of the day."""
    if not instrument.type.tradable:
        return frozenset()
    if env is Env.PAPER:
        return PAPER_TYPES
    return REAL_TYPES.get((instrument.id.market, group_of(instrument)), frozenset({_T.LIMIT}))


def group_of(instrument: Instrument) -> str:
    """Return which rules of its market hold for a security: stock, option or future."""
    kinds = {SecurityType.FUTURE: "future", SecurityType.OPTION: "option"}
    return kinds.get(instrument.type, "stock")


def name_of(kind: OrderType) -> str:
    """Return an order type in words."""
    return kind.name.lower().replace("_", " ")


def _not_legal(env: Env, instrument: Instrument, kind: OrderType, legal: frozenset[OrderType]) -> Finding:
    if kind is OrderType.UNKNOWN:
        return block(Field.TYPE, "choose an order type")
    if kind in QUERY_ONLY:
        return block(Field.TYPE, f"OpenD shows {name_of(kind)} orders but places none")
    if env is not Env.PAPER and (instrument.id.market, group_of(instrument)) in UNCONFIRMED:
        name = instrument.id.market.name
        return warn(Field.TYPE, f"only limit orders are known to work for {name} stocks: may be refused")
    who = _takers(env, instrument)
    if legal == _TRIGGERED_LIMITS:
        return block(Field.TYPE, f"{who} limit orders only, with a trigger or without")
    if len(legal) > _NAMED:
        return block(Field.TYPE, f"{who} no {name_of(kind)} orders")
    return block(Field.TYPE, f"{who} {_names(legal)} orders only")


def _auction(
    instrument: Instrument, kind: OrderType, state: MarketState | None, now: datetime | None
) -> Finding | None:
    if instrument.type in _NO_AUCTIONS:
        return block(Field.TYPE, "warrants, bull/bear contracts and bonds take no part in auctions")
    if (state is None or state is MarketState.UNKNOWN) and now is None:
        return None
    phase = phase_of(instrument, state, now)
    taken = state in _AUCTION_STATES if phase is None else kind in phase.types and "e" in phase.acts
    # Without a clock the match at a random second cannot be told from the minutes after it.
    if taken and not (state is MarketState.WAITING_OPEN and now is None):
        return None
    return block(Field.TYPE, "auction orders are taken during an auction only")


def _takers(env: Env, instrument: Instrument) -> str:
    market, group = instrument.id.market, group_of(instrument)
    if env is Env.PAPER:
        return "paper trading takes"
    if market in CONNECT:
        return "Stock Connect takes"
    return f"{market.name} {group}s take" if group != "stock" else f"the {market.name} market takes"


def _names(types: frozenset[OrderType]) -> str:
    names = [name_of(kind) for kind in sorted(types)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
