"""What the store knows around a ticket, and everything that speaks against sending it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tui.app.ticket_costs import costs_text, plan_of
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_safety import safety_findings, why_not_armed
from tui.app.ticket_text import Around
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Funds, MaxQuantities
from tui.domain.ids import SecurityId
from tui.domain.rules import Field, Finding, TicketFacts, check
from tui.domain.rules_limits import needs_typed_qty
from tui.domain.rules_model import block
from tui.state.dirty import Topic
from tui.state.facts import ticket_facts
from tui.state.store import Store


@dataclass(frozen=True, slots=True)
class Moment:
    """What does not come from the store when a ticket is judged."""

    now: datetime
    """Aware."""
    refusal: str = ""
    """Why no account fits, if none does."""
    most: MaxQuantities | None = None
    """OpenD's answer for exactly this ticket."""
    next_slot_s: float | None = None
    """How long OpenD's limits would hold the order back."""


def touch_of(store: Store, security: SecurityId) -> Touch:
    """Return the prices around a security; what is stale is None and not offered."""
    quote, book = store.quote(security), store.book(security)
    old_quote = store.is_stale(Topic.QUOTE, security)
    old_book = store.is_stale(Topic.BOOK, security)
    return Touch(
        bid=None if old_book or book is None else book.best_bid,
        ask=None if old_book or book is None else book.best_ask,
        last=None if old_quote or quote is None else quote.last,
        fresh=not (old_quote and old_book),
    )


def facts_of(store: Store, ticket: TicketModel, moment: Moment) -> TicketFacts:
    """Gather what the rules judge a ticket by."""
    acc_id = None if ticket.account is None else ticket.account.acc_id
    facts = ticket_facts(store, ticket.instrument.id, acc_id, now=moment.now, amending=ticket.order)
    return replace(
        facts,
        instrument=ticket.instrument,
        account=ticket.account,
        ladder=ticket.ladder,
        max_quantities=moment.most,
        next_slot_s=moment.next_slot_s,
    )


def held_of(store: Store, ticket: TicketModel) -> Decimal | None:
    """Return the holding in the ticket's account, None while the holdings were not read."""
    account = ticket.account
    if account is None or not store.positions_known(account.acc_id):
        return None
    position = store.position(account.acc_id, ticket.instrument.id)
    return Decimal(0) if position is None else position.qty


def funds_of(store: Store, ticket: TicketModel) -> Funds | None:
    """Return the money of the ticket's account, None while it was not read."""
    return None if ticket.account is None else store.funds(ticket.account.acc_id)


def around_of(store: Store, ticket: TicketModel, most: MaxQuantities | None) -> Around:
    """Return what is said around a ticket."""
    held = held_of(store, ticket)
    costs = "" if ticket.stage is Stage.EDIT else costs_text(ticket, held, plan_of(store, ticket))
    return Around(held, funds_of(store, ticket), most, costs)


def refresh(store: Store, ticket: TicketModel, moment: Moment) -> None:
    """Tell a ticket what the store says now."""
    if ticket.order is not None:
        order = store.order(ticket.order.acc_id, ticket.order.order_id)
        if order is not None:
            ticket.follow(order)
    facts = facts_of(store, ticket, moment)
    ticket.update(touch_of(store, ticket.instrument.id), facts.market_state, facts.now, facts.today)
    ticket.findings = findings_of(store, ticket, facts, moment.refusal)
    draft, reading = ticket.draft, ticket.reading
    reading.wants_qty = draft.qty if needs_typed_qty(draft, facts) else None
    reading.not_armed = why_not_armed(store.safety, ticket.account)


def findings_of(
    store: Store, ticket: TicketModel, facts: TicketFacts, refusal: str = ""
) -> tuple[Finding, ...]:
    """Return what is wrong with a ticket, what blocks first: the link, the account, the order, the rules."""
    found: list[Finding] = []
    if store.stale:
        found.append(block(Field.CODE, "not connected to OpenD: nothing can be sent; it is tried again"))
    if refusal:
        found.append(block(Field.ACCOUNT, refusal))
    found += safety_findings(store.safety, ticket.account)
    order = ticket.order
    if order is not None and order.status.terminal:
        found.append(block(Field.CODE, "the order is over: there is nothing left to change"))
    elif ticket.unchanged:
        found.append(block(Field.CODE, "nothing is changed yet"))
    rules = check(ticket.draft, facts)
    if refusal:
        rules = tuple(finding for finding in rules if finding.field is not Field.ACCOUNT)
    return tuple(sorted((*found, *rules), key=lambda one: not one.blocks))
