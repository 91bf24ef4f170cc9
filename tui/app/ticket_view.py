"""The ticket as lines: six of them in every stage, so that nothing else on the screen moves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rich.cells import cell_len

from tui.app.glyphs import CHOSEN, CUT
from tui.app.keymap import key_of
from tui.app.number_field import NumberField
from tui.app.ticket_accounts import market_words
from tui.app.ticket_model import Stage, TicketModel
from tui.app.ticket_text import (
    after_text,
    amount_text,
    is_future,
    review_sentence,
    side_word,
    ticket_words,
    value_of,
)
from tui.app.widgets.fit import fit
from tui.app.widgets.lines import BLANK, Line, Span, pad, wrap
from tui.app.widgets.parts import BETWEEN, packed, span_of
from tui.domain.accounts import Env, Funds
from tui.domain.decimals import UNKNOWN_TEXT, money_text, price_text, quantity_text
from tui.domain.markets import currency_of
from tui.domain.orders import Side
from tui.domain.pnl import multiplier_of
from tui.domain.rules import Field, Finding
from tui.state.rows import Cell, Tone
from tui.state.rows_funds import power_text
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, ORDER_TYPES

HEIGHT = 6
_GROUND = "pane-header-focus"
_WIDTHS = {Field.SIDE: 12, Field.TYPE: 9, Field.QTY: 24, Field.PRICE: 17}
_TITLES = {Field.SIDE: "Side", Field.TYPE: "Type", Field.QTY: "Quantity", Field.PRICE: "Price"}
_OFFERED = "offered here: limit and market; all other types: futu-tui buy|sell --type TYPE"
_STEPS = {Field.QTY: "lot", Field.PRICE: "tick"}


def ticket_lines(
    ticket: TicketModel, held: Decimal | None, width: int, funds: Funds | None = None
) -> tuple[Line, ...]:
    """Return the panel of a ticket in the stage it is in."""
    if ticket.stage is not Stage.EDIT:
        return _review_lines(ticket, held, width, funds)
    head, *rest = _edit_lines(ticket, held, width)
    return (_with_power(head, funds, width), *rest)


def question_lines(question: str, env: Env, width: int) -> tuple[Line, ...]:
    """Return the panel of the question before a cancel."""
    keys = (_key("confirm_cancel", "cancel the order"), _key("keep_order", "keep it"))
    text: list[Line] = [(Span(f" {line}", bold=True),) for line in wrap(question, width - 2)]
    return _filled(_head(env, "", "CANCEL?", width), text, packed(keys, width, 1)[0])


def _edit_lines(ticket: TicketModel, held: Decimal | None, width: int) -> tuple[Line, ...]:
    code = f"{ticket.instrument.id} {ticket.instrument.name}".rstrip()
    title = f"{'TICKET' if ticket.order is None else 'CHANGE ORDER'}  {side_word(ticket.side)} {code}"
    body = [_titles(ticket), _values(ticket), _trouble(ticket, width), _prices(ticket, held, width)]
    return _filled(_ticket_head(ticket, title, width), body, _keys(ticket, width))


def _review_lines(
    ticket: TicketModel, held: Decimal | None, width: int, funds: Funds | None
) -> tuple[Line, ...]:
    body: list[Line] = [
        (Span(f" {text}", bold=True),) for text in wrap(review_sentence(ticket, held), width - 2)
    ]
    if ticket.stage is Stage.SENT:
        return _filled(_ticket_head(ticket, "SENT", width), body, BLANK)
    remark = ticket.note or next((f"note: {finding.cause}" for finding in ticket.findings), "")
    if remark and len(body) < HEIGHT - 2:
        body.append((Span(f" {remark}", "warn"),))
    if funds is not None and len(body) < HEIGHT - 2:
        power = power_text(funds)
        whole = f" {power}{_power_after(ticket, funds)}"
        body.append((Span(whole if len(whole) <= width else f" {power}", "dim"),))
    real = ticket.account is not None and ticket.account.env is Env.REAL
    what = "order" if ticket.order is None else "change"
    send = (
        _key("confirm_real", f"(capital) sends the REAL MONEY {what}")
        if real
        else _key("confirm_paper", f"sends the paper {what}")
    )
    foot = packed((send, _key("back_to_ticket", "back")), width, 1)[0]
    head = _ticket_head(ticket, f"REVIEW  {ticket_words(ticket)}", width)
    if head[-1].text.endswith(CUT):  # the sentence below has it whole; no number is cut
        head = _ticket_head(ticket, "REVIEW", width)
    return _filled(head, body, foot)


def _ticket_head(ticket: TicketModel, title: str, width: int) -> Line:
    account = ticket.account
    if account is None:
        return _head(None, "", title, width)
    who = f"account {account_tail(account.acc_id)} ({market_words(account, ticket.instrument)})"
    return _head(account.env, who, title, width)


def _filled(head: Line, body: list[Line], foot: Line) -> tuple[Line, ...]:
    room = HEIGHT - 2
    shown = body[:room]
    return (head, *shown, *([BLANK] * (room - len(shown))), foot)


def _head(env: Env | None, who: str, title: str, width: int) -> Line:
    word, tone = ("NO ACCOUNT", Tone.BAD) if env is None else ENVS[env]
    chip = span_of(Cell(f" {word} ", tone), reverse=True)
    text = fit(f" {who}  {title}" if who else f"  {title}", max(width - len(chip.text), 0))
    return (chip, Span(text, f"{_GROUND}-text", bold=True, ground=_GROUND))


def _power_after(ticket: TicketModel, funds: Funds) -> str:
    """Write what a new buy leaves of the buying power; empty where that is not a plain difference."""
    value = value_of(ticket)
    same = funds.currency is currency_of(ticket.instrument.id.market)
    if value is None or not same or not ticket.side.buys or ticket.order is not None or is_future(ticket):
        return ""
    return f", after the whole buy about {money_text(funds.power - value, 0)} before fees"


def _with_power(head: Line, funds: Funds | None, width: int) -> Line:
    """Write the buying power at the end of the head, where there is room for it."""
    if funds is None:
        return head
    chip, rest = head
    text, power = rest.text.rstrip(), f"{power_text(funds)} "
    room = width - len(chip.text) - cell_len(text) - len(power)
    return head if room < len(BETWEEN) else (chip, replace(rest, text=f"{text}{' ' * room}{power}"))


def _titles(ticket: TicketModel) -> Line:
    """Name the fields; the one the keys go to is pointed at, which needs no colour to be seen."""
    spans: list[Span] = []
    for field, width in _WIDTHS.items():
        here = ticket.field is field
        title = pad(f"{CHOSEN if here else ' '}{_TITLES[field]}", width)
        spans.append(Span(title, "" if here else "dim", bold=here))
    return (*spans, Span(" Notional" if is_future(ticket) else " Value", "dim"))


def _values(ticket: TicketModel) -> Line:
    side = Cell(side_word(ticket.side), Tone.UP if ticket.side.buys else Tone.DOWN)
    value = value_of(ticket)
    worth = UNKNOWN_TEXT if value is None else amount_text(value, currency_of(ticket.instrument.id.market))
    about = "" if ticket.type.needs_price or value is None else "about "
    return (
        *_field(ticket, Field.SIDE, side.text, tone=side),
        *_field(ticket, Field.TYPE, ORDER_TYPES[ticket.type].upper()),
        *_field(ticket, Field.QTY, _number(ticket, Field.QTY, ticket.qty), after=_lots(ticket)),
        *_field(
            ticket,
            Field.PRICE,
            _number(ticket, Field.PRICE, ticket.price) if ticket.type.needs_price else "at market",
        ),
        Span(f" {about}{worth}"),
    )


def _field(
    ticket: TicketModel, field: Field, text: str, *, after: str = "", tone: Cell | None = None
) -> Line:
    wrong = any(finding.field is field and finding.blocks for finding in ticket.findings)
    mark = Span("!", "failed", bold=True) if wrong else Span(" ")
    here = ticket.field is field
    ink = "failed" if wrong else "" if tone is None else span_of(tone).ink
    shown = Span(text or " ", ink, bold=True, reverse=here)
    rest = pad(f" {after}" if after else "", max(_WIDTHS[field] - 1 - len(shown.text), 0))
    return (mark, shown, Span(rest, "dim"))


def _number(ticket: TicketModel, field: Field, number: NumberField) -> str:
    if ticket.field is field and not number.selected:
        return f"{number.text}_"
    return UNKNOWN_TEXT if number.value is None else _exact(ticket, field, number.value)


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


def _trouble(ticket: TicketModel, width: int) -> Line:
    note: Line = (Span(f" {ticket.note}", "warn", bold=True),) if ticket.note else BLANK
    first = next(iter(ticket.findings), None)
    if first is None:
        return note
    found = _finding(ticket, first)
    return packed((found, note) if first.blocks else (note, found), width, 1)[0] or found


def _finding(ticket: TicketModel, finding: Finding) -> Line:
    blocks = sum(one.blocks for one in ticket.findings)
    more = f"  (+{blocks - 1} more)" if blocks > 1 else ""
    offer = ""
    if finding.nearest is not None and finding.field in (Field.QTY, Field.PRICE):
        offer = f"  {key_of('accept_hint')} takes {_exact(ticket, finding.field, finding.nearest)}"
    if finding.field is Field.ACCOUNT and len(ticket.accounts) > 1:
        offer = f"  {key_of('next_account')} takes the next of {len(ticket.accounts)}"
    name = "" if finding.field is Field.CODE else f"{finding.field.name.lower()}: "
    mark, ink = ("!", "failed") if finding.blocks else ("note:", "warn")
    return (Span(f" {mark} {name}{finding.cause}{offer}{more}", ink),)


def _exact(ticket: TicketModel, field: Field, value: Decimal) -> str:
    if field is Field.QTY:
        return quantity_text(value)
    return price_text(value, ticket.tick_at(value))


def _prices(ticket: TicketModel, held: Decimal | None, width: int) -> Line:
    if ticket.field is Field.TYPE:
        return (Span(f" {_OFFERED}", "dim"),)
    touch = ticket.touch
    offers = (
        ("price_bid", "bid", touch.bid),
        ("price_ask", "ask", touch.ask),
        ("price_last", "last", touch.last),
    )
    parts = [
        _key(action, f"{name} {price_text(price, ticket.tick_at(price))}", dim=price is None)
        for action, name, price in offers
        if ticket.type.needs_price
    ]
    if len(ticket.accounts) > 1:
        at = ticket.accounts.index(ticket.account) + 1 if ticket.account in ticket.accounts else "none"
        here = f"{CHOSEN} " if ticket.field is Field.ACCOUNT else ""
        parts.append(_key("next_account", f"{here}account ({at} of {len(ticket.accounts)})"))
    price = ticket.price.value
    tick = ticket.tick_at(price)
    if tick is not None and ticket.type.needs_price:
        parts.append((Span(f" tick {price_text(tick)}", "dim"),))
    if held is not None:
        parts.append((Span(f" held {quantity_text(held)}, after {after_text(ticket, held)}", "dim"),))
    return packed(parts, width, 1)[0]


def _keys(ticket: TicketModel, width: int) -> Line:
    up, down = key_of("step_up"), key_of("step_down")
    step = "contract" if ticket.field is Field.QTY and ticket.in_contracts else _STEPS.get(ticket.field)
    parts = [_key("review_ticket", "review"), _key("close_ticket", "close"), _key("next_field", "next field")]
    if step is not None:
        parts.append(_hint(f"{up}/{down}", f"1 {step}"))
        parts.append(_hint(f"{key_of('leap_up')}/{key_of('leap_down')}", "10"))
    else:
        parts += [
            _hint(f"{up}/{down}", "change"),
            _hint("1-9", "contracts" if ticket.in_contracts else "lots"),
        ]
    if ticket.order is None:
        other = ("set_sell", "sell") if ticket.side is Side.BUY else ("set_buy", "buy")
        parts += [_key("switch_type", "type"), _key(*other)]
    return packed(parts, width, 1)[0]


def _key(action_id: str, what: str, *, dim: bool = False) -> Line:
    return _hint(key_of(action_id), what, dim=dim)


def _hint(key: str, what: str, *, dim: bool = False) -> Line:
    return (Span(f" {key}", "" if not dim else "dim", bold=not dim), Span(f" {what}", "dim"))
