"""Rules about the side: what there is to sell, and what would open a short or turn a position over."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tui.domain.accounts import Env, Firm
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.domain.rules_model import Field, Finding, TicketDraft, TicketFacts, block, warn
from tui.domain.rules_types import CONNECT

_NO_SHORTS = frozenset({Market.HK, Market.SH, Market.SZ})
"""Markets whose shares a flat account cannot sell: mainland none at all, Hong Kong unless OpenD says so."""
_NONE = Decimal(0)


def side_rules(ticket: TicketDraft, facts: TicketFacts) -> Iterator[Finding]:
    """Check the side, and a sale against the holding."""
    instrument, qty, side = facts.instrument, ticket.qty, ticket.side
    if side is Side.UNKNOWN:
        yield block(Field.SIDE, "choose buy or sell")
        return
    if side in (Side.SELL_SHORT, Side.BUY_BACK) and not _knows_shorts(facts):
        yield block(Field.SIDE, "short sales and buy-backs have sides of their own at moomoo JP only")
    if instrument is None or qty is None or not qty.is_finite() or qty <= 0 or not instrument.type.tradable:
        return
    if side.buys:
        yield from _turn_rules(facts, qty)
    else:
        yield from _sell_rules(ticket, facts, instrument, qty)


def shorted_by(ticket: TicketDraft, facts: TicketFacts) -> Decimal:
    """Return how much of a sale is not held and would open a short; zero while the holding is not known."""
    qty, sellable = ticket.qty, _sellable(facts)
    if ticket.side.buys or sellable is None or qty is None or not qty.is_finite():
        return _NONE
    return max(qty - max(sellable, _NONE), _NONE)


def _sell_rules(
    ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, qty: Decimal
) -> Iterator[Finding]:
    sellable = _sellable(facts)
    if sellable is None or qty <= sellable:
        return
    legal = [sellable] if sellable > 0 else []
    has = f"only {sellable:,f} can be sold" if sellable > 0 else "there is nothing to sell"
    if _cannot_short(ticket, facts, instrument, qty - max(sellable, _NONE)):
        yield block(Field.QTY, f"{has}{_why_held(facts, instrument, qty)}", *legal)
    elif sellable > 0:
        over = shorted_by(ticket, facts)
        yield warn(Field.SIDE, f"{has}: this opens a short of {over:,f}; a reversal takes two orders", *legal)
    else:
        yield warn(Field.SIDE, f"{has}: this opens a short of {shorted_by(ticket, facts):,f}")


def _turn_rules(facts: TicketFacts, qty: Decimal) -> Iterator[Finding]:
    held = _NONE if facts.position is None else facts.position.qty
    rest = qty if facts.amending is None else qty - facts.amending.filled_qty
    if held < 0 and rest > -held:
        more = rest + held
        yield warn(
            Field.SIDE,
            f"the short is {-held:,f}: this opens a long of {more:,f}; a reversal takes two orders",
            qty - more,
        )


def _cannot_short(ticket: TicketDraft, facts: TicketFacts, instrument: Instrument, over: Decimal) -> bool:
    market = instrument.id.market
    if market not in _NO_SHORTS or instrument.type in (SecurityType.FUTURE, SecurityType.OPTION):
        return False
    limits = facts.max_quantities
    short = _NONE if limits is None or limits.sell_short is None else limits.sell_short
    return ticket.env is not Env.REAL or market is not Market.HK or over > short


def _why_held(facts: TicketFacts, instrument: Instrument, qty: Decimal) -> str:
    """Say that mainland shares bought today are not sold today, where that is what stands in the way."""
    held = _NONE if facts.position is None else facts.position.qty
    today = instrument.id.market in CONNECT and facts.amending is None and held >= qty
    return " today: mainland shares are sold the day after they are bought" if today else ""


def _sellable(facts: TicketFacts) -> Decimal | None:
    if facts.max_quantities is not None:
        return facts.max_quantities.position_sell
    if not facts.positions_known:
        return None
    free = _NONE if facts.position is None else facts.position.can_sell_qty
    own = facts.amending
    if own is None or own.side.buys:
        return free
    return free + own.open_qty + own.filled_qty  # the order itself holds them back


def _knows_shorts(facts: TicketFacts) -> bool:
    return facts.account is not None and facts.account.firm is Firm.MOOMOO_JP
