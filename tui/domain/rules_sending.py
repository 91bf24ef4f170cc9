"""Rules about the sending itself: the remark's room, OpenD's pace, and what a market order costs."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from tui.domain.decimals import price_text
from tui.domain.intents import REMARK_LIMIT_BYTES, TAG_LENGTH
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import OrderType
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

NOTE_BYTES = REMARK_LIMIT_BYTES - TAG_LENGTH - 1
"""Room for the trader's own text behind our tag and a space."""


def note_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that the remark fits and can be shown; an amendment leaves it as it is."""
    note = ticket.note.rstrip()
    if facts.amending is not None or not note:
        return
    over = len(note.encode(errors="surrogatepass")) - NOTE_BYTES
    if over > 0:
        unit = "byte" if over == 1 else "bytes"
        yield block(Field.NOTE, f"the note is {over} {unit} too long: {NOTE_BYTES} bytes fit behind our tag")
    elif not note.isprintable():
        yield block(Field.NOTE, "the note has characters that cannot be shown: type it again")


def pace_rules(_ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check that OpenD takes the order now: orders are never kept back and sent later."""
    wait = facts.next_slot_s
    if wait is not None and wait > 0:
        what = "orders" if facts.amending is None else "changes"
        yield block(Field.ACCOUNT, f"OpenD's limit of {what} is reached: next slot in {ceil(wait)} s")


def market_cost_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Offer the limit order that does the work of a market order, but for a price that is known."""
    if ticket.type is not OrderType.MARKET or facts.stale or facts.book is None:
        return
    if _untraded_option(facts):
        yield warn(Field.TYPE, "an option without bid, ask and a trade today takes no market orders")
        return
    touch = facts.book.best_ask if ticket.side.buys else facts.book.best_bid
    if touch is None:
        return
    side = "ask" if ticket.side.buys else "bid"
    cause = f"market orders need more buying power than shown: a limit at the {side} is {price_text(touch)}"
    yield warn(Field.TYPE, cause, touch)


def _untraded_option(facts: TicketFacts) -> bool:
    instrument, quote, book = facts.instrument, facts.quote, facts.book
    us = instrument is not None and instrument.id.market is Market.US
    if instrument is None or not us or instrument.type is not SecurityType.OPTION:
        return False
    one_sided = book is not None and (book.best_bid is None or book.best_ask is None)
    return one_sided or (quote is not None and not quote.volume)
