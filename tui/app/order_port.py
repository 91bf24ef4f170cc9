"""What the order panel needs of the engine."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from tui.domain.accounts import Env, MaxQuantities
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome
from tui.domain.orders import OrderType
from tui.domain.repeats import Repeat
from tui.state.store import Store


class OrderPort(Protocol):
    """The way of an order out of the face."""

    store: Store

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send one order; every end is an outcome."""

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change one order."""

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw one order."""

    async def max_quantities(
        self,
        env: Env,
        acc_id: int,
        id: SecurityId,
        type: OrderType,
        price: Decimal,
        order_id: str | None = None,
    ) -> MaxQuantities | None:
        """Ask how much could be traded at a price; None when OpenD does not say."""

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """Return for how long OpenD's rate limits would have an order, or a change of one, refused."""

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return the earlier order that this one would repeat, None when there is none."""
