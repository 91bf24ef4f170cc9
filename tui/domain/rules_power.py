"""Rules about what the account can pay for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.accounts import AccountType, Cash, Env, Funds, MaxQuantities
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType, currency_of
from tui.domain.pnl import multiplier_of
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn


def power_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check what is bought against what OpenD says can be bought, else against the money there is."""
    instrument, qty = facts.instrument, ticket.qty
    if instrument is None or qty is None or not qty.is_finite() or qty <= 0 or not instrument.type.tradable:
        return
    if ticket.side.buys:
        yield from _buy_rules(ticket, facts, instrument, qty)


def _buy_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal
) -> Iterator[Finding]:
    limits = facts.max_quantities
    if limits is not None:
        most = _most_to_buy(limits)
        if qty > most:
            whole = _whole_lots(most, instrument)
            yield block(Field.QTY, f"the account can buy at most {most:,f}", *([whole] if whole > 0 else []))
        return
    price, power = _price(ticket, facts), _power(facts.funds, instrument)
    if (
        price is None
        or not price.is_finite()
        or price <= 0
        or power is None
        or instrument.type is SecurityType.FUTURE
    ):
        return  # margin of futures is not their value: only OpenD can tell
    held_back = _held_by_amended(facts) * multiplier_of(instrument)
    value = price * multiplier_of(instrument)
    needed = value * (qty - _filled(facts))
    if needed > power + held_back:
        affordable = _whole_lots((power + held_back) / value, instrument) + _filled(facts)
        money = currency_of(instrument.id.market).name
        cause = f"costs {money} {needed:,.2f}, buying power is {power + held_back:,.2f}"
        margin = facts.account is not None and facts.account.type is AccountType.MARGIN
        say = warn if margin and ticket.env is Env.REAL else block  # margin power is the broker's estimate
        yield say(Field.QTY, cause, *([affordable] if affordable > 0 else []))


def _most_to_buy(limits: MaxQuantities) -> Decimal:
    return max(limits.cash_buy, limits.margin_buy or Decimal(0), limits.buy_back or Decimal(0))


def _filled(facts: TicketFacts) -> Decimal:
    return Decimal(0) if facts.amending is None else facts.amending.filled_qty


def _held_by_amended(facts: TicketFacts) -> Decimal:
    own = facts.amending
    if own is None or own.price is None or not own.side.buys:
        return Decimal(0)
    return own.open_qty * own.price


def _price(ticket: TicketDraft, facts: TicketFacts) -> Decimal | None:
    if ticket.type.needs_price:
        return ticket.price
    ask = None if facts.book is None else facts.book.best_ask
    return ask if ask is not None else None if facts.quote is None else facts.quote.last


def _power(funds: Funds | None, instrument: Instrument) -> Decimal | None:
    if funds is None:
        return None
    currency = currency_of(instrument.id.market)
    own: Cash | None = next((one for one in funds.cash_by_currency if one.currency is currency), None)
    if own is not None and own.power is not None:
        return own.power
    return funds.power if funds.currency is currency else None


def _whole_lots(qty: Decimal, instrument: Instrument) -> Decimal:
    contract = instrument.type in (SecurityType.FUTURE, SecurityType.OPTION)
    lot = Decimal(1 if contract else max(instrument.lot, 1))
    return qty // lot * lot
