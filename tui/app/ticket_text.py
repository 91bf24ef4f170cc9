"""A ticket in words: the sentence that is confirmed, and the questions and outcomes around it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.app.ticket_accounts import market_words
from tui.app.ticket_model import TicketModel
from tui.app.ticket_terms import life_text, terms_of, terms_of_order
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Account, Funds, MaxQuantities
from tui.domain.decimals import money_text, price_text, quantity_text
from tui.domain.instruments import Instrument
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.markets import Currency, SecurityType, currency_of
from tui.domain.orders import Order, Side
from tui.domain.pnl import multiplier_of, order_value, position_after
from tui.domain.ticks import Ladder
from tui.state.prices import ladder_of
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS

_SIDES = {Side.BUY: "BUY", Side.SELL: "SELL", Side.SELL_SHORT: "SELL SHORT", Side.BUY_BACK: "BUY BACK"}


def amount_text(amount: Decimal, currency: Currency) -> str:
    """Write an amount of money with its currency: `HKD 82,440.00`."""
    return money_text(amount) if currency is Currency.UNKNOWN else f"{currency.name} {money_text(amount)}"


def account_text(account: Account, instrument: Instrument) -> str:
    """Write an account as every sentence names it: environment, last digits, the right that counts."""
    rights = market_words(account, instrument)
    return f"{ENVS[account.env][0]} account {account_tail(account.acc_id)} ({rights})"


def side_word(side: Side) -> str:
    """Return a side as one word in capitals."""
    return _SIDES.get(side, "UNKNOWN SIDE")


def price_expected(ticket: TicketModel) -> Decimal | None:
    """Return an order's limit, else its trigger, else about what it would get now."""
    if ticket.type.needs_price:
        return ticket.limit
    return ticket.stop if ticket.type.needs_trigger else ticket.touch.opposite(ticket.side)


