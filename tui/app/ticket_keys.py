"""What the plain keys of a ticket do, and which of them are text."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from tui.app.ticket_model import Stage, TicketModel
from tui.domain.orders import Side
from tui.domain.rules import Field

EDITS: dict[str, Callable[[TicketModel], None]] = {
    "erase": TicketModel.erase,
    "clear_field": TicketModel.clear,
    "step_up": lambda ticket: ticket.step(1),
    "step_down": lambda ticket: ticket.step(-1),
    "leap_up": lambda ticket: ticket.step(10),
    "leap_down": lambda ticket: ticket.step(-10),
    "next_field": lambda ticket: ticket.move(1),
    "previous_field": lambda ticket: ticket.move(-1),
    "price_bid": TicketModel.take_bid,
    "price_ask": TicketModel.take_ask,
    "price_last": TicketModel.take_last,
    "set_buy": lambda ticket: ticket.set_side(Side.BUY),
    "set_sell": lambda ticket: ticket.set_side(Side.SELL),
    "switch_type": TicketModel.switch_type,
    "switch_trail": TicketModel.switch_trail,
    "next_account": TicketModel.next_account,
    "accept_hint": TicketModel.accept_hint,
}
"""While filling in."""
READINGS: dict[str, Callable[[TicketModel, str], None]] = {
    "back_to_ticket": lambda ticket, _: ticket.back(),
    "repeat_knowingly": lambda ticket, _: ticket.reading.repeat_knowingly(),
    "type_again": lambda ticket, char: ticket.reading.again.type(char),
    "erase_again": lambda ticket, _: ticket.reading.again.erase(),
    "review_next": lambda ticket, _: ticket.reading.turn(1),
    "review_previous": lambda ticket, _: ticket.reading.turn(-1),
}
"""While reading; the second argument is the character of the key."""
NUMBER = tuple("0123456789.")
"""What numbers are typed with."""
ANSWERS = frozenset({"back_to_ticket", "repeat_knowingly"})
"""Those that a held key must not give; digits and pages may repeat."""


def takes_typed(ticket: TicketModel | None, key: events.Key) -> bool:
    """Whether a key is text or a digit for the field at the cursor, and nothing else."""
    if ticket is None or ticket.stage is not Stage.EDIT or key.character is None:
        return False
    if ticket.field is Field.NOTE:
        return key.is_printable
    typed = ticket.number() is not None or ticket.field is Field.EXPIRES
    return typed and key.character in NUMBER
