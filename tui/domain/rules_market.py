"""Rules about the phase of the day: what is taken now, and when an order is sent that is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from tui.domain.eligibility import taken_while_closed
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, MarketState
from tui.domain.phases import by_clock, next_match, phase_of, plan_of, resumes, trades_in
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, warn
from tui.domain.rules_types import CONNECT, type_finding
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
    return f"{phase.name}: the exchange takes no cancels{_again(instrument, phase, 'c')}"


def _amending(phase: Phase | None, instrument: Instrument) -> str:
    connect = instrument.id.market in CONNECT
    if phase is None or connect or "a" in phase.acts:
        return ""
    where = "Hong Kong" if instrument.id.market is Market.HK else "the exchange"
    return f"{phase.name}: {where} takes no amendments{_again(instrument, phase, 'a')}"


def _in_phase(ticket: TicketDraft, facts: TicketFacts, phase: Phase) -> str:
    if phase.auction:
        return _auction(ticket, facts, phase)
    if phase.matching and trades_in(phase, ticket.session):
        return "" if "c" in phase.acts else f"{phase.name}: the order cannot be cancelled any more"
    return f"{phase.name}: it{_waits(ticket, facts)}"


def _auction(ticket: TicketDraft, facts: TicketFacts, phase: Phase) -> str:
    if ticket.type not in phase.types:
        return f"{phase.name}: it{_waits(ticket, facts)}"
    if "c" in phase.acts:
        return ""
    if "m" in phase.acts:
        return f"{phase.name} at any second until {_clock(phase.end)}: no amending, no cancelling"
    return f"{phase.name}: it can be neither amended nor cancelled before the match"


def _closed(ticket: TicketDraft, facts: TicketFacts, instrument: Instrument) -> str:
    state = facts.market_state
    if state in _AUCTIONS:
        return "the market is in an auction: the order waits for continuous trading"
    known = state is not None and state is not MarketState.UNKNOWN
    phase = state.name.lower().replace("_", " ") if state is not None and known else "closed"
    if taken_while_closed(facts.account, instrument) is False:
        return f"not open ({phase}): this broker may refuse orders until the market opens"
    return f"not open ({phase}): it{_waits(ticket, facts)}"


def _waits(ticket: TicketDraft, facts: TicketFacts) -> str:
    """Return when orders match again, in exchange time; no table knows the holidays."""
    instrument, now = facts.instrument, facts.now
    plan = None if instrument is None else plan_of(instrument)
    if instrument is None or now is None or plan is None:
        return " waits for the market to open"
    local = now.astimezone(ZoneInfo(plan.zone))
    closed = _contradicted(facts, instrument, now)
    start = local.replace(hour=23, minute=59) if closed else local
    opens = next_match(instrument, start, ticket.session)
    if opens is None:
        return " waits for the market to open"
    if opens.date() == local.date():
        return f" waits until {opens:%H:%M} {plan.place} time"
    return f" waits for the next session, {opens:%a %H:%M} {plan.place} time at the earliest"


def _contradicted(facts: TicketFacts, instrument: Instrument, now: datetime) -> bool:
    """Whether OpenD calls closed what the table calls open: a holiday, or an early close."""
    plan, state = plan_of(instrument), facts.market_state
    if plan is None or state is None or state is MarketState.UNKNOWN:
        return False
    timed = by_clock(plan, now)
    return timed is not None and phase_of(instrument, state, now) is None


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _again(instrument: Instrument, phase: Phase, act: str) -> str:
    plan, minute = plan_of(instrument), resumes(instrument, phase, act)
    if plan is None or minute is None:
        return " until the next session"
    return f" before {_clock(minute)} {plan.place} time"
