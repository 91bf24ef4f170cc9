"""What an order costs beside its price, in words that say it is an estimate."""

from __future__ import annotations

from decimal import Decimal

from tui.app.ticket_model import TicketModel
from tui.app.ticket_text import amount_text, price_expected
from tui.domain.decimals import price_text
from tui.domain.fee_estimates import FeeEstimate, Plan, break_even, estimate
from tui.domain.markets import currency_of
from tui.domain.orders import Side
from tui.domain.pnl import multiplier_of
from tui.state.store import Store

_NOTHING = Decimal(0)


def plan_of(store: Store, ticket: TicketModel) -> Plan | None:
    """Return what the broker charges the ticket's account, as the settings say; None when they do not."""
    account = ticket.account
    return store.fee_plans.of(None if account is None else account.acc_id, ticket.instrument.id.market)


def costs_text(ticket: TicketModel, held: Decimal | None, plan: Plan | None = None) -> str:
    """Write the fees of a ticket and the price that earns them back; empty while it names no price."""
    price, qty = price_expected(ticket), _open_qty(ticket)
    if price is None or qty is None or qty <= 0 or price <= 0:
        return ""
    fees = _fees(ticket, ticket.side, qty, price, plan)
    if fees.total is None:
        return f"fees not known: {fees.note}" if fees.note else "fees not known"
    left_out = f" ({fees.note})" if fees.note else ""
    words = f"est. fees {amount_text(fees.total, currency_of(ticket.instrument.id.market))}{left_out}"
    return f"{words}, {even}" if (even := _even(ticket, held, (qty, price), fees.total, plan)) else words


def _even(
    ticket: TicketModel,
    held: Decimal | None,
    terms: tuple[Decimal, Decimal],
    fees: Decimal,
    plan: Plan | None,
) -> str:
    """Write the break-even of what the order opens; an order that closes has none of its own."""
    (qty, price), ladder, back = terms, ticket.ladder, Side.SELL if ticket.side.buys else Side.BUY
    if ladder is None or (held is not None and (held < 0 if ticket.side.buys else held > 0)):
        return ""

    def out(at: Decimal) -> Decimal:
        return _fees(ticket, back, qty, at, plan).total or _NOTHING

    even = break_even(ticket.side, qty, price, fees, out, ladder, multiplier_of(ticket.instrument))
    if even is None:
        return ""
    shown = f"est. break-even {price_text(even, ladder.tick_up(even))}"
    if not ladder.is_on_tick(price):
        return shown
    ticks = ladder.steps_between(price, even)
    return f"{shown} ({ticks:+d} {'tick' if abs(ticks) == 1 else 'ticks'})"


def _fees(ticket: TicketModel, side: Side, qty: Decimal, price: Decimal, plan: Plan | None) -> FeeEstimate:
    return estimate(ticket.instrument, ticket.env, side, qty, price, plan)


def _open_qty(ticket: TicketModel) -> Decimal | None:
    filled = _NOTHING if ticket.order is None else ticket.order.filled_qty
    return None if ticket.qty.value is None else ticket.qty.value - filled
