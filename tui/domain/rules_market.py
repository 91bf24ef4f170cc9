"""Rules about the phase of the day: what is taken now, and when an order is sent that is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from tui.domain.accounts import Env
from tui.domain.eligibility import taken_while_closed
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState
from tui.domain.phases import by_clock, next_match, phase_of, plan_of, trades_in
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, warn
from tui.domain.rules_types import AUCTION_TYPES, CONNECT, type_finding
from tui.domain.session_tables import Phase

_AUCTIONS = frozenset(
    {
        MarketState.AUCTION,
        MarketState.CLOSING_AUCTION_HK,
        MarketState.CLOSE_AUCTION,
        MarketState.TRADE_AUCTION,
    }
)


def market_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Say what becomes of an order, or of an amendment, in this phase."""
    state, instrument = facts.market_state, facts.instrument
    unknown = state is None or state is MarketState.UNKNOWN
    if instrument is None or not instrument.type.tradable or (unknown and facts.now is None):
        return
    phase = phase_of(instrument, state, facts.now)
    if phase is None and state is not None and state.continuous:
        return
    cause = _amending(phase, instrument) if facts.amending is not None else ""
    taken = type_finding(ticket.env, instrument, ticket.type, state, facts.now)
    if not cause and taken is not None and taken.blocks:
        return  # the rules of the order type have said it
    cause = cause or (
        _closed(ticket, facts, instrument) if phase is None else _in_phase(ticket, facts, phase)
    )
    if cause:
        yield warn(Field.CODE, cause)


def cancel_hint(instrument: Instrument, state: MarketState | None, now: datetime | None) -> str:
    """Return why the exchange may not take a cancel now; a hint, never a reason not to ask."""
    phase = phase_of(instrument, state, now)
    if phase is None or "c" in phase.acts:
        return ""
    return f"{phase.name}: the exchange takes no cancels before {_clock(phase.end)}{_place(instrument)}"


def _amending(phase: Phase | None, instrument: Instrument) -> str:
    connect = instrument.id.market in CONNECT
    if phase is None or connect or "a" in phase.acts:
        return ""
    where = "Hong Kong" if instrument.id.market is Market.HK else "the exchange"
    return f"{phase.name}: {where} takes no amendments in this phase, until {_clock(phase.end)}"


def _in_phase(ticket: TicketDraft, facts: TicketFacts, phase: Phase) -> str:
    if phase.auction:
        return _auction(ticket, facts, phase)
    if phase.continuous:
        return "" if trades_in(phase, ticket.session) else _other_session(ticket, facts, phase)
    kept = " and cannot be cancelled" if "e" in phase.acts and "c" not in phase.acts else ""
    if ticket.type in AUCTION_TYPES and not kept:
        return ""  # the rules of the order type have said it
    return f"{phase.name}: the order waits{_until(ticket, facts)}{kept}"


def _auction(ticket: TicketDraft, facts: TicketFacts, phase: Phase) -> str:
    if ticket.type not in phase.types or ticket.type.conditional:
        return f"{phase.name}: the order waits for continuous trading{_until(ticket, facts)}"
    if "c" in phase.acts:
        return ""
    if "m" in phase.acts:
        return f"{phase.name} at any second until {_clock(phase.end)}: no amending, no cancelling"
    return f"{phase.name}: it can be neither amended nor cancelled before the match"


def _other_session(ticket: TicketDraft, facts: TicketFacts, phase: Phase) -> str:
    return f"{phase.name}: an order for other hours waits{_until(ticket, facts)}"


def _closed(ticket: TicketDraft, facts: TicketFacts, instrument: Instrument) -> str:
    state = facts.market_state
    if ticket.type in AUCTION_TYPES:
        return ""  # the rules of the order type have said it
    if state in _AUCTIONS:
        return "the market is in an auction: the order waits for continuous trading"
    known = state is not None and state is not MarketState.UNKNOWN
    phase = f" ({state.name.lower().replace('_', ' ')})" if state is not None and known else ""
    if taken_while_closed(facts.account, instrument) is False and ticket.env is not Env.PAPER:
        return f"the market is not open{phase}: this broker may refuse orders until it is"
    return f"the market is not open{phase}: the order waits{_until(ticket, facts) or ' for the next session'}"


def _until(ticket: TicketDraft, facts: TicketFacts) -> str:
    """Return when orders match again, in exchange time; no table knows the holidays."""
    instrument, now = facts.instrument, facts.now
    plan = None if instrument is None else plan_of(instrument)
    if instrument is None or now is None or plan is None:
        return ""
    opens = next_match(instrument, now, ticket.session)
    if opens is None:
        return ""
    today = opens.date() == now.astimezone(ZoneInfo(plan.zone)).date()
    if today and not _contradicted(facts, instrument, now):
        return f" until {opens:%H:%M} {plan.place} time"
    return f" until the next session, {opens:%a %H:%M} {plan.place} time if no holiday"


def _contradicted(facts: TicketFacts, instrument: Instrument, now: datetime) -> bool:
    """Whether OpenD calls closed what the table calls open: a holiday, or an early close."""
    plan, state = plan_of(instrument), facts.market_state
    if plan is None or state is None or state is MarketState.UNKNOWN:
        return False
    timed = by_clock(plan, now)
    return timed is not None and phase_of(instrument, state, now) is None


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _place(instrument: Instrument) -> str:
    plan = plan_of(instrument)
    return "" if plan is None else f" {plan.place} time"
