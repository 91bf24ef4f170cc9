"""What the store knows around a ticket, and everything that speaks against sending it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tui.app.ticket_model import TicketModel, Touch
from tui.domain.accounts import Funds
from tui.domain.ids import SecurityId
from tui.domain.rules import Field, Finding, TicketFacts, check
from tui.domain.rules_model import block
from tui.state.dirty import Topic
from tui.state.facts import ticket_facts
from tui.state.store import Store


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


def facts_of(store: Store, ticket: TicketModel, now: datetime | None = None) -> TicketFacts:
    """Gather what the rules judge a ticket by."""
    acc_id = None if ticket.account is None else ticket.account.acc_id
    return ticket_facts(
        store,
        ticket.instrument.id,
        acc_id,
        now=datetime.now(UTC) if now is None else now,
        amending=ticket.order,
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


def refresh(store: Store, ticket: TicketModel, refusal: str = "") -> None:
    """Tell a ticket what the store says now; `refusal` is why no account fits, if none does."""
    if ticket.order is not None:
        order = store.order(ticket.order.acc_id, ticket.order.order_id)
        if order is not None:
            ticket.follow(order)
    ticket.update(touch_of(store, ticket.instrument.id))
    ticket.findings = findings_of(store, ticket, refusal)


def findings_of(store: Store, ticket: TicketModel, refusal: str = "") -> tuple[Finding, ...]:
    """Return what is wrong with a ticket, what blocks first: the link, the account, the order, the rules."""
    found: list[Finding] = []
    if store.stale:
        found.append(block(Field.CODE, "not connected to OpenD: nothing can be sent"))
    if refusal:
        found.append(block(Field.ACCOUNT, refusal))
    order = ticket.order
    if order is not None and order.status.terminal:
        found.append(block(Field.CODE, "the order is over: there is nothing left to change"))
    elif order is not None and (order.qty, order.price) == (ticket.qty.value, ticket.limit):
        found.append(block(Field.CODE, "nothing is changed yet"))
    rules = check(ticket.draft, facts_of(store, ticket))
    if refusal:
        rules = tuple(finding for finding in rules if finding.field is not Field.ACCOUNT)
    return (*found, *rules)
