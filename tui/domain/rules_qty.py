"""Rules about the quantity: whole lots, odd remainders, the largest order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.accounts import Firm
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.rules_boards import is_chinext, is_star
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_types import CONNECT

HK_MAX_LOTS = 3000
"""Board lots in one automatched order."""
_CN_MAX = Decimal(1_000_000)
_CHINEXT_MAX = Decimal(300_000)
_STAR_MAX = Decimal(100_000)
_STAR_MIN = Decimal(200)
_HK_CONTRACTS = Decimal(3000)
"""Stock options and stock futures in one order at Futu HK."""
_US_SHARES = Decimal(500_000)
_US_VALUE = {
    Firm.FUTU_HK: Decimal(5_000_000),
    Firm.MOOMOO_SG: Decimal(5_000_000),
    Firm.MOOMOO_US: Decimal(10_000_000),
}
"""Dollars in one order at the firms that cap the shares, too; MOOMOO_AU has no cap, others are not known."""
_CN_VALUE = Decimal(5_000_000)
"""Yuan in one Stock Connect order at Futu HK."""


def qty_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check the quantity on its own."""
    qty, instrument = ticket.qty, facts.instrument
    lot = (
        Decimal(max(1, instrument.lot))
        if instrument is not None and not _is_contract(instrument)
        else Decimal(1)
    )
    if qty is None or not qty.is_finite():
        yield block(Field.QTY, "enter a quantity")
    elif qty <= 0:
        yield block(Field.QTY, "the quantity must be more than zero", lot)
    elif qty != qty.to_integral_value() and (
        instrument is None or instrument.type is not SecurityType.CRYPTO
    ):
        yield block(Field.QTY, "the quantity must be a whole number", *_multiples_around(qty, lot))
    elif facts.amending is not None and qty < facts.amending.filled_qty:
        filled = facts.amending.filled_qty
        yield block(Field.QTY, f"{filled:,f} are filled already: the total cannot be less", filled)
    elif instrument is not None and instrument.type.tradable:
        yield from _lot_rules(ticket, facts, instrument, qty, lot)
        yield from _most_rules(ticket, facts, instrument, qty, lot)


def _lot_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal, lot: Decimal
) -> Iterator[Finding]:
    market = instrument.id.market
    if is_star(instrument):
        yield from _star_rules(ticket, facts, qty)
    elif instrument.type is SecurityType.CRYPTO:
        return
    elif instrument.lot <= 0 and market is not Market.US and not _is_contract(instrument):
        yield warn(Field.QTY, "the lot of this code is not known")
    elif qty % lot and not (market in CONNECT and _is_odd_rest(ticket, facts, qty, lot)):
        rest = _rest_of(ticket, market)
        yield block(Field.QTY, f"the lot is {lot:,f}: whole lots only{rest}", *_multiples_around(qty, lot))


def _rest_of(ticket: TicketDraft, market: Market) -> str:
    if market is Market.HK:
        return "; odd lots are for the broker's app"
    return ", or all of the odd rest" if market in CONNECT and not ticket.side.buys else ""


def _star_rules(ticket: TicketDraft, facts: TicketFacts, qty: Decimal) -> Iterator[Finding]:
    if qty < _STAR_MIN and (ticket.side.buys or qty != _held(facts)):
        rest = "" if ticket.side.buys else ", or all of a smaller holding"
        yield block(Field.QTY, f"at least {_STAR_MIN:f} STAR shares{rest}", _STAR_MIN)


def _most_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal, lot: Decimal
) -> Iterator[Finding]:
    market, firm = instrument.id.market, _firm(facts)
    if _is_contract(instrument):
        if market is Market.HK and qty > _HK_CONTRACTS and firm is Firm.FUTU_HK:
            yield _too_many_contracts(instrument)
    elif market is Market.HK and instrument.lot > 0 and qty > lot * HK_MAX_LOTS:
        yield block(Field.QTY, f"at most {HK_MAX_LOTS:,} lots in one order", lot * HK_MAX_LOTS)
    elif market in CONNECT:
        yield from _cn_most(ticket, facts, instrument, qty, lot)
    elif market is Market.US and firm is not Firm.MOOMOO_AU:
        yield from _us_most(ticket, firm, qty)


def _too_many_contracts(instrument: Instrument) -> Finding:
    if instrument.type is SecurityType.OPTION:
        return block(Field.QTY, f"at most {_HK_CONTRACTS:,f} contracts in one order", _HK_CONTRACTS)
    # Said of futures on shares; nothing tells them from those on an index.
    cause = f"the broker may refuse more than {_HK_CONTRACTS:,f} contracts in one order"
    return warn(Field.QTY, cause, _HK_CONTRACTS)


def _cn_most(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal, lot: Decimal
) -> Iterator[Finding]:
    most, name = _CN_MAX, "shares"
    if is_star(instrument):
        most, name = _STAR_MAX, "STAR shares"
    elif is_chinext(instrument):
        most, name = _CHINEXT_MAX, "ChiNext shares"
    if qty > most:
        yield block(Field.QTY, f"at most {most:,f} {name} in one order", most)
    elif _firm(facts) is Firm.FUTU_HK:
        yield from _value_rules(ticket, qty, _CN_VALUE, "CNY", lot)


def _us_most(ticket: TicketDraft, firm: Firm, qty: Decimal) -> Iterator[Finding]:
    value = _US_VALUE.get(firm)
    if qty > _US_SHARES and value is None:
        cause = f"the broker may refuse more than {_US_SHARES:,f} shares in one order"
        yield warn(Field.QTY, cause, _US_SHARES)
    elif qty > _US_SHARES:
        yield block(Field.QTY, f"at most {_US_SHARES:,f} shares in one order at this broker", _US_SHARES)
    elif value is not None:
        yield from _value_rules(ticket, qty, value, "USD", Decimal(1))


def _value_rules(
    ticket: TicketDraft, qty: Decimal, most: Decimal, money: str, lot: Decimal
) -> Iterator[Finding]:
    price = ticket.price
    if not ticket.type.needs_price or price is None or not price.is_finite() or price <= 0:
        return
    if qty * price > most:
        legal = most / price // lot * lot
        cause = f"at most {money} {most:,f} in one order at this broker"
        yield block(Field.QTY, cause, *([legal] if legal > 0 else []))


def _firm(facts: TicketFacts) -> Firm:
    return Firm.UNKNOWN if facts.account is None else facts.account.firm


def _is_odd_rest(ticket: TicketDraft, facts: TicketFacts, qty: Decimal, lot: Decimal) -> bool:
    held = _held(facts)
    return not ticket.side.buys and held is not None and qty <= held and qty % lot == held % lot


def _held(facts: TicketFacts) -> Decimal | None:
    return None if facts.position is None else facts.position.can_sell_qty


def _is_contract(instrument: Instrument) -> bool:
    return instrument.type in (SecurityType.FUTURE, SecurityType.OPTION)


def _multiples_around(qty: Decimal, lot: Decimal) -> tuple[Decimal, ...]:
    below = qty // lot * lot
    above = below + lot
    if below <= 0:
        return (above,)
    return (below, above) if qty - below <= above - qty else (above, below)
