"""A ticket that is being filled in, and the question before a cancel, as lines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rich.cells import cell_len

from tui.app.date_field import DateField
from tui.app.glyphs import CHOSEN, CUT
from tui.app.keymap import key_of
from tui.app.note_field import NoteField
from tui.app.number_field import NumberField
from tui.app.ticket_choices import choices_line
from tui.app.ticket_frame import filled, head_of, hint, inner_width, key_hint, ticket_head, with_at_end
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_review_view import review_lines
from tui.app.ticket_terms import trail_text
from tui.app.ticket_text import Around, after_text, amount_text, is_future, side_word, value_of
from tui.app.widgets.lines import BLANK, Line, Span, pad, wrap
from tui.app.widgets.parts import BETWEEN, packed, span_of, width_of
from tui.domain.accounts import Env
from tui.domain.decimals import UNKNOWN_TEXT, compact_text, price_text, quantity_text
from tui.domain.markets import currency_of
from tui.domain.orders import Side, TimeInForce, TrailType
from tui.domain.pnl import multiplier_of
from tui.domain.rules import Field, Finding
from tui.state.rows import Cell, Tone
from tui.state.rows_funds import power_text
from tui.state.words import ORDER_TYPES, SESSIONS

_COLUMNS = {Field.SIDE: 7, Field.TYPE: 13, Field.QTY: 22, Field.PRICE: 12}
"""The four that are always there, and the least cells each takes."""
_TITLES = {
    Field.SIDE: "Side",
    Field.TYPE: "Type",
    Field.QTY: "Quantity",
    Field.PRICE: "Price",
    Field.TRIGGER: "Trigger",
    Field.SPREAD: "Spread",
    Field.TIF: "In force",
    Field.EXPIRES: "Until",
    Field.SESSION: "Session",
    Field.NOTE: "Note",
}
_STEPS = {
    Field.QTY: "lot",
    Field.PRICE: "tick",
    Field.TRIGGER: "tick",
    Field.SPREAD: "tick",
    Field.EXPIRES: "day",
}
_INDENT = 3
"""Of the further lines of a finding."""
_FIXED = 6
"""Head, titles, values, conditions, prices, keys; the rest of the panel is for what is wrong."""
BLOCKS, WARNS = "!", "~"
"""Mark what forbids the order and what only has to be read: told apart without colour."""


def ticket_lines(ticket: TicketModel, around: Around, size: tuple[int, int]) -> tuple[Line, ...]:
    """Return the panel of a ticket in the stage it is in; `size` is cells and lines."""
    if ticket.stage is not Stage.EDIT:
        return review_lines(ticket, around, size)
    width, height = inner_width(ticket.env, size[0]), size[1]
    code = f"{ticket.instrument.id} {ticket.instrument.name}".rstrip()
    title = f"{'TICKET' if ticket.order is None else 'CHANGE ORDER'}  {side_word(ticket.side)} {code}"
    head = ticket_head(ticket, title, size[0])
    if around.funds is not None:
        head = with_at_end(head, power_text(around.funds), len(BETWEEN))
    lines, wanted = height - _FIXED, _wanted(ticket, width)
    conditions, prices = [_conditions(ticket, around, width)], [_prices(ticket, around, width)]
    if wanted > lines:
        prices, lines = [], lines + 1
    if wanted > lines and ticket.field in _COLUMNS:
        conditions, lines = [], lines + 1
    body = [*_columns(ticket, width), *conditions, *_trouble(ticket, width, lines), *prices]
    return filled(ticket.env, head, body, _keys(ticket, width), size)


def question_lines(question: str, env: Env, size: tuple[int, int], said: str = "") -> tuple[Line, ...]:
    """Return the panel of the question before a cancel."""
    width = inner_width(env, size[0])
    keys = (key_hint("confirm_cancel", "cancel the order"), key_hint("keep_order", "keep it"), _said(said))
    text: list[Line] = [(Span(f" {line}", bold=True),) for line in wrap(question, width - 2)]
    return filled(env, head_of(env, "", "CANCEL?", size[0]), text, packed(keys, width, 1)[0], size)


# ---- the fields


def _columns(ticket: TicketModel, width: int) -> tuple[Line, Line]:
    """Return titles and values; the field the keys go to is pointed at, which needs no colour to be seen."""
    titles: list[Span] = []
    values: list[Span] = []
    for field, least in _COLUMNS.items():
        here = ticket.field is field
        title = f"{CHOSEN if here else ' '}{_TITLES[field]}"
        mark, text, after, ink = _value(ticket, field)
        cells = max(least, 2 + cell_len(f"{text} {after}" if after else text))
        titles.append(Span(pad(title, cells), "" if here else "dim", bold=here))
        rest = pad(f" {after}" if after else "", cells - 1 - cell_len(text))
        values += [mark, Span(text or " ", ink, bold=True, reverse=here), Span(rest, "dim")]
    room = width - width_of(tuple(values)) - 1
    titles.append(Span(" Notional" if is_future(ticket) else " Value", "dim"))
    values.append(Span(f" {_worth(ticket, room)}"))
    return tuple(titles), tuple(values)


def _value(ticket: TicketModel, field: Field) -> tuple[Span, str, str, str]:
    """Return the mark before a value, the value, what stands behind it, and its colour."""
    mark = _mark(ticket, field)
    wrong = "failed" if mark.text == BLOCKS else ""
    if field is Field.SIDE:
        side = Cell(side_word(ticket.side), Tone.UP if ticket.side.buys else Tone.DOWN)
        return mark, side.text, "", wrong or span_of(side).ink
    if field is Field.TYPE:
        return mark, ORDER_TYPES[ticket.type].upper(), "", wrong
    if field is Field.QTY:
        return mark, _number(ticket, field, ticket.qty), _lots(ticket), wrong
    return mark, _number(ticket, field, ticket.price) if ticket.type.needs_price else "at market", "", wrong


def _conditions(ticket: TicketModel, around: Around, width: int) -> Line:
    """Return what the order waits for, its life and note; the field at the cursor never gives way."""
    life = () if ticket.order is not None else (Field.TIF, *_if(Field.EXPIRES, ticket.tif is TimeInForce.GTD))
    session = _if(Field.SESSION, len(ticket.sessions) > 1 and ticket.order is None)
    note = () if ticket.order is not None else (Field.NOTE,)
    parts = {
        field: _condition(ticket, field, width) for field in (*ticket.conditions, *life, *session, *note)
    }
    while len(parts) > 1 and sum(map(width_of, parts.values())) + len(BETWEEN) * (len(parts) - 1) > width:
        del parts[next(field for field in reversed(parts) if field is not ticket.field)]
    return packed((*parts.values(), (Span(_most(ticket, around), "dim"),)), width, 1)[0]


def _condition(ticket: TicketModel, field: Field, width: int) -> Line:
    here = ticket.field is field
    title = "Trail by" if field is Field.TRIGGER and ticket.type.trails else _TITLES[field]
    text, after = _condition_text(ticket, field, width)
    mark = _mark(ticket, field)
    return (
        Span(f"{CHOSEN if here else ' '}{title} ", "" if here else "dim", bold=here),
        *((mark,) if mark.text.strip() else ()),
        Span(text or " ", "failed" if mark.text == BLOCKS else "", bold=True, reverse=here),
        *((Span(after, "dim"),) if after else ()),
    )


def _condition_text(ticket: TicketModel, field: Field, width: int) -> tuple[str, str]:
    if field is Field.TRIGGER and ticket.type.trails:
        if ticket.field is field and not ticket.distance.selected:
            return f"{ticket.distance.text}_", " %" if ticket.trail_type is TrailType.RATIO else ""
        per_cent = " %" if ticket.trail_type is TrailType.RATIO else ""
        return trail_text(ticket.trail), per_cent if ticket.trail is None else ""
    if field is Field.TRIGGER:
        return _number(ticket, field, ticket.trigger), ""
    if field is Field.SPREAD:
        return _number(ticket, field, ticket.spread), ""
    if field is Field.TIF:
        return ticket.tif.name, ""
    if field is Field.EXPIRES:
        return _day(ticket, ticket.expires), ""
    if field is Field.SESSION:
        return SESSIONS[ticket.session], ""
    return _note(ticket, ticket.remark, width)


def _day(ticket: TicketModel, day: DateField) -> str:
    typing = ticket.field is Field.EXPIRES and not day.selected
    return f"{day.text}_" if typing else day.text or UNKNOWN_TEXT


def _note(ticket: TicketModel, note: NoteField, width: int) -> tuple[str, str]:
    if ticket.field is Field.NOTE:
        return f"{note.text}_", f" {note.bytes_used} of {note.most_bytes} bytes"
    return note.text[: max(width // 3, 1)] or UNKNOWN_TEXT, ""


def _if(field: Field, shown: bool) -> tuple[Field, ...]:
    return (field,) if shown else ()


def _mark(ticket: TicketModel, field: Field) -> Span:
    own = [finding for finding in ticket.findings if finding.field is field]
    if any(finding.blocks for finding in own):
        return Span(BLOCKS, "failed", bold=True)
    return Span(WARNS, "warn", bold=True) if own else Span(" ")


def _number(ticket: TicketModel, field: Field, number: NumberField) -> str:
    if ticket.field is field and not number.selected:
        return f"{number.text}_"
    return UNKNOWN_TEXT if number.value is None else _exact(ticket, field, number.value)


def _exact(ticket: TicketModel, field: Field, value: Decimal) -> str:
    if field is Field.QTY:
        return quantity_text(value)
    return price_text(value, None if field is Field.SPREAD else ticket.tick_at(value))


def _lots(ticket: TicketModel) -> str:
    qty, lot = ticket.qty.value, ticket.lot
    if ticket.in_contracts:
        word = "contract" if qty == 1 else "contracts"
        return f"{word} x {quantity_text(multiplier_of(ticket.instrument))}"
    if lot == 1:
        return ""
    if qty is None or qty % lot:
        return f"(lot {quantity_text(lot)})"
    lots = qty / lot
    return f"= {quantity_text(lots)} {'lot' if lots == 1 else 'lots'}"


def _worth(ticket: TicketModel, room: int) -> str:
    value = value_of(ticket)
    if value is None:
        return UNKNOWN_TEXT
    about = "" if ticket.type.needs_price else "about "
    whole = f"{about}{amount_text(value, currency_of(ticket.instrument.id.market))}"
    return whole if len(whole) <= room else f"{about}{compact_text(value)}"


# ---- what is wrong


def _wanted(ticket: TicketModel, width: int) -> int:
    """Return how many lines what forbids the order must have, if it is about no field that keys are at."""
    blocks = [one for one in ticket.findings if one.blocks]
    if not blocks or any(one.field is ticket.field for one in blocks):
        return 0
    return len(_finding(ticket, blocks[0], width))


def _trouble(ticket: TicketModel, width: int, lines: int) -> list[Line]:
    """Return what is wrong: what blocks first, of that what is about the field at the cursor.

    One that is longer than a line takes more of them, as long as there are any; one that finds no room is
    counted.
    """
    found = sorted(ticket.findings, key=lambda one: (not one.blocks, one.field is not ticket.field))
    note = _said(ticket.said)
    shown: list[Line] = []
    left = len(found)
    for finding in found:
        text = _finding(ticket, finding, width)
        if shown and len(shown) + len(text) > lines:
            break
        shown += text if len(text) <= lines else _cut(text[:lines])
        left -= 1
    if left:
        shown[-1] = (*shown[-1], Span(f"  (+{left} more)", "dim"))
    if note and len(shown) < lines:
        shown = [note, *shown]
    elif note:
        parts = (shown[0], note) if found[0].blocks else (note, shown[0])
        shown[0] = packed(parts, width, 1)[0] or shown[0]
    return [*shown, *[BLANK] * (lines - len(shown))]


def _cut(lines: list[Line]) -> list[Line]:
    """Mark that a sentence goes on: the review has room for all of it."""
    *whole, last = lines
    return [*whole, (*last, replace(last[-1], text=f" {CUT}"))]


def _said(said: str) -> Line:
    return (Span(f" {said}", "warn", bold=True),) if said else BLANK


def _finding(ticket: TicketModel, finding: Finding, width: int) -> list[Line]:
    offer = ""
    if finding is ticket.hint and finding.nearest is not None:
        limit = "a limit at " if finding.field is Field.TYPE else ""
        offer = f"  {key_of('accept_hint')} takes {limit}{_exact(ticket, finding.field, finding.nearest)}"
    if finding.field is Field.ACCOUNT and len(ticket.accounts) > 1:
        offer = f"  {key_of('next_account')} takes the next of {len(ticket.accounts)}"
    name = (
        "" if finding.field is Field.CODE else f"{_TITLES.get(finding.field, finding.field.name).lower()}: "
    )
    mark, ink = (BLOCKS, "failed") if finding.blocks else (f"{WARNS} note:", "warn")
    text = f"{mark} {name}{finding.cause}{offer}"
    if cell_len(text) < width:
        return [(Span(f" {text}", ink),)]
    first, *rest = wrap(text, width - _INDENT)
    return [(Span(f" {first}", ink),), *((Span(f"{' ' * _INDENT}{line}", ink),) for line in rest)]


# ---- what helps


def _prices(ticket: TicketModel, around: Around, width: int) -> Line:
    choices = choices_line(ticket, width)
    if choices:
        return choices
    touch, price = ticket.touch, ticket.price.value
    offers = (
        ("price_bid", "bid", touch.bid),
        ("price_ask", "ask", touch.ask),
        ("price_last", "last", touch.last),
    )
    parts = [
        key_hint(action, f"{name} {price_text(price, ticket.tick_at(price))}", dim=price is None)
        for action, name, price in offers
        if ticket.type.needs_price
    ]
    if len(ticket.accounts) > 1:
        at = ticket.accounts.index(ticket.account) + 1 if ticket.account in ticket.accounts else "none"
        here = f"{CHOSEN} " if ticket.field is Field.ACCOUNT else ""
        parts.append(key_hint("next_account", f"{here}account ({at} of {len(ticket.accounts)})"))
    tick = ticket.tick_at(price)
    if tick is not None and ticket.type.needs_price:
        parts.append((Span(f" tick {price_text(tick)}", "dim"),))
    if around.held is not None:
        words = f" held {quantity_text(around.held)}, after {after_text(ticket, around.held)}"
        parts.append((Span(words, "dim"),))
    return packed(parts, width, 1)[0]


def _most(ticket: TicketModel, around: Around) -> str:
    """Write OpenD's own answer to how much can be traded."""
    most = around.most
    if most is None:
        return ""
    if ticket.side.buys:
        largest = max(most.cash_buy, most.margin_buy or Decimal(0), most.buy_back or Decimal(0))
        return f" max buy {quantity_text(largest)}"
    short = f", short {quantity_text(most.sell_short)}" if most.sell_short else ""
    return f" max sell {quantity_text(most.position_sell)}{short}"


