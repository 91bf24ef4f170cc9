"""In which hours of a US trading day an order may fill: what may be asked for. Pure.

The simulated market is one long session, so an accepted one only shows on the order.
"""

from __future__ import annotations

from tui.domain.accounts import Account, AccountType, Env
from tui.domain.markets import Market
from tui.domain.orders import OrderType, TimeInForce, TradeSession
from tui.sim.refusal import RefusalError
from tui.sim.trading.conditions import BECOMES
from tui.sim.trading.contract import Contract

_OVERNIGHT = frozenset({TradeSession.ALL, TradeSession.OVERNIGHT})
_LIFETIMES = (TimeInForce.DAY, TimeInForce.GTC)


def session_for(contract: Contract, asked: TradeSession, outside_rth: bool) -> TradeSession:
    """Return the session an order is for; the old flag counts when none is named, in the US only."""
    if asked is TradeSession.NONE and outside_rth and _has_sessions(contract):
        return TradeSession.ETH
    return asked


def check_session(
    account: Account, contract: Contract, order_type: OrderType, tif: TimeInForce, session: TradeSession
) -> None:
    """Refuse hours that the market, the account, the order type or its lifetime does not have."""
    if session is TradeSession.UNKNOWN:
        raise RefusalError("The session of an order must be RTH, ETH, OVERNIGHT or ALL, or not given.")
    if session is TradeSession.NONE:
        return
    if not _has_sessions(contract):
        raise RefusalError(
            f"Session {session.name} is for US stocks and options only: give none for {contract.id}."
        )
    if not session.extended:
        return
    _check_account(account, session)
    if not _limited(order_type, session):
        raise RefusalError(
            f"Session {session.name} takes limit orders only, not {order_type.name}: use LIMIT, or RTH."
        )
    if tif not in _LIFETIMES:
        raise RefusalError(f"Session {session.name} does not take time in force {tif.name}: use DAY, GTC.")


def _has_sessions(contract: Contract) -> bool:
    return contract.id.market is Market.US and contract.kind != "future"


def _check_account(account: Account, session: TradeSession) -> None:
    if account.env is not Env.PAPER:
        return
    if session in _OVERNIGHT:
        raise RefusalError(f"A paper account does not trade overnight: session {session.name} is refused.")
    if account.type is not AccountType.MARGIN:
        raise RefusalError(
            f"Paper account {account.acc_id} trades in regular hours only: session {session.name} is refused."
        )


def _limited(order_type: OrderType, session: TradeSession) -> bool:
    """Whether the order trades at its limit; overnight no order is held until a trigger either."""
    sent_as = order_type if session in _OVERNIGHT else BECOMES.get(order_type, order_type)
    return sent_as is OrderType.LIMIT
