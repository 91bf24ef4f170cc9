"""Withdrawing many orders at once: which ones, and what has become of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.orders import Order, Side


@dataclass(frozen=True, slots=True)
class Scope:
    """Which working orders are meant: all of these accounts that fit everything given.

    Those of the moment it is asked for; with `lock` also what comes until all is over.
    """

    accounts: tuple[tuple[Env, int], ...]
    side: Side | None = None
    id: SecurityId | None = None
    price: Decimal | None = None
    order_ids: tuple[str, ...] = ()
    """Only these, when there are any."""
    lock: bool = False
    """The kill switch: disarm, and let nothing be sent from these accounts until the lock is released."""
    is_locked: bool = False
    """With `lock`: whether the lock is written already."""
    lock_all: bool = False
    """With `lock`: nothing from any other account either."""
    how: str = ""
    """What asked for it, for the journal and whoever finds trading locked: `Ctrl+K twice`."""

    @property
    def everything(self) -> bool:
        """Whether all orders of the accounts are meant, so that one request may do."""
        return self.side is None and self.id is None and self.price is None and not self.order_ids

    def covers(self, order: Order) -> bool:
        """Whether a working order is meant."""
        return (
            (order.env, order.acc_id) in self.accounts
            and not order.status.terminal
            and (self.side is None or order.side.buys is self.side.buys)
            and (self.id is None or order.id == self.id)
            and (self.price is None or order.price == self.price)
            and (not self.order_ids or order.order_id in self.order_ids)
        )


class Fate(Enum):
    """What has become of one order that is to be withdrawn."""

    WAITING = "waiting"
    """Its cancel was not sent yet."""
    SENT = "sent"
    CANCELLED = "cancelled"
    """The broker lists it as over, with less than all of it filled."""
    FILLED = "filled"
    """It was filled before the cancel came."""
    LIVE = "still live"
    """The cancel was refused, or had no effect until we gave up."""
    UNKNOWN = "unknown"
    """Whether it is live cannot be said: nobody answers."""


@dataclass(frozen=True, slots=True)
class OrderFate:
    """One order of a withdrawal."""

    order: Order
    fate: Fate
    text: str = ""
    """The broker's word on it, if it said any."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How far a withdrawal is; the last one told is its result."""

    orders: tuple[OrderFate, ...] = ()
    next_in_s: float | None = None
    """How long OpenD's limits hold the next cancel back; None when nothing waits for that."""
    over: bool = False
    trouble: str = ""
    """Why some of it may not have been done: the list could not be read, the link is down."""

    def count(self, *fates: Fate) -> int:
        """Return how many orders met one of these fates."""
        return sum(one.fate in fates for one in self.orders)

    @property
    def confirmed(self) -> bool:
        """Whether it is certain that none of the orders is live any more."""
        return self.over and not self.trouble and self.count(Fate.CANCELLED, Fate.FILLED) == len(self.orders)
