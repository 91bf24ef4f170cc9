"""How far from the market a price may be: what is refused, and what is held back for later. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from tui.domain.markets import Market
from tui.domain.orders import Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.contract import Contract
from tui.sim.trading.picture import Picture

TIMES = 9
"""Hong Kong takes no price of nine times the nominal one or more, nor a ninth of it or less."""
AGGRESSIVE_STEPS = 9
PASSIVE_STEPS = 24
CN_COLLAR = Decimal("0.97")
US_COLLAR = Decimal("0.40")
_CENT = Decimal("0.01")


def check_bands(contract: Contract, side: Side, price: Decimal, picture: Picture, *, opens: bool) -> None:
    """Refuse a limit price that exchange or broker would not take."""
    market = contract.id.market
    if contract.kind != "stock":
        return
    if market is Market.HK:
        _check_hk(contract, side, price, picture)
    elif contract.a_share:
        _check_cn(contract, side, price, picture)
    elif market is Market.US and opens and abs(price - picture.last) > picture.last * US_COLLAR:
        raise RefusalError(
            f"The price {price:f} is more than 40 % away from the market price {picture.last:f}."
        )


def held_back(contract: Contract, side: Side, price: Decimal, picture: Picture) -> str:
    """Say why a Hong Kong order waits at the broker until the market is nearer; empty when it need not."""
    if contract.kind != "stock" or contract.id.market is not Market.HK:
        return ""
    bid, ask, ladder = picture.book.best_bid, picture.book.best_ask, contract.ladder
    if side.buys:
        if bid is None or price >= ladder.down(bid, PASSIVE_STEPS):
            return ""
        return f"More than {PASSIVE_STEPS} steps below the best bid {bid:f}: held until it is nearer."
    if ask is None or price <= ladder.up(ask, PASSIVE_STEPS):
        return ""
    return f"More than {PASSIVE_STEPS} steps above the best ask {ask:f}: held until it is nearer."


def daily_limits(contract: Contract, prev_close: Decimal) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest price of a mainland share today."""
    share = Decimal("0.20") if contract.star or contract.chinext else Decimal("0.10")
    low, high = (prev_close * (1 + sign * share) for sign in (-1, 1))
    return low.quantize(_CENT, ROUND_HALF_UP), high.quantize(_CENT, ROUND_HALF_UP)


def _check_hk(contract: Contract, side: Side, price: Decimal, picture: Picture) -> None:
    nominal, ladder = picture.last, contract.ladder
    if not nominal < price * TIMES < nominal * TIMES * TIMES:
        raise RefusalError(f"The price {price:f} is {TIMES} times away from the nominal price {nominal:f}.")
    bid, ask = picture.book.best_bid, picture.book.best_ask
    if side.buys and ask is not None and price > (highest := ladder.up(ask, AGGRESSIVE_STEPS)):
        raise RefusalError(
            f"The price {price:f} is more than {AGGRESSIVE_STEPS} steps above the best ask {ask:f}: "
            f"{highest:f} at most."
        )
    if not side.buys and bid is not None and price < (lowest := ladder.down(bid, AGGRESSIVE_STEPS)):
        raise RefusalError(
            f"The price {price:f} is more than {AGGRESSIVE_STEPS} steps below the best bid {bid:f}: "
            f"{lowest:f} at least."
        )


def _check_cn(contract: Contract, side: Side, price: Decimal, picture: Picture) -> None:
    low, high = daily_limits(contract, picture.prev_close)
    if not low <= price <= high:
        raise RefusalError(f"The price {price:f} is outside of today's limits {low:f} to {high:f}.")
    reference = picture.book.best_bid or picture.last
    if side.buys and price < reference * CN_COLLAR:
        raise RefusalError(
            f"The price {price:f} is more than 3 % below {reference:f}: Stock Connect takes no such purchase."
        )
