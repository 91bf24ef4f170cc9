"""Everything the broker keeps of one account: its ledger, today's orders and fills, and the past."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tui.domain.accounts import Account, Env
from tui.domain.orders import Fill, Order, OrderStatus
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import AccountSpec
from tui.sim.trading.cashbook import CashBook
from tui.sim.trading.ledger import Ledger
from tui.sim.trading.orders import LiveOrder, Stage

_LISTED_FOR = timedelta(hours=24)
"""A finished order stays in the current list for a day."""


class AccountBooks:
    """One account of the simulated user."""

    def __init__(self, spec: AccountSpec) -> None:
        self.spec = spec
        self.ledger = Ledger(spec)
        self.live: dict[str, LiveOrder] = {}
        """By order id, oldest first; finished ones included."""
        self.fills: list[Fill] = []
        self.cashbook = CashBook()
        self.past_orders: tuple[Order, ...] = ()
        """Finished before the simulator was started."""
        self.past_fills: tuple[Fill, ...] = ()

    @property
    def account(self) -> Account:
        """The account as reported."""
        return self.spec.account

    @property
    def paper(self) -> bool:
        """Whether it is a paper account."""
        return self.account.env is Env.PAPER

    def find(self, order_id: str) -> LiveOrder:
        """Return an order of this run by its text id, or its number as text; refuse any other id."""
        live = self.live.get(order_id)
        if live is None and order_id.isdecimal():
            live = next((one for one in self.live.values() if str(one.order.number) == order_id), None)
        if live is None:
            raise RefusalError(f"Account {self.account.acc_id} has no order {order_id or 'without an id'}.")
        return live

    def open_orders(self) -> Iterator[LiveOrder]:
        """Yield what is not finished, oldest first."""
        return (live for live in self.live.values() if live.stage is not Stage.DONE)

    def current_orders(self, now: datetime) -> tuple[Order, ...]:
        """Return open orders and those finished within a day, newest first; hidden ones left out."""
        return tuple(
            live.order
            for live in reversed(self.live.values())
            if live.order.status is not OrderStatus.DELETED
            and (live.stage is not Stage.DONE or _since(live.order.updated_at, now) < _LISTED_FOR)
        )

    def current_fills(self, now: datetime) -> tuple[Fill, ...]:
        """Return the fills of the last day, newest first."""
        return tuple(fill for fill in reversed(self.fills) if _since(fill.at, now) < _LISTED_FOR)

    def finished_orders(self) -> tuple[Order, ...]:
        """Return every finished order, newest first."""
        finished = [
            live.order
            for live in reversed(self.live.values())
            if live.stage is Stage.DONE and live.order.status is not OrderStatus.DELETED
        ]
        return (*finished, *self.past_orders)

    def all_fills(self) -> tuple[Fill, ...]:
        """Return every fill, newest first."""
        return (*reversed(self.fills), *self.past_fills)


def _since(moment: datetime | None, now: datetime) -> timedelta:
    return timedelta(0) if moment is None else now - moment
