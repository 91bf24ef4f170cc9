"""Rules about the hours of a US trading day in which an order may fill."""

from __future__ import annotations

from collections.abc import Iterator

from tui.domain.accounts import Account, AccountType, Env
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import OrderType, TimeInForce, TradeSession
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

_LIVES = frozenset({TimeInForce.DAY, TimeInForce.GTC})


def session_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that market, product, environment and order type take the session."""
    instrument, session = facts.instrument, ticket.session
    if session is TradeSession.NONE or instrument is None or not instrument.type.tradable:
        return
    cause = why_not_session(ticket.env, instrument, ticket.type, session)
    if cause:
        yield block(Field.SESSION, cause)
    elif session.extended and ticket.tif not in _LIVES:
        yield block(Field.SESSION, "outside regular hours orders live for the day or are GTC")
    elif session.extended:
        yield from _doubts(ticket, facts.account)


def why_not_session(env: Env, instrument: Instrument, kind: OrderType, session: TradeSession) -> str:
    """Return why an order of a type may not be for a session, nothing when it may."""
    if session is TradeSession.NONE:
        return ""
    if session is TradeSession.UNKNOWN:
        return "choose a session"
    if instrument.id.market is not Market.US or instrument.type is SecurityType.FUTURE:
        return "sessions exist for US stocks and options only"
    if session is TradeSession.RTH:
        return ""
    if instrument.type is SecurityType.OPTION and not _on_index(instrument):
        return "options trade in regular hours only"
    if kind is not OrderType.LIMIT:
        return "outside regular hours limit orders are taken only"
    if env is Env.PAPER and session is not TradeSession.ETH:
        return "paper trading has no overnight session"
    return ""


def _doubts(ticket: TicketDraft, account: Account | None) -> Iterator[Finding]:
    if ticket.env is Env.PAPER and account is not None and account.type is not AccountType.MARGIN:
        yield warn(Field.SESSION, "on paper only margin accounts are known to trade outside regular hours")


def _on_index(instrument: Instrument) -> bool:
    return instrument.option is not None and bool(instrument.option.index_type)
