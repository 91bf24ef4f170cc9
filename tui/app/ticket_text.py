"""A ticket in words: the sentence that is confirmed, and the questions and outcomes around it."""

from __future__ import annotations

from decimal import Decimal

from tui.app.ticket_accounts import market_words
from tui.app.ticket_model import TicketModel, Touch
from tui.domain.accounts import Account
from tui.domain.decimals import money_text, price_text, quantity_text
from tui.domain.instruments import Instrument
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.markets import Currency, SecurityType, currency_of
from tui.domain.orders import Order, OrderType, Side
from tui.domain.pnl import multiplier_of, order_value, position_after
from tui.domain.ticks import Ladder
from tui.state.prices import tick_at
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS, ORDER_TYPES

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


def value_of(ticket: TicketModel) -> Decimal | None:
    """Return what a ticket is worth: at its limit, or at the last price for a market order."""
    price = ticket.limit if ticket.type.needs_price else ticket.touch.last
    qty = ticket.qty.value
    return None if price is None or qty is None else order_value(qty, price, multiplier_of(ticket.instrument))


def review_sentence(ticket: TicketModel, held: Decimal | None) -> str:
    """Return the whole order as one sentence, ready to be confirmed; `held` is None while not read."""
    account = "NO ACCOUNT" if ticket.account is None else account_text(ticket.account, ticket.instrument)
    distance = distance_text(ticket.side, ticket.limit, ticket.touch, ticket.ladder)
    parts = [
        f"{account}: {_what(ticket)}{_worth(ticket)}",
        distance,
        f"position after {after_text(ticket, held)}",
    ]
    return "; ".join(part for part in parts if part)


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
    at = _at(order.type, order.price, instrument)
    return f"{side_word(order.side)} {quantity_text(order.qty)} {order.id} {at}"


def ticket_words(ticket: TicketModel) -> str:
    """Name what a ticket asks for: `BUY 200 HK.00700 at 400.0`."""
    at = _at(ticket.type, ticket.limit, ticket.instrument, ticket.tick_at(ticket.limit))
    return f"{side_word(ticket.side)} {quantity_text(ticket.qty.value)} {ticket.instrument.id} {at}"


def outcome_text(request: str, what: str, outcome: Outcome) -> str:
    """Say how a request (order, change, cancel) ended, what matters most first: the end may be cut off."""
    if outcome.kind is OutcomeKind.ACCEPTED:
        return f"{request} accepted: {what}"
    if outcome.kind is OutcomeKind.REJECTED:
        return f"{request} REJECTED: {what}: {outcome.text or 'no cause given'}"
    cause = f" ({outcome.text})" if outcome.text else ""
    return f"{request} UNKNOWN: {what}: looking it up, never sent again{cause}"


def _what(ticket: TicketModel) -> str:
    instrument = ticket.instrument
    code = f"{instrument.id} {instrument.name}".rstrip()
    side, qty = side_word(ticket.side), quantity_text(ticket.qty.value)
    at = _at(ticket.type, ticket.limit, instrument, ticket.tick_at(ticket.limit))
    if ticket.in_contracts:
        qty += " contract" if ticket.qty.value == 1 else " contracts"
    order = ticket.order
    if order is not None:
        was_at = _at(order.type, order.price, instrument, ticket.tick_at(order.price))
        before = f"{quantity_text(order.qty)} {was_at}"
        filled = f" ({quantity_text(order.filled_qty)} filled)" if order.filled_qty else ""
        return f"CHANGE {side} {code} from {before}{filled} to {qty} {at}"
    last = ticket.touch.last
    if ticket.type.needs_price or last is None:
        return f"{side} {qty} {code} {at}"
    return f"{side} {qty} {code} {at} (last {price_text(last, ticket.tick_at(last))})"


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


def _at(
    order_type: OrderType, price: Decimal | None, instrument: Instrument | None, tick: Decimal | None = None
) -> str:
    if not order_type.needs_price:
        return f"at {ORDER_TYPES[order_type]}"
    shown = price_text(price, tick or tick_at(instrument, price))
    return f"at {shown}" if order_type is OrderType.LIMIT else f"at {ORDER_TYPES[order_type]} {shown}"
