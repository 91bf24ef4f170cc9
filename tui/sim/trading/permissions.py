"""What an account may do with a security: order types, lifetimes, operations, shorting."""

from __future__ import annotations

from tui.domain.accounts import Account, AccountType, Env, PaperKind
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import ModifyOp, OrderType, TimeInForce
from tui.sim.trading.contract import Contract

_T = OrderType
_PLAIN = (_T.LIMIT, _T.MARKET)
_LIMIT_CONDITIONS = (_T.STOP_LIMIT, _T.LIMIT_IF_TOUCHED, _T.TRAILING_STOP_LIMIT)
_CONDITIONS = (
    _T.STOP,
    _T.STOP_LIMIT,
    _T.MARKET_IF_TOUCHED,
    _T.LIMIT_IF_TOUCHED,
    _T.TRAILING_STOP,
    _T.TRAILING_STOP_LIMIT,
)
_AUCTIONS = (_T.AUCTION, _T.AUCTION_LIMIT)
_HK_STOCK = (
    *_PLAIN,
    _T.ABSOLUTE_LIMIT,
    *_AUCTIONS,
    _T.SPECIAL_LIMIT,
    _T.SPECIAL_LIMIT_ALL,
    *_CONDITIONS,
)
_REAL: dict[tuple[Market, str], tuple[OrderType, ...]] = {
    (Market.HK, "stock"): _HK_STOCK,
    (Market.HK, "option"): (_T.LIMIT, *_LIMIT_CONDITIONS),
    (Market.HK, "future"): (*_PLAIN, _T.AUCTION, *_CONDITIONS),
    (Market.US, "stock"): (*_PLAIN, *_CONDITIONS),
    (Market.US, "option"): (*_PLAIN, *_CONDITIONS),
    (Market.US, "future"): (*_PLAIN, *_CONDITIONS),
    (Market.SG, "future"): (*_PLAIN, *_CONDITIONS),
    (Market.JP, "future"): (*_PLAIN, *_CONDITIONS),
    (Market.SH, "stock"): (_T.LIMIT, *_LIMIT_CONDITIONS),
    (Market.SZ, "stock"): (_T.LIMIT, *_LIMIT_CONDITIONS),
}
_DAY_ONLY = frozenset({_T.MARKET, _T.SPECIAL_LIMIT, _T.SPECIAL_LIMIT_ALL, *_AUCTIONS})
_KINDS = {
    PaperKind.STOCK: frozenset({"stock"}),
    PaperKind.OPTION: frozenset({"option"}),
    PaperKind.FUTURES: frozenset({"future", "option"}),
}
"""What single paper accounts trade; those without a row trade all their markets have."""
COMBO_OPERATIONS = (ModifyOp.AMEND, ModifyOp.CANCEL)
_LENT = frozenset({SecurityType.STOCK, SecurityType.ETF})


def trades_kind(account: Account, contract: Contract) -> bool:
    """Whether this kind of product is for this account, once its market is."""
    kinds = _KINDS.get(account.paper_kind) if account.env is Env.PAPER else None
    return kinds is None or contract.kind in kinds


def order_types(account: Account, contract: Contract) -> tuple[OrderType, ...]:
    """Return the order types this account may use for this security."""
    if account.env is Env.PAPER:
        return _PLAIN
    return _REAL.get((contract.id.market, contract.kind), (_T.LIMIT,))


def lifetimes(account: Account, contract: Contract, order_type: OrderType) -> tuple[TimeInForce, ...]:
    """Return the times in force such an order may carry."""
    us_market = order_type is _T.MARKET and contract.id.market is Market.US and not contract.margined
    if account.env is Env.PAPER or (order_type in _DAY_ONLY and not us_market):
        return (TimeInForce.DAY,)
    return (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD)


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
    if contract.kind != "stock":
        return True
    return contract.id.market is Market.US and contract.type in _LENT and account.type is AccountType.MARGIN
