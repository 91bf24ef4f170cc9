"""What an order asks for, in words: its type, price, condition and life."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tui.app.ticket_form import TicketForm
from tui.domain.decimals import price_text
from tui.domain.orders import Order, OrderType, TimeInForce, TradeSession, Trail, TrailType
from tui.domain.ticks import Ladder
from tui.state.words import ORDER_TYPES, SESSIONS

_T = OrderType


def terms_of(form: TicketForm) -> str:
    """Write the terms of a ticket: `at 400.0`, `at market once 395.0 is touched`."""
    return terms_text(form.type, form.limit, form.stop, form.trail, form.ladder)


def terms_of_order(order: Order, ladder: Ladder | None) -> str:
    """Write the terms of an order at the broker."""
    return terms_text(order.type, order.price, order.trigger_price, order.trail, ladder)


def terms_text(
    kind: OrderType,
    price: Decimal | None,
    trigger: Decimal | None,
    trail: Trail | None,
    ladder: Ladder | None,
) -> str:
    """Write at what price an order trades, and when."""
    at, when = _exact(price, ladder), _exact(trigger, ladder)
    if kind is _T.LIMIT:
        return f"at {at}"
    if kind in (_T.STOP, _T.STOP_LIMIT):
        return f"{'at market' if kind is _T.STOP else f'at {at}'} once {when} is passed (stop)"
    if kind in (_T.MARKET_IF_TOUCHED, _T.LIMIT_IF_TOUCHED):
        return f"{'at market' if kind is _T.MARKET_IF_TOUCHED else f'at {at}'} once {when} is touched"
    if kind.trails:
        return f"{_trailing(kind, trail)}"
    return f"at {ORDER_TYPES[kind]} {at}" if kind.needs_price else f"at {ORDER_TYPES[kind]}"


def trail_text(trail: Trail | None) -> str:
    """Write a distance: `5 %`, `0.2`."""
    if trail is None:
        return "-"
    return f"{trail.value.normalize():f}{' %' if trail.type is TrailType.RATIO else ''}"


def life_text(tif: TimeInForce, expires_on: date | None, session: TradeSession) -> str:
    """Write how long an order lives and in which session, as a tail of the sentence; nothing for the day."""
    lives = {TimeInForce.GTC: ", good till cancelled", TimeInForce.IOC: ", at once or not at all"}
    life = f", good till {expires_on or '-'}" if tif is TimeInForce.GTD else lives.get(tif, "")
    return life if session is TradeSession.NONE else f"{life}, {SESSIONS[session]} session"


def _trailing(kind: OrderType, trail: Trail | None) -> str:
    distance = f"trailing {trail_text(trail)} behind the market"
    if kind is _T.TRAILING_STOP:
        return f"at market, {distance}"
    spread = "-" if trail is None or trail.spread is None else f"{trail.spread.normalize():f}"
    return f"at a limit {spread} from the trigger, {distance}"


def _exact(price: Decimal | None, ladder: Ladder | None) -> str:
    return price_text(price, None if price is None or ladder is None else ladder.tick_up(price))
