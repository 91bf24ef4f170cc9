"""The cancels of one account: paced to OpenD's limits, each order's last try remembered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.intents import CancelIntent, Outcome, OutcomeKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import Order
from tui.domain.refusals import Cause, explain
from tui.trading.desk import Desk
from tui.trading.headers import takes_cancel_all

RETRY_S = 5.0
"""A cancel that was refused, or had no effect, is sent again after this time."""
CROWDED_S = 2.0
"""How long to stay away when OpenD says that others have used up its window."""
_LOCKED = ("unlock", "解锁", "解鎖")


@dataclass(frozen=True, slots=True)
class Room:
    """What OpenD's window for changes of an account has left."""

    free: int
    """Cancels that may be sent now."""
    next_in_s: float
    """When the next one may; 0 while some are free."""


@dataclass(slots=True)
class Try:
    """The last cancel of an order."""

    at: float
    outcome: Outcome | None = None
    """None while its answer is waited for."""


class Cancels:
    """Sends cancels of one account, for every run that wants some of its orders gone.

    Nothing is sent twice within `RETRY_S`, whoever asks, unless the lock that refused it was opened; to
    cancel an order twice does no harm.
    """

    def __init__(self, desk: Desk, env: Env, acc_id: int, room: Callable[[int], Room]) -> None:
        self.env = env
        self.acc_id = acc_id
        self.tries: dict[str, Try] = {}
        """By order id."""
        self.under_way: set[asyncio.Task[None]] = set()
        self.locked = ""
        """Why OpenD takes no cancel at all: its trading is locked. Empty while it does."""
        self._desk = desk
        self._room = room
        self._not_before = self._probe_at = 0.0
        """When OpenD's window has room again, and when to see whether its lock is open."""
        self._unlocked_at = float("-inf")
        self._swept: set[TradeMarket] = set()
        """Markets whose orders were all cancelled with one request: what is left there goes one by one."""

    def next_in_s(self, live: Sequence[Order], now: float) -> float | None:
        """Return how long the limits hold the next of these back; None when they hold nothing back."""
        if not self._due(live, now):
            return None
        room = self._room(self.acc_id)
        wait_s = max(self._resumes_at - now, 0.0 if room.free else room.next_in_s)
        return wait_s if wait_s > 0 else None

    def fire(self, live: Sequence[Order], how: str, now: float, *, everything: bool) -> None:
        """Send as many cancels of these as may go now: the untried ones first, then the largest.

        With `everything`, all orders of a market go with one request where OpenD takes that.
        """
        due = self._due(live, now)
        if not due or now < self._resumes_at:
            return
        free = self._room(self.acc_id).free
        if self.locked and free:
            # One is enough to see whether trading was unlocked; the window is kept for then.
            free = 1
            self._probe_at = now + RETRY_S
        if everything:
            for market in self._sweepable(due)[:free]:
                free -= 1
                self._swept.add(market)
                orders = [order for order in due if order.market is market]
                due = [order for order in due if order.market is not market]
                self._start(self._sweep(market, orders, how), orders, now)
        for order in due[:free]:
            self._start(self._cancel(order, how), (order,), now)

    def unlocked(self) -> None:
        """See at once whether OpenD, whose trading was just unlocked, takes now what its lock refused."""
        self._unlocked_at = asyncio.get_running_loop().time()
        self._probe_at = 0.0
        for order_id in [order_id for order_id, last in self.tries.items() if _met_the_lock(last.outcome)]:
            del self.tries[order_id]

    # ---- inner

    @property
    def _resumes_at(self) -> float:
        return max(self._not_before, self._probe_at)

    def _due(self, live: Iterable[Order], now: float) -> list[Order]:
        return sorted((order for order in live if self._is_due(order, now)), key=self._place)

    def _is_due(self, order: Order, now: float) -> bool:
        last = self.tries.get(order.order_id)
        return last is None or (last.outcome is not None and now - last.at >= RETRY_S)

    def _place(self, order: Order) -> tuple[bool, bool, Decimal]:
        """Untried before tried; without a price before with one; then the largest value first."""
        value = order.open_qty * (order.price or Decimal(0))
        return order.order_id in self.tries, order.price is not None, -value

    def _sweepable(self, due: Sequence[Order]) -> list[TradeMarket]:
        markets = dict.fromkeys(order.market for order in due if order.order_id not in self.tries)
        return [one for one in markets if takes_cancel_all(self.env, one) and one not in self._swept]

    def _start(self, work: Coroutine[None, None, None], orders: Iterable[Order], now: float) -> None:
        for order in orders:
            self.tries[order.order_id] = Try(now)
        task = asyncio.get_running_loop().create_task(work)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _cancel(self, order: Order, how: str) -> None:
        intent = CancelIntent(self.env, self.acc_id, order.order_id, how)
        self._answered((order,), await self._desk.cancel(intent))

    async def _sweep(self, market: TradeMarket, orders: Sequence[Order], how: str) -> None:
        outcome = await self._desk.cancel_market(env=self.env, acc_id=self.acc_id, market=market, how=how)
        self._answered(orders, outcome)
        if outcome.kind is OutcomeKind.REJECTED:
            for order in orders:
                self.tries.pop(order.order_id, None)
        if _met_the_lock(outcome):
            # That says nothing about whether the market takes such a request.
            self._swept.discard(market)

    def _answered(self, orders: Sequence[Order], outcome: Outcome) -> None:
        now = asyncio.get_running_loop().time()
        refused = outcome.kind is OutcomeKind.REJECTED
        crowded = refused and explain(outcome.text).cause is Cause.TOO_OFTEN
        if outcome.wait_s is not None or crowded:
            self._not_before = now + (CROWDED_S if outcome.wait_s is None else outcome.wait_s)
        # What was sent before the lock was opened may have met it all the same.
        crossed = _met_the_lock(outcome) and any(
            self.tries[order.order_id].at < self._unlocked_at for order in orders
        )
        for order in orders:
            if outcome.wait_s is not None or crowded or crossed:
                self.tries.pop(order.order_id, None)
            else:
                self.tries[order.order_id].outcome = outcome
        if _met_the_lock(outcome):
            self.locked = outcome.text
            if not crossed:
                self._probe_at = now + RETRY_S
        elif outcome.kind is OutcomeKind.ACCEPTED:
            self.locked = ""
            self._probe_at = 0.0


def _met_the_lock(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.kind is OutcomeKind.REJECTED and is_trade_lock(outcome.text)


def is_trade_lock(text: str) -> bool:
    """Whether a refusal says that trading is locked in OpenD, so that it takes no cancel either."""
    return any(word in text.lower() for word in _LOCKED)
