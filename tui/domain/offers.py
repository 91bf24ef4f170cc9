"""What a ticket may offer: the order types, lives and sessions that the rules will let pass."""

from __future__ import annotations

from datetime import datetime

from tui.domain.accounts import Env
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState
from tui.domain.orders import OrderType, TimeInForce, TradeSession
from tui.domain.rules_session import why_not_session
from tui.domain.rules_tif import why_not_tif
from tui.domain.rules_types import type_finding, types_of


def order_types_for(
    env: Env, instrument: Instrument, state: MarketState | None = None, now: datetime | None = None
) -> tuple[OrderType, ...]:
    """Return the order types that are legal now; without state and clock, those of any time of the day."""
    legal = sorted(types_of(env, instrument))
    return tuple(kind for kind in legal if type_finding(env, instrument, kind, state, now) is None)


def closed_types_for(
    env: Env, instrument: Instrument, state: MarketState | None = None, now: datetime | None = None
) -> tuple[tuple[OrderType, str], ...]:
    """Return the order types of the security that are not taken now, each with the cause."""
    legal = sorted(types_of(env, instrument))
    found = ((kind, type_finding(env, instrument, kind, state, now)) for kind in legal)
    return tuple((kind, finding.cause) for kind, finding in found if finding is not None)


def tifs_for(env: Env, instrument: Instrument, kind: OrderType) -> tuple[TimeInForce, ...]:
    """Return how long an order of a type may live, the day first."""
    lives = (TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD, TimeInForce.IOC)
    return tuple(tif for tif in lives if not why_not_tif(env, instrument, kind, tif))


def sessions_for(env: Env, instrument: Instrument, kind: OrderType) -> tuple[TradeSession, ...]:
    """Return the sessions an order of a type may be for; only NONE where the market has no sessions."""
    sessions = (
        TradeSession.NONE,
        TradeSession.RTH,
        TradeSession.ETH,
        TradeSession.OVERNIGHT,
        TradeSession.ALL,
    )
    return tuple(one for one in sessions if not why_not_session(env, instrument, kind, one))
