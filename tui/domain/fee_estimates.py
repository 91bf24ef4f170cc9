"""What an order will cost on top of its price, before it is sent: an estimate, item by item.

Only rates that are published for everybody are here; what a broker charges depends on the trader's plan,
which OpenD does not tell: without a `Plan` it is left out, and the estimate says so. The broker counts
fees by group of executions, so that the real ones may differ by cents even then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from tui.domain.accounts import Env
from tui.domain.fees import FeeItem
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.domain.pnl import multiplier_of
from tui.domain.ticks import Ladder

WITHOUT_PLAN = "without commission and platform fee"
MOST_TICKS = 20_000
"""How far a break-even is looked for."""
_CENT = Decimal("0.01")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class FeeEstimate:
    """The fees of one order, in the currency of its market."""

    total: Decimal | None
    """Sum of the items; None when not one of them is known."""
    items: tuple[FeeItem, ...] = ()
    complete: bool = False
    """Whether everything that is charged is in it."""
    note: str = ""
    """What is left out; empty when it is complete."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the broker charges an order, from the trader's own settings; one market each."""

    rate: Decimal = _ZERO
    """Commission as a fraction of the value."""
    per_unit: Decimal = _ZERO
    """Commission a share or contract, on top of that."""
    least: Decimal = _ZERO
    """The smallest commission."""
    platform: Decimal = _ZERO
    """Platform fee an order."""

    def items(self, qty: Decimal, value: Decimal) -> tuple[FeeItem, ...]:
        """Return what is charged for an order."""
        commission = _cents(max(value * self.rate + qty * self.per_unit, self.least))
        named = (FeeItem("Commission", commission), FeeItem("Platform Fee", _cents(self.platform)))
        return tuple(item for item in named if item.amount)


@dataclass(frozen=True, slots=True)
class _Rate:
    title: str
    share: Decimal
    """Of the value."""
    least: Decimal = _ZERO
    whole: bool = False
    """Rounded up to whole money, else to the nearest cent."""
    sells_only: bool = False

    def item(self, value: Decimal) -> FeeItem:
        exact = max(value * self.share, self.least)
        return FeeItem(self.title, exact.to_integral_value(ROUND_CEILING) if self.whole else _cents(exact))


def _rate(title: str, percent: str, least: str = "0", *, whole: bool = False, sale: bool = False) -> _Rate:
    return _Rate(title, Decimal(percent) / 100, Decimal(least), whole, sale)


_STAMP_DUTY = _rate("Stamp Duty", "0.1", whole=True)
_HK = (
    _STAMP_DUTY,
    _rate("SFC Levy", "0.0027"),
    _rate("AFRC Levy", "0.00015"),
    _rate("Trading Fee", "0.00565", "0.01"),
    _rate("Settlement Fee", "0.0042"),
)
"""In force since 2025-06-30 (stamp duty since 2023-11-17)."""
_CONNECT = (
    _rate("Handling Fee", "0.00341"),
    _rate("Securities Management Fee", "0.002"),
    _rate("Transfer Fee", "0.003"),
    _rate("Stamp Duty", "0.05", sale=True),
)
"""Less certain than those of Hong Kong: nobody has published them in one place."""
_PAPER_HK = (_rate("Commission", "0.03", "3"),)
_UNSTAMPED = frozenset({SecurityType.ETF, SecurityType.WARRANT})
_CONTRACTS = frozenset({SecurityType.OPTION, SecurityType.FUTURE})


def estimate(
    instrument: Instrument, env: Env, side: Side, qty: Decimal, price: Decimal, plan: Plan | None = None
) -> FeeEstimate:
    """Return the fees of an order that is filled in whole at this price; `plan` is for real accounts."""
    value = abs(qty * price) * multiplier_of(instrument)
    market, contract = instrument.id.market, instrument.type in _CONTRACTS
    if env is Env.PAPER:
        return _paper(market, value, contract=contract)
    rates, left_out = _public(market, contract=contract)
    items = tuple(
        rate.item(value)
        for rate in rates
        if not (rate.sells_only and side.buys) and not (rate is _STAMP_DUTY and instrument.type in _UNSTAMPED)
    )
    if plan is not None:
        items = (*plan.items(qty, value), *items)
    notes = [note for note in ("" if plan is not None else WITHOUT_PLAN, left_out) if note]
    return _sum(tuple(item for item in items if item.amount), "; ".join(notes), known=bool(rates or plan))


def break_even(
    side: Side,
    qty: Decimal,
    price: Decimal,
    fees_in: Decimal,
    fees_out: Callable[[Decimal], Decimal],
    ladder: Ladder,
    multiplier: Decimal = Decimal(1),
) -> Decimal | None:
    """Return the price nearest to `price` at which closing what this order opens does not lose.

    `fees_in` are those of this order, `fees_out` tells those of the opposite one at a price. None when
    there is no such price on the ladder, or none anywhere near.
    """
    size = qty * multiplier
    if size <= 0:
        return None
    at = ladder.ceil(price + fees_in / size) if side.buys else ladder.floor(price - fees_in / size)
    for _ in range(MOST_TICKS):
        moved = (at - price if side.buys else price - at) * size
        if moved >= fees_in + fees_out(at):
            return at
        further = ladder.up(at) if side.buys else ladder.down(at)
        if further == at:
            return None
        at = further
    return None


def _paper(market: Market, value: Decimal, *, contract: bool) -> FeeEstimate:
    if market is not Market.HK or contract:
        return FeeEstimate(None, note="what paper trading charges here is not known")
    return _sum(tuple(rate.item(value) for rate in _PAPER_HK), "", known=True)


def _public(market: Market, *, contract: bool) -> tuple[tuple[_Rate, ...], str]:
    """Return the rates that are the same for everybody, and what of such is not known."""
    if contract:
        return (), "without the fees of the exchange"
    if market is Market.HK:
        return _HK, ""
    if market in (Market.SH, Market.SZ):
        return _CONNECT, ""
    if market is Market.US:
        return (), "without settlement, SEC and TAF fees"
    return (), "without the fees of the exchange and taxes"


def _sum(items: tuple[FeeItem, ...], note: str, *, known: bool) -> FeeEstimate:
    total = sum((item.amount for item in items), _ZERO) if known else None
    return FeeEstimate(total, items, complete=not note, note=note)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
