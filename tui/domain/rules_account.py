"""Rules about what may be traded at all: the security, the account, the order type, how long it lives."""

from __future__ import annotations

from collections.abc import Iterator

from tui.domain.accounts import Account, AccountStatus, Env
from tui.domain.eligibility import may_trade
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, TimeInForce
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

_T = OrderType

_AUCTION_TYPES = frozenset({_T.AUCTION, _T.AUCTION_LIMIT})
_AUCTION_STATES = frozenset({MarketState.AUCTION, MarketState.CLOSING_AUCTION_HK})
_LIMIT_CONDITIONS = frozenset({_T.STOP_LIMIT, _T.LIMIT_IF_TOUCHED, _T.TRAILING_STOP_LIMIT})
_CONDITIONS = _LIMIT_CONDITIONS | {_T.STOP, _T.MARKET_IF_TOUCHED, _T.TRAILING_STOP}
_EXTENDED_HOURS = frozenset({MarketState.PRE_MARKET, MarketState.AFTER_HOURS, MarketState.OVERNIGHT})
_CONNECT = frozenset({Market.SH, Market.SZ})

PAPER_TYPES = frozenset({_T.LIMIT, _T.MARKET})
REAL_TYPES: dict[tuple[Market, str], frozenset[OrderType]] = {
    (Market.HK, "stock"): frozenset(
        {
            _T.LIMIT,
            _T.MARKET,
            _T.ABSOLUTE_LIMIT,
            _T.AUCTION,
            _T.AUCTION_LIMIT,
            _T.SPECIAL_LIMIT,
            _T.SPECIAL_LIMIT_ALL,
        }
    ),
    (Market.HK, "option"): frozenset({_T.LIMIT}),
    (Market.HK, "future"): frozenset({_T.LIMIT, _T.MARKET, _T.AUCTION}),
    (Market.US, "stock"): frozenset({_T.LIMIT, _T.MARKET}),
    (Market.US, "option"): frozenset({_T.LIMIT, _T.MARKET}),
    (Market.US, "future"): frozenset({_T.LIMIT, _T.MARKET}),
    (Market.SH, "stock"): frozenset({_T.LIMIT}),
    (Market.SZ, "stock"): frozenset({_T.LIMIT}),
    (Market.SG, "future"): frozenset({_T.LIMIT, _T.MARKET}),
    (Market.JP, "future"): frozenset({_T.LIMIT, _T.MARKET}),
}
"""Types that need no trigger price, by market and kind; without a row there are limit orders only."""
CONDITIONAL_TYPES: dict[tuple[Market, str], frozenset[OrderType]] = {
    (Market.HK, "stock"): _CONDITIONS,
    (Market.HK, "option"): _LIMIT_CONDITIONS,
    (Market.HK, "future"): _CONDITIONS,
    (Market.US, "stock"): _CONDITIONS,
    (Market.US, "option"): _CONDITIONS,
    (Market.US, "future"): _CONDITIONS,
    (Market.SH, "stock"): _LIMIT_CONDITIONS,
    (Market.SZ, "stock"): _LIMIT_CONDITIONS,
    (Market.SG, "future"): _CONDITIONS,
    (Market.JP, "future"): _CONDITIONS,
}
"""Types that wait for a trigger, of real accounts; without a row there are none."""


def kind_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that orders can exist for the security."""
    instrument = facts.instrument
    if instrument is None:
        yield block(Field.CODE, f"{ticket.id} is not known: wait for its facts or choose another code")
    elif not instrument.type.tradable:
        yield block(Field.CODE, f"{ticket.id} is an {_kind(instrument)}: it cannot be traded")
    elif instrument.delisted:
        yield block(Field.CODE, f"{ticket.id} is delisted")
    elif facts.quote is not None and facts.quote.suspended:
        yield warn(Field.CODE, f"{ticket.id} is suspended: nothing trades until it resumes")


def account_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that the account is the one meant, may trade the security, and takes the order type."""
    account, instrument = facts.account, facts.instrument
    if account is None or ticket.acc_id is None:
        yield block(Field.ACCOUNT, "choose an account")
        return
    if account.acc_id != ticket.acc_id or account.env is not ticket.env or account.env is Env.UNKNOWN:
        yield block(
            Field.ACCOUNT, "the account does not match the environment of the ticket: choose it again"
        )
        return
    if account.status is not AccountStatus.ACTIVE:
        yield block(Field.ACCOUNT, "the account is disabled at the broker")
        return
    if instrument is None or not instrument.type.tradable:
        return
    if not may_trade(account, instrument):
        yield block(Field.ACCOUNT, _no_permission(account, instrument))
    yield from _type_rules(ticket, facts, instrument)


