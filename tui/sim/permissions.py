"""What an account may do with a security: order types, lifetimes, operations, shorting."""

from __future__ import annotations

from tui.domain.accounts import Account, Env
from tui.domain.markets import Market
from tui.domain.orders import ModifyOp, OrderType, TimeInForce
from tui.sim.contract import Contract

_PLAIN = (OrderType.LIMIT, OrderType.MARKET)
_HK_REAL = (
    OrderType.LIMIT,
    OrderType.MARKET,
    OrderType.ABSOLUTE_LIMIT,
    OrderType.SPECIAL_LIMIT,
    OrderType.SPECIAL_LIMIT_ALL,
)


def order_types(account: Account, contract: Contract) -> tuple[OrderType, ...]:
    """Return the order types this account may use for this security."""
    if account.env is Env.PAPER or contract.margined:
        return _PLAIN
    if contract.a_share:
        return (OrderType.LIMIT,)
    return _HK_REAL if contract.id.market is Market.HK else _PLAIN


def lifetimes(account: Account, contract: Contract, order_type: OrderType) -> tuple[TimeInForce, ...]:
    """Return the times in force such an order may carry."""
    if account.env is Env.PAPER or order_type is not OrderType.LIMIT or contract.a_share:
        return (TimeInForce.DAY,)
    return (TimeInForce.DAY, TimeInForce.GTC)


def operations(account: Account, contract: Contract) -> tuple[ModifyOp, ...]:
    """Return what may be asked of a placed order."""
    if account.env is Env.PAPER:
        return (ModifyOp.AMEND, ModifyOp.CANCEL)
    if contract.margined:
        return (ModifyOp.AMEND, ModifyOp.CANCEL, ModifyOp.DELETE)
    if contract.a_share:
        return (ModifyOp.CANCEL,)
    if contract.id.market is Market.HK:
        return (ModifyOp.AMEND, ModifyOp.CANCEL, ModifyOp.DISABLE, ModifyOp.ENABLE, ModifyOp.DELETE)
    return (ModifyOp.AMEND, ModifyOp.CANCEL)


def may_short(account: Account, contract: Contract) -> bool:
    """Whether a sale while flat opens a short position instead of being refused."""
    return contract.margined or (account.env is Env.PAPER and contract.id.market is Market.US)
