"""OpenD as the order path sees it: failures named as the desk knows them, and complete reads of orders."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol, TypeVar

from tui.client.errors import ClientError, HeldBackError, NotConnectedError
from tui.client.governor import Urgency
from tui.client.session import Session
from tui.domain.accounts import Account, Env
from tui.domain.orders import Order
from tui.trading.headers import account_header
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.trade import Filter, GetHistoryOrders, GetOrders

R = TypeVar("R")


class Requester(Protocol):
    """A session or a link."""

    async def request(self, request: Request[R]) -> R:
        """Send and wait for the answer."""
        ...

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        """Send an order request once and wait for the answer."""
        ...


class ClientPort:
    """Gives the order desk a session or a link, with failures named as the desk knows them."""

    def __init__(self, requester: Requester) -> None:
        self._requester = requester

    async def request(self, request: Request[R]) -> R:
        """Send a question and return its answer."""
        return await translated(self._requester.request(request))

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        """Send an order request once and return its answer."""
        return await translated(self._requester.request_order(build))


class SessionBroker:
    """Reads an account's orders completely, past OpenD's own memory of them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def todays_orders(self, *, env: Env, acc_id: int) -> tuple[Order, ...]:
        """Return open orders and those of today as the broker has them, and tell the store."""
        self._account(env, acc_id)
        # OpenD's own list may lack what it has had no answer about either: the broker's is asked for.
        orders = await translated(self._session.read_orders(acc_id, refresh=True))
        if orders is None:
            raise NotSentError(_unlisted(acc_id))
        return orders

    async def past_orders(
        self, *, env: Env, acc_id: int, begin: datetime, end: datetime
    ) -> tuple[Order, ...]:
        """Return the orders of some days."""
        period = Filter(begin=f"{begin:%Y-%m-%d} 00:00:00", end=f"{end:%Y-%m-%d} 00:00:00")
        header = account_header(self._account(env, acc_id))
        return await translated(self._session.request(GetHistoryOrders(header, period)))

    async def known_orders(
        self, acc_id: int, fresh: bool, *, background: bool = False
    ) -> tuple[Order, ...] | None:
        """Return today's orders, None for an unlisted account; OpenD's own list when limits are used up."""
        account = next((one for one in self._session.accounts if one.acc_id == acc_id), None)
        if account is not None and fresh:
            fresh = self._session.wait_s(GetOrders(account_header(account), refresh=True)) <= 0
        urgency = Urgency.BACKGROUND if background else Urgency.USER
        return await translated(self._session.read_orders(acc_id, refresh=fresh, early=True, urgency=urgency))

    def _account(self, env: Env, acc_id: int) -> Account:
        account = next((one for one in self._session.accounts if one.acc_id == acc_id), None)
        if account is None:
            raise NotSentError(_unlisted(acc_id))
        if account.env is not env:
            raise NotSentError(f"account {acc_id} is {account.env.name} there, not {env.name}")
        return account


async def translated(answer: Coroutine[Any, Any, R]) -> R:
    """Return an answer of the client; its failures say whether anything was sent."""
    try:
        return await answer
    except HeldBackError as error:
        raise NotSentError(str(error), error.wait_s) from error
    except NotConnectedError as error:
        raise NotSentError(str(error)) from error
    except ClientError as error:
        raise NoAnswerError(str(error)) from error


def _unlisted(acc_id: int) -> str:
    return f"this OpenD lists no account {acc_id}: log in to it with the user who has it"