def _type_rules(ticket: TicketDraft, facts: TicketFacts, instrument: Instrument) -> Iterator[Finding]:
    market, state = instrument.id.market, facts.market_state
    legal = _legal_types(ticket.env, instrument)
    if ticket.type not in legal:
        yield block(Field.TYPE, f"{_where(ticket.env, instrument)} takes {_names(legal)} orders only")
    elif ticket.type in _AUCTION_TYPES and state is not None and state not in _AUCTION_STATES:
        yield block(Field.TYPE, "auction orders are taken during an auction only")
    elif (
        ticket.type is OrderType.MARKET and market is Market.HK and state is not None and not state.continuous
    ):
        yield block(Field.TYPE, "market orders are taken in Hong Kong during continuous trading only")
    elif ticket.type is OrderType.MARKET and market is Market.US and state in _EXTENDED_HOURS:
        yield block(Field.TYPE, "market orders are taken in the US during regular hours only")
    if facts.amending is not None and market in _CONNECT and ticket.env is not Env.PAPER:
        yield block(Field.TYPE, "Stock Connect orders cannot be amended: cancel and place again")


def tif_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check how long the order may live."""
    instrument = facts.instrument
    if ticket.tif is not TimeInForce.GTD and ticket.expires_on is not None:
        yield block(Field.TIF, "only an order that is good till a day (GTD) has a last day")
    if ticket.tif is TimeInForce.DAY or instrument is None:
        return
    if ticket.env is Env.PAPER:
        yield block(Field.TIF, "paper orders live for the day only")
    elif ticket.tif is TimeInForce.IOC and instrument.type is not SecurityType.CRYPTO:
        yield block(Field.TIF, "immediate-or-cancel exists for crypto only")
    elif ticket.tif is TimeInForce.UNKNOWN:
        yield block(Field.TIF, "choose how long the order lives")
    elif ticket.type is OrderType.MARKET and (
        instrument.type is SecurityType.FUTURE or instrument.id.market in (Market.HK, *_CONNECT)
    ):
        yield block(Field.TIF, "market orders live for the day only here")
    elif ticket.tif is TimeInForce.GTD and ticket.expires_on is None:
        yield block(Field.TIF, "an order that is good till a day (GTD) needs that day")
    elif facts.today is not None and ticket.expires_on is not None and ticket.expires_on < facts.today:
        yield block(Field.TIF, f"the last day {ticket.expires_on} is over")


def _legal_types(env: Env, instrument: Instrument) -> frozenset[OrderType]:
    if env is Env.PAPER:
        return PAPER_TYPES
    where = instrument.id.market, _group(instrument)
    return REAL_TYPES.get(where, frozenset({_T.LIMIT})) | CONDITIONAL_TYPES.get(where, frozenset())


def _group(instrument: Instrument) -> str:
    kinds = {SecurityType.FUTURE: "future", SecurityType.OPTION: "option"}
    return kinds.get(instrument.type, "stock")


def _where(env: Env, instrument: Instrument) -> str:
    if env is Env.PAPER:
        return "paper trading"
    return "Stock Connect" if instrument.id.market in _CONNECT else f"the {instrument.id.market.name} market"


def _names(types: frozenset[OrderType]) -> str:
    names = [kind.name.lower().replace("_", " ") for kind in sorted(types)]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _kind(instrument: Instrument) -> str:
    return "index" if instrument.type is SecurityType.INDEX else "industry list"


def _no_permission(account: Account, instrument: Instrument) -> str:
    rights = ", ".join(market.name for market in account.markets if market is not TradeMarket.UNKNOWN)
    what = f"{instrument.id.market.name} {_group(instrument)}s"
    return (
        f"the account may not trade {what}, only {rights}" if rights else f"the account may not trade {what}"
    )
