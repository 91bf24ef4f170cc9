"""The wire end of the order path: makes the order requests and sends each of them exactly once.

Nothing but the desk may use this: a test parses the tree.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from tui.domain.accounts import Account
from tui.domain.combos import ComboIntent
from tui.domain.intents import AmendIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp
from tui.trading.headers import account_header, place_header
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import ModifyOrder, OrderReply, PlaceOrder
from tui.wire.messages.trade_extras import PlaceComboOrder

_log = logging.getLogger(__name__)

Build = Callable[[PacketId], Request[OrderReply]]
"""Makes an order request from its anti-replay stamp."""

_REFUSALS = frozenset({-1, -500})
"""RetType numbers by which OpenD says no; by all others (-100, -200, -400) it does not know either."""


async def send(port: OrderPort, build: Build) -> Outcome:
    """Send one order request once and return how that ended; NotSentError when nothing left."""
    try:
        reply = await port.request_order(build)
    except NotSentError:
        raise
    except RefusedError as error:
        kind = OutcomeKind.REJECTED if error.ret_type in _REFUSALS else OutcomeKind.UNKNOWN
        return Outcome(kind, text=str(error))
    except NoAnswerError as error:
        return Outcome(OutcomeKind.UNKNOWN, text=str(error))
    except BodyError as error:
        return Outcome(OutcomeKind.UNKNOWN, text=f"the answer cannot be read: {error}")
    except Exception as error:  # noqa: BLE001
        # The isolation point of the order path: whatever fails here may have failed after the sending.
        _log.exception("An order request failed")
        return Outcome(OutcomeKind.UNKNOWN, text=f"internal error: {type(error).__name__}")
    return Outcome(OutcomeKind.ACCEPTED, order_id=reply.order_id)


def new_order(intent: OrderIntent, account: Account) -> Build:
    """Return what places an order."""
    header = place_header(intent.id, account)
    return lambda packet: PlaceOrder(
        packet=packet,
        header=header,
        id=intent.id,
        side=intent.side,
        type=intent.type,
        qty=intent.qty,
        price=intent.price,
        tif=intent.tif,
        remark=intent.remark,
        trigger_price=intent.trigger_price,
        trail=intent.trail,
        expires_on=intent.expires_on,
        session=intent.session,
    )


def new_combo(intent: ComboIntent, account: Account) -> Build:
    """Return what places a combined order."""
    header = place_header(intent.legs[0].id, account)
    return lambda packet: PlaceComboOrder(
        packet=packet,
        header=header,
        legs=intent.legs,
        type=intent.type,
        qty=intent.qty,
        price=intent.price,
        tif=intent.tif,
        remark=intent.remark,
    )


def new_terms(intent: AmendIntent, account: Account) -> Build:
    """Return what changes a working order."""
    header, trail = account_header(account), intent.trail
    return lambda packet: ModifyOrder(
        packet,
        header,
        ModifyOp.AMEND,
        intent.order_id,
        qty=intent.qty,
        price=intent.price,
        trigger_price=intent.trigger_price,
        trail_type=None if trail is None else trail.type,
        trail_value=None if trail is None else trail.value,
        trail_spread=None if trail is None else trail.spread,
    )


def withdrawal(order_id: str, account: Account) -> Build:
    """Return what withdraws one order."""
    header = account_header(account)
    return lambda packet: ModifyOrder(packet, header, ModifyOp.CANCEL, order_id)


def withdrawal_of_all(account: Account, market: TradeMarket = TradeMarket.UNKNOWN) -> Build:
    """Return what withdraws every order of an account, or those in one market."""
    header = account_header(account)
    return lambda packet: ModifyOrder(packet, header, ModifyOp.CANCEL, everything=True, market=market)