def _unit(ticket: TicketModel) -> str:
    return "contracts" if ticket.in_contracts else "lots"


def _keys(ticket: TicketModel, width: int) -> Line:
    up, down = key_of("step_up"), key_of("step_down")
    parts = [
        key_hint("review_ticket", "review"),
        key_hint("close_ticket", "close"),
        key_hint("next_field", "next field"),
    ]
    if ticket.field is Field.NOTE:
        parts[0] = hint("", "every key is text here")
        return packed(parts, width, 1)[0]
    step = "contract" if ticket.field is Field.QTY and ticket.in_contracts else _STEPS.get(ticket.field)
    if ticket.field is Field.TRIGGER and ticket.type.trails:
        step = "step"
        parts.append(key_hint("switch_trail", "per cent or amount"))
    if step is not None:
        parts.append(hint(f"{up}/{down}", f"1 {step}"))
        parts.append(hint(f"{key_of('leap_up')}/{key_of('leap_down')}", "10"))
    else:
        parts += [
            hint(f"{up}/{down}", "change"),
            *([] if ticket.field in (Field.TIF, Field.SESSION) else [hint("1-9", _unit(ticket))]),
        ]
    if ticket.order is None:
        other = ("set_sell", "sell") if ticket.side is Side.BUY else ("set_buy", "buy")
        parts += [key_hint("switch_type", "type"), key_hint(*other)]
    return packed(parts, width, 1)[0]
