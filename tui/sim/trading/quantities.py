"""How much one order may carry. Pure."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.accounts import Account, Env
from tui.domain.markets import Market
from tui.domain.orders import Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.contract import Contract
from tui.sim.trading.ledger import Ledger

MAX_LOTS_HK = 3000
MAX_CONTRACTS = 3000
"""Futures and options in one order at Futu HK."""
STAR_LEAST = 200
_MAX_STAR, _MAX_CHINEXT = 100_000, 300_000
_MAX_SHARES = {Market.US: 500_000, Market.SH: 1_000_000, Market.SZ: 1_000_000}
_MAX_VALUE = {Market.US: 5_000_000, Market.SH: 5_000_000, Market.SZ: 5_000_000}
"""In the currency of the market, one order of a real account at Futu HK."""


def check_quantity(contract: Contract, side: Side, qty: Decimal, filled: Decimal, ledger: Ledger) -> None:
    """Refuse fractions, odd lots and orders that are too large."""
    if qty <= 0 or qty != qty.to_integral_value():
        raise RefusalError("The quantity must be a positive whole number.")
    if qty < filled:
        raise RefusalError(f"The quantity cannot be less than the {filled:f} that are filled.")
    if contract.star:
        _check_star(contract, side, qty, ledger)
    elif qty % contract.lot and not _sells_odd_rest(contract, side, qty, ledger):
        raise RefusalError(f"The quantity must be a multiple of the lot size {contract.lot}.")
    most = most_at_once(contract)
    if most is not None and qty > most:
        raise RefusalError(f"The quantity is more than one order may carry: {most} at most.")


def check_value(account: Account, contract: Contract, qty: Decimal, price: Decimal) -> None:
    """Refuse an order that is worth more than the broker takes at once."""
    most = _MAX_VALUE.get(contract.id.market)
    if account.env is Env.PAPER or contract.kind != "stock" or most is None:
        return
    if contract.value(qty, price) > most:
        raise RefusalError(
            f"The order is worth more than one order may carry: {most:,} {contract.currency.name} at most."
        )


def most_at_once(contract: Contract) -> int | None:
    """Return the largest quantity of one order."""
    if contract.kind != "stock":
        return MAX_CONTRACTS if contract.id.market is Market.HK else None
    if contract.id.market is Market.HK:
        return MAX_LOTS_HK * contract.lot
    if contract.star:
        return _MAX_STAR
    return _MAX_CHINEXT if contract.chinext else _MAX_SHARES.get(contract.id.market)


def _check_star(contract: Contract, side: Side, qty: Decimal, ledger: Ledger) -> None:
    if qty >= STAR_LEAST or (side is Side.SELL and qty == ledger.qty(contract.id)):
        return
    raise RefusalError(f"STAR shares are traded {STAR_LEAST} at least, or all of a smaller holding.")


def _sells_odd_rest(contract: Contract, side: Side, qty: Decimal, ledger: Ledger) -> bool:
    """Mainland shares: the odd part of a holding may be sold, in one order."""
    held = ledger.qty(contract.id)
    odd = held % contract.lot
    return contract.a_share and side is Side.SELL and held > 0 and qty % contract.lot == odd
