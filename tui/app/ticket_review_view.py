"""A ticket that is being read before it is sent, as lines that keep their places while the market moves."""

from __future__ import annotations

from tui.app.glyphs import CUT
from tui.app.keymap import key_of
from tui.app.ticket_frame import filled, hint, inner_width, key_hint, ticket_head
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_text import Around, is_future, moving_clauses, order_clause, ticket_words, value_of
from tui.app.widgets.lines import BLANK, Line, Span, wrap
from tui.app.widgets.parts import packed
from tui.domain.accounts import Env, Funds
from tui.domain.decimals import money_text, quantity_text
from tui.domain.markets import currency_of
from tui.domain.rules_limits import SOFT_LIMIT
from tui.state.rows_funds import power_text


def review_lines(ticket: TicketModel, around: Around, size: tuple[int, int]) -> tuple[Line, ...]:
    """Return the page of the review that is turned to; tells the ticket how many there are."""
    width, room = inner_width(ticket.env, size[0]), size[1] - 2
    text = _text(ticket, around, width)
    power = _power(ticket, around.funds, width)
    if power and len(text) % room:
        text.append(power)
    pages = [text[at : at + room] for at in range(0, len(text), room)]
    reading = ticket.reading
    reading.pages = len(pages)
    reading.turn(0)
    title = "SENT" if ticket.stage is Stage.SENT else f"REVIEW  {ticket_words(ticket)}"
    head = ticket_head(ticket, title, size[0])
    if head[-1].text.endswith(CUT):  # the sentence below has it whole; no number is cut
        head = ticket_head(ticket, title.split()[0], size[0])
    foot = BLANK if ticket.stage is Stage.SENT else _foot(ticket, width)
    return filled(ticket.env, head, pages[reading.page], foot, size)


def warnings_of(ticket: TicketModel) -> tuple[str, ...]:
    """Return what the checks say that does not forbid the order, as it is listed in the review."""
    return tuple(finding.cause for finding in ticket.findings if not finding.blocks)


def _text(ticket: TicketModel, around: Around, width: int) -> list[Line]:
    """Return what stays, then what moves, then what is asked, then what is warned of: each at its place."""
    lines = _wrapped(order_clause(ticket), width, bold=True)
    for clause in moving_clauses(ticket, around):
        lines += _wrapped(clause, width, bold=True)
    for ask in _asks(ticket):
        lines += _wrapped(ask, width, ink="warn", bold=True)
    for warning in warnings_of(ticket):
        if warning == SOFT_LIMIT and ticket.reading.wants_qty is not None:
            continue  # what is asked above says it
        lines += _wrapped(f"~ {warning}", width, ink="warn")
    return lines


def _asks(ticket: TicketModel) -> list[str]:
    """Return what the confirm key waits for, each with the key that gives it; what was given stays listed."""
    reading, asks = ticket.reading, []
    if reading.not_armed:
        asks.append(f"! {reading.not_armed}")
    if reading.repeat is not None:
        done = (
            "you said: send it again"
            if reading.repeats
            else f"{key_of('repeat_knowingly')} says: send it again"
        )
        asks.append(f"! SENT BEFORE: {reading.repeat.words}; {done}")
    if reading.wants_qty is not None:
        state = "right" if reading.qty_is_typed else "type it"
        asks.append(f"! above your soft limit: the quantity once more: {reading.again.text}_ ({state})")
    return asks


def _foot(ticket: TicketModel, width: int) -> Line:
    reading = ticket.reading
    parts: list[Line] = []
    if ticket.said:
        parts.append((Span(f" {ticket.said}", "warn", bold=True),))
    if reading.pages > 1:
        more = reading.page < reading.pages - 1
        way = f"{key_of('review_next')} reads on" if more else f"{key_of('review_previous')} back"
        parts.append(hint("", f"page {reading.page + 1} of {reading.pages}, {way}"))
    if reading.ready:
        parts.append(_send_key(ticket))
    parts.append(key_hint("back_to_ticket", "back"))
    if not reading.ready:
        parts.append((Span(f" {_missing(ticket)}", "warn", bold=True),))
    return packed(parts, width, 1)[0]


def _send_key(ticket: TicketModel) -> Line:
    what = "order" if ticket.order is None else "change"
    if ticket.env is Env.REAL:
        return key_hint("confirm_real", f"(capital) sends the REAL MONEY {what}")
    return key_hint("confirm_paper", f"sends the PAPER {what}")


def _missing(ticket: TicketModel) -> str:
    """Name the one thing to do next before the confirm key works."""
    reading = ticket.reading
    if reading.not_armed:
        return "arm first"
    if reading.unread:
        return "read on first"
    if reading.repeat_open:
        return f"{key_of('repeat_knowingly')} first: it was sent before"
    return f"type {quantity_text(reading.wants_qty)} first"


def _power(ticket: TicketModel, funds: Funds | None, width: int) -> Line:
    if funds is None:
        return BLANK
    power = power_text(funds)
    whole = f" {power}{_power_after(ticket, funds)}"
    return (Span(whole if len(whole) <= width else f" {power}", "dim"),)


def _power_after(ticket: TicketModel, funds: Funds) -> str:
    """Write what a new buy leaves of the buying power; empty where that is not a plain difference."""
    value = value_of(ticket)
    same = funds.currency is currency_of(ticket.instrument.id.market)
    if value is None or not same or not ticket.side.buys or ticket.order is not None or is_future(ticket):
        return ""
    return f", after the whole buy about {money_text(funds.power - value, 0)} before fees"


def _wrapped(text: str, width: int, *, ink: str = "", bold: bool = False) -> list[Line]:
    return [(Span(f" {line}", ink, bold=bold),) for line in wrap(text, width - 2)]
