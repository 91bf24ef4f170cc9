"""Orders read before a request about them is sent: a failure here changes nothing at the broker."""

from __future__ import annotations

from tui.domain.accounts import Account
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.orders import Order
from tui.trading.headers import account_header
from tui.trading.port import NoAnswerError, NotSentError, OrderPort
from tui.wire.errors import WireError
from tui.wire.messages.trade import Filter, GetOrders


async def find_order(port: OrderPort, account: Account, order_id: str) -> Order | Outcome:
    """Return one order of today, or why nothing can be done about it."""
    orders = await _ask(port, GetOrders(account_header(account), Filter(order_ids=(order_id,))))
    if isinstance(orders, Outcome):
        return orders
    found = next((order for order in orders if order.order_id == order_id), None)
    if found is None:
        return rejected(f"the account has no order {order_id} today: read the list and choose again")
    return found


async def working_orders(port: OrderPort, account: Account) -> tuple[Order, ...] | Outcome:
    """Return the orders of an account that may still trade, or why they are not known."""
    orders = await _ask(port, GetOrders(account_header(account)))
    if isinstance(orders, Outcome):
        return orders
    return tuple(order for order in orders if not order.status.terminal)


def rejected(text: str, wait_s: float | None = None) -> Outcome:
    """Return the outcome of what was not sent, or refused."""
    return Outcome(OutcomeKind.REJECTED, text=text, wait_s=wait_s)


async def _ask(port: OrderPort, request: GetOrders) -> tuple[Order, ...] | Outcome:
    try:
        return await port.request(request)
    except (NotSentError, NoAnswerError, WireError) as error:
        return rejected(f"nothing was sent: the orders could not be read: {error}")
