"""Rules about the quantity: whole lots, odd remainders, the largest order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn

HK_MAX_LOTS = 3000
"""Board lots in one automatched order."""
_CONNECT = frozenset({Market.SH, Market.SZ})
_CN_MAX = Decimal(1_000_000)
_STAR_MAX = Decimal(100_000)
_STAR_MIN = Decimal(200)
_US_CAP = Decimal(500_000)
"""Shares in one order at Futu HK and moomoo; other firms differ, so it only warns."""


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
    elif qty != qty.to_integral_value():
        yield block(Field.QTY, "the quantity must be a whole number", *_multiples_around(qty, lot))
    elif facts.amending is not None and qty < facts.amending.filled_qty:
        filled = facts.amending.filled_qty
        yield block(Field.QTY, f"{filled:,f} are filled already: the total cannot be less", filled)
    elif instrument is not None:
        yield from _lot_rules(ticket, facts, instrument, qty, lot)


def _lot_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal, lot: Decimal
) -> Iterator[Finding]:
    market = instrument.id.market
    if is_star(instrument):
        yield from _star_rules(ticket, facts, qty)
    elif qty % lot and not (market in _CONNECT and _is_odd_rest(ticket, facts, qty, lot)):
        rest = ", or all of the odd rest" if market in _CONNECT and not ticket.side.buys else ""
        yield block(Field.QTY, f"the lot is {lot:,f}: whole lots only{rest}", *_multiples_around(qty, lot))
    if market is Market.HK and not _is_contract(instrument) and qty > lot * HK_MAX_LOTS:
        yield block(Field.QTY, f"at most {HK_MAX_LOTS:,} lots in one order", lot * HK_MAX_LOTS)
    elif market in _CONNECT and not is_star(instrument) and qty > _CN_MAX:
        yield block(Field.QTY, f"at most {_CN_MAX:,f} shares in one order", _CN_MAX)
    elif market is Market.US and not _is_contract(instrument) and qty > _US_CAP:
        yield warn(Field.QTY, f"the broker may refuse more than {_US_CAP:,f} shares in one order", _US_CAP)


def _star_rules(ticket: TicketDraft, facts: TicketFacts, qty: Decimal) -> Iterator[Finding]:
    if qty > _STAR_MAX:
        yield block(Field.QTY, f"at most {_STAR_MAX:,f} STAR shares in one order", _STAR_MAX)
    elif qty < _STAR_MIN and (ticket.side.buys or qty != _held(facts)):
        rest = "" if ticket.side.buys else ", or all of a smaller holding"
        yield block(Field.QTY, f"at least {_STAR_MIN:f} STAR shares{rest}", _STAR_MIN)


def is_star(instrument: Instrument) -> bool:
    """Whether a share belongs to Shanghai's STAR board, which trades by the share from 200 on."""
    return (
        instrument.id.market is Market.SH
        and instrument.type is SecurityType.STOCK
        and instrument.id.symbol.startswith(("688", "689"))
    )


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
