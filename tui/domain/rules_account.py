"""Rules about what may be traded at all: the security, and the account that trades it."""

from __future__ import annotations

from collections.abc import Iterator

from tui.domain.accounts import Account, AccountStatus, Env
from tui.domain.eligibility import may_trade
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_types import group_of


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
    """Check that the account is the one meant and may trade the security."""
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


def _kind(instrument: Instrument) -> str:
    return "index" if instrument.type is SecurityType.INDEX else "industry list"


def _no_permission(account: Account, instrument: Instrument) -> str:
    rights = ", ".join(market.name for market in account.markets if market is not TradeMarket.UNKNOWN)
    what = f"{instrument.id.market.name} {group_of(instrument)}s"
    return (
        f"the account may not trade {what}, only {rights}" if rights else f"the account may not trade {what}"
    )