def value_of(ticket: TicketModel) -> Decimal | None:
    """Return what a ticket is worth at the price it would trade at."""
    price, qty = price_expected(ticket), ticket.qty.value
    return None if price is None or qty is None else order_value(qty, price, multiplier_of(ticket.instrument))


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around an order and said with it; empty or None is not known."""

    held: Decimal | None = None
    funds: Funds | None = None
    most: MaxQuantities | None = None
    costs: str = ""
    """Fees and the price that earns them back, marked as an estimate."""


def order_clause(ticket: TicketModel) -> str:
    """Return the order itself, what an amendment changes included: it only moves when the trader types."""
    account = "NO ACCOUNT" if ticket.account is None else account_text(ticket.account, ticket.instrument)
    return f"{account}: {_what(ticket)}{_worth(ticket)}{_rest(ticket)}"


def moving_clauses(ticket: TicketModel, around: Around) -> tuple[str, ...]:
    """Return what moves with the market, each clause for a line of its own."""
    distance = distance_of(ticket)
    after = f"position after {after_text(ticket, around.held)}"
    return tuple(part for part in (f"{distance}; {after}" if distance else after, around.costs) if part)


def review_sentence(ticket: TicketModel, around: Around) -> str:
    """Return the whole order as one sentence, as it is confirmed and kept in the journal."""
    return "; ".join((order_clause(ticket), *moving_clauses(ticket, around)))


def distance_of(ticket: TicketModel) -> str:
    """Say how far an order is from trading: its limit from the touch, or its trigger from the last price."""
    if ticket.type.needs_trigger:
        return _trigger_distance(ticket)
    if ticket.type.trails:
        last = ticket.touch.last
        return "" if last is None else f"last {price_text(last, ticket.tick_at(last))}"
    if ticket.type.needs_price:
        return distance_text(ticket.side, ticket.limit, ticket.touch, ticket.ladder)
    touch = ticket.touch.opposite(ticket.side)
    name = "ask" if ticket.side.buys else "bid"
    return "" if touch is None else f"{name} {price_text(touch, ticket.tick_at(touch))}"


def _trigger_distance(ticket: TicketModel) -> str:
    trigger, last, ladder = ticket.stop, ticket.touch.last, ticket.ladder
    if trigger is None or last is None:
        return ""
    shown = price_text(last, ticket.tick_at(last))
    if trigger == last:
        return f"trigger at the last price {shown}"
    way = "above" if trigger > last else "below"
    if ladder is None or not (ladder.is_on_tick(trigger) and ladder.is_on_tick(last)):
        return f"trigger {abs(trigger - last):f} {way} the last {shown}"
    ticks = abs(ladder.steps_between(last, trigger))
    return f"trigger {ticks:,} {'tick' if ticks == 1 else 'ticks'} {way} the last {shown}"


def distance_text(side: Side, price: Decimal | None, touch: Touch, ladder: Ladder | None) -> str:
    """Say how far a limit is from the price it would trade at, in ticks where the ladder is known."""
    opposite, name = (touch.ask, "ask") if side.buys else (touch.bid, "bid")
    if price is None or opposite is None:
        return ""
    if not touch.fresh:
        return f"the {name} is stale"
    if price == opposite:
        return f"at the {name}"
    way = "above" if price > opposite else "below"
    if ladder is None or not (ladder.is_on_tick(price) and ladder.is_on_tick(opposite)):
        return f"{abs(price - opposite):f} {way} the {name}"
    ticks = abs(ladder.steps_between(opposite, price))
    return f"{ticks:,} {'tick' if ticks == 1 else 'ticks'} {way} the {name}"


def cancel_question(order: Order, instrument: Instrument | None) -> str:
    """Return the one line that asks before a cancel."""
    filled = f" ({quantity_text(order.filled_qty)} filled)" if order.filled_qty else ""
    account = f"{ENVS[order.env][0]} account {account_tail(order.acc_id)}"
    return f"{account}: cancel {order_words(order, instrument)}{filled}?"


def order_words(order: Order, instrument: Instrument | None) -> str:
    """Name an order: `BUY 200 HK.00700 at 400.0`."""
    at = terms_of_order(order, ladder_of(instrument))
    return f"{side_word(order.side)} {quantity_text(order.qty)} {order.id} {at}"


def ticket_words(ticket: TicketModel) -> str:
    """Name what a ticket asks for: `BUY 200 HK.00700 at 400.0`."""
    qty = quantity_text(ticket.qty.value)
    return f"{side_word(ticket.side)} {qty} {ticket.instrument.id} {terms_of(ticket)}"


def outcome_text(request: str, what: str, outcome: Outcome) -> str:
    """Say how a request (order, change, cancel) ended, what matters most first: the end may be cut off."""
    if outcome.kind is OutcomeKind.ACCEPTED:
        return f"{request} accepted: {what}"
    if outcome.kind is OutcomeKind.REJECTED:
        return f"{request} REJECTED: {what}: {outcome.text or 'no cause given'}"
    cause = f" ({outcome.text})" if outcome.text else ""
    return f"{request} UNKNOWN: {what}: looking it up, never sent again{cause}"


def _what(ticket: TicketModel) -> str:
    instrument, order = ticket.instrument, ticket.order
    code = f"{instrument.id} {instrument.name}".rstrip()
    side, qty = side_word(ticket.side), quantity_text(ticket.qty.value)
    if ticket.in_contracts:
        qty += " contract" if ticket.qty.value == 1 else " contracts"
    now = f"{qty} {terms_of(ticket)}"
    if order is not None:
        before = f"{quantity_text(order.qty)} {terms_of_order(order, ticket.ladder)}"
        filled = f" ({quantity_text(order.filled_qty)} filled)" if order.filled_qty else ""
        return f"CHANGE {side} {code} from {before}{filled} to {now}"
    return f"{side} {qty} {code} {terms_of(ticket)}"


def _rest(ticket: TicketModel) -> str:
    """Write what an amendment leaves as it is: life and note."""
    draft = ticket.draft
    life = life_text(draft.tif, draft.expires_on, draft.session)
    note = f', note "{draft.note}"' if draft.note else ""
    return "" if ticket.order is not None else f"{life}{note}"


def _worth(ticket: TicketModel) -> str:
    value = value_of(ticket)
    if value is None:
        return ""
    sign = "=" if ticket.type.needs_price else "about"
    worth = amount_text(value, currency_of(ticket.instrument.id.market))
    times = f" x {quantity_text(multiplier_of(ticket.instrument))}" if ticket.in_contracts else ""
    # A future is not paid for: its value is what moves, and the broker asks for a margin.
    return f"{times} {sign} {worth}{' notional' if is_future(ticket) else ''}"


def is_future(ticket: TicketModel) -> bool:
    """Whether the value of an order is not what it costs."""
    return ticket.instrument.type is SecurityType.FUTURE


def after_text(ticket: TicketModel, held: Decimal | None) -> str:
    """Write the holding once the whole order is filled."""
    qty = ticket.qty.value
    if held is None or qty is None:
        return "not known"
    filled = Decimal(0) if ticket.order is None else ticket.order.filled_qty
    return quantity_text(position_after(held, ticket.side, qty - filled))
