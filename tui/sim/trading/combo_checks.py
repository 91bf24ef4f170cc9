"""What the broker refuses of combined orders, and what they would do to an account. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.accounts import Account
from tui.domain.combos import ComboEffect
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType
from tui.sim.refusal import RefusalError
from tui.sim.trading.checks import Terms, check_permission, check_position, check_power
from tui.sim.trading.combos import unit_of
from tui.sim.trading.fees import fee_total
from tui.sim.trading.ledger import SHORT_MARGIN, Ledger, PriceOf
from tui.sim.trading.margins import SHORT_MAINTENANCE
from tui.sim.trading.orders import LiveLeg
from tui.sim.trading.quantities import check_quantity

LEAST_LEGS, MOST_LEGS = 2, 6
_PLACES = 3
_ZERO = Decimal(0)
DayOf = Callable[[SecurityId], date]


@dataclass(frozen=True, slots=True)
class ComboTerms:
    """What a combined order asks for."""

    legs: tuple[LiveLeg, ...]
    type: OrderType
    qty: Decimal
    price: Decimal | None


def check_combo(
    account: Account,
    terms: ComboTerms,
    underlyings: Sequence[SecurityId],
    ledger: Ledger,
    price_of: PriceOf,
    day_of: DayOf,
) -> None:
    """Let a combined order pass and note which legs open; RefusalError says what is wrong."""
    _check_shape(terms, underlyings)
    for leg in terms.legs:
        contract, qty = leg.contract, terms.qty * leg.ratio
        check_permission(account, contract, leg.side, terms.type)
        check_quantity(contract, leg.side, qty, _ZERO, ledger)
        leg_terms = Terms(leg.side, terms.type, qty, None)
        leg.opens = check_position(account, contract, leg_terms, ledger, day_of(contract.id))
    if terms.type.needs_price:
        _check_price(terms.price)
    check_power(terms.legs[0].contract, ledger, money_needed(account, terms, price_of), None)


def money_needed(account: Account, terms: ComboTerms, price_of: PriceOf) -> Decimal:
    """Return the buying power a combined order uses up: its net price, margin of what it shorts, fees."""
    return max(_cost(terms, price_of) + _bound(terms, price_of, 1 + SHORT_MARGIN), _ZERO) + _fees(
        account, terms, price_of
    )


def effect_of(account: Account, terms: ComboTerms, ledger: Ledger, price_of: PriceOf) -> ComboEffect:
    """Return what a combined order would change."""
    worth = _at_market(terms, price_of)
    needed = money_needed(account, terms, price_of)
    return ComboEffect(
        value_change=worth - _cost(terms, price_of) - _fees(account, terms, price_of),
        initial_margin_change=_bound(terms, price_of, 1 + SHORT_MARGIN),
        maintenance_margin_change=_bound(terms, price_of, 1 + SHORT_MAINTENANCE),
        option_power=max(ledger.power(terms.legs[0].contract.currency), _ZERO),
        withdrawable_change=-needed,
        power_used=needed,
    )


def _check_shape(terms: ComboTerms, underlyings: Sequence[SecurityId]) -> None:
    legs = terms.legs
    if not LEAST_LEGS <= len(legs) <= MOST_LEGS:
        raise RefusalError(f"A combined order has {LEAST_LEGS} to {MOST_LEGS} legs, not {len(legs)}.")
    if any(leg.ratio < 1 for leg in legs):
        raise RefusalError("The ratio of a leg must be a positive whole number.")
    ids = [leg.contract.id for leg in legs]
    if len(set(ids)) < len(ids):
        raise RefusalError("A combined order names each security once.")
    if len({id_.market for id_ in ids}) > 1:
        raise RefusalError("All legs of a combined order must be of one market.")
    if not any(leg.contract.kind == "option" for leg in legs):
        raise RefusalError("A combined order needs an option among its legs.")
    if len(set(underlyings)) > 1:
        raise RefusalError("All legs of a combined order must have one underlying.")
    if terms.type not in (OrderType.LIMIT, OrderType.MARKET):
        raise RefusalError(f"Order type {terms.type.name} is not accepted for combined orders.")
    if terms.qty <= 0 or terms.qty != terms.qty.to_integral_value():
        raise RefusalError("The quantity must be a positive whole number.")


def _check_price(price: Decimal | None) -> None:
    if price is None:
        raise RefusalError("A combined limit order needs its net price.")
    if price != round(price, _PLACES):
        raise RefusalError(f"The net price {price:f} is too exact: {_PLACES} decimals at most.")


def _cost(terms: ComboTerms, price_of: PriceOf) -> Decimal:
    """The most that all combinations may cost."""
    if terms.price is None:
        return _at_market(terms, price_of)
    return terms.price * unit_of(terms.legs) * terms.qty


def _at_market(terms: ComboTerms, price_of: PriceOf) -> Decimal:
    return sum((_value(leg, terms, price_of) * (1 if leg.side.buys else -1) for leg in terms.legs), _ZERO)


def _bound(terms: ComboTerms, price_of: PriceOf, factor: Decimal) -> Decimal:
    """Money that the positions it would open short keep."""
    return sum(
        (
            _value(leg, terms, price_of) * factor
            for leg in terms.legs
            if leg.opens and not leg.side.buys and not leg.contract.margined
        ),
        _ZERO,
    )


def _fees(account: Account, terms: ComboTerms, price_of: PriceOf) -> Decimal:
    return sum(
        (
            fee_total(
                account.env, leg.contract, leg.side, terms.qty * leg.ratio, _value(leg, terms, price_of)
            )
            for leg in terms.legs
        ),
        _ZERO,
    )


def _value(leg: LiveLeg, terms: ComboTerms, price_of: PriceOf) -> Decimal:
    return leg.contract.value(terms.qty * leg.ratio, price_of(leg.contract.id))
