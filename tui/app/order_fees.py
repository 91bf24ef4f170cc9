"""What orders cost, asked for when their fills are looked at; only real accounts have an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeVar

from tui.client.errors import ClientError
from tui.domain.accounts import Account, Env
from tui.domain.fees import OrderFee
from tui.state.store import Store
from tui.wire.errors import WireError

if TYPE_CHECKING:
    from tui.wire.messages.base import Request

_log = logging.getLogger(__name__)

R = TypeVar("R")

GATHER_S = 3.0
"""How long fills are gathered before their fees are asked for: OpenD answers ten times in 30 s."""
MOST = 400


class FeesPort(Protocol):
    """What is needed of the engine."""

    @property
    def store(self) -> Store:
        """What is known."""

    async def ask(self, request: Request[R]) -> R:
        """Ask with a user's urgency."""


class OrderFees:
    """Keeps fees by account and order; an order is asked for anew when more of it was filled."""

    def __init__(self, engine: FeesPort, *, gather_s: float = GATHER_S) -> None:
        self._engine = engine
        self._gather_s = gather_s
        self._told: dict[tuple[int, str], OrderFee] = {}
        self._asked: dict[tuple[int, str], Decimal] = {}
        """How much of each order was filled when its fees were asked for."""
        self._refused: set[tuple[int, str]] = set()
        """Asked for again together with the next."""
        self._reading = False

    def of(self, acc_id: int, order_id: str) -> OrderFee | None:
        """Return what an order cost, as far as it was told."""
        return self._told.get((acc_id, order_id))

    def due(self, acc_ids: Iterable[int]) -> bool:
        """Whether there is something to ask for, and nobody is doing so."""
        return not self._reading and any(self._unasked(account) for account in self._real(acc_ids))

    async def read(self, acc_ids: Iterable[int], on_change: Callable[[], None]) -> None:
        """Ask for all that is due, one request an account; what is refused is asked for at the next fill."""
        self._reading = True
        try:
            await asyncio.sleep(self._gather_s)
            for account in self._real(acc_ids):
                await self._ask(account)
        finally:
            self._reading = False
        on_change()

    async def _ask(self, account: Account) -> None:
        from tui.client.portfolio import header_of
        from tui.wire.messages.trade_extras import GetOrderFees

        due = self._unasked(account)
        if not due:
            return
        again = (order_id for acc_id, order_id in sorted(self._refused) if acc_id == account.acc_id)
        ids = tuple(dict.fromkeys((*due, *again)))[:MOST]
        keys = {(account.acc_id, order_id) for order_id in ids}
        self._asked |= {(account.acc_id, order_id): due[order_id] for order_id in ids if order_id in due}
        self._refused -= keys
        try:
            told = await self._engine.ask(GetOrderFees(header_of(account), ids))
        except (ClientError, WireError) as error:
            _log.info("Fees not known: %s", error)
            self._refused |= keys
            return
        self._told |= {(account.acc_id, fee.order_id): fee for fee in told}

    def _unasked(self, account: Account) -> dict[str, Decimal]:
        """Return the orders with more filled than when they were asked for, and how much that is."""
        filled: dict[str, Decimal] = {}
        for fill in self._engine.store.fills(account.acc_id):
            filled[fill.order_id] = filled.get(fill.order_id, Decimal(0)) + fill.qty
        return {
            order_id: qty
            for order_id, qty in filled.items()
            if order_id and self._asked.get((account.acc_id, order_id)) != qty
        }

    def _real(self, acc_ids: Iterable[int]) -> list[Account]:
        known = (self._engine.store.account(acc_id) for acc_id in acc_ids)
        return [account for account in known if account is not None and account.env is Env.REAL]
