"""One account of a withdrawal: its orders, followed until the broker says that each of them is over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from tui.domain.accounts import Env
from tui.domain.intents import OutcomeKind, split_remark
from tui.domain.orders import Order, OrderStatus
from tui.domain.safety import Unresolved
from tui.domain.withdrawals import Fate, OrderFate, Scope
from tui.trading.cancels import Cancels, Room, Try
from tui.trading.handed import Handed
from tui.trading.meant import Meant
from tui.trading.port import NoAnswerError, NotSentError
from tui.wire.errors import WireError

READ_EVERY_S = 1.0
"""How often OpenD's own list is looked at while an order is not known to be over; pushes come sooner."""
FRESH_EVERY_S = 6.0
"""How often OpenD is made to ask the broker: half of the reads it allows are left to others."""
SETTLE_S = 1.0
"""The kill switch reads once more this long after all is over: an order sent just before it may show late."""
GIVE_UP_S = 60.0
"""How long an order may stay live with OpenD there, and nothing going forward, before we stop trying."""
STEP_S = 0.1
_FILLED = (OrderStatus.FILLED_ALL, OrderStatus.FILL_CANCELLED)
_UNLISTED = "the broker does not list it any more"
_NO_ID = "sent, and not seen at the broker yet: looked for by its tag"


class Broker(Protocol):
    """What is known of the orders of accounts, and how it is asked for again."""

    def orders(self, acc_id: int) -> Sequence[Order]:
        """Return the orders known now, ended ones too."""

    def on_their_way(self, acc_id: int) -> Sequence[Order]:
        """Return our orders that may be at the broker and have no id from there yet; their id is empty."""

    def unresolved(self, acc_id: int) -> Sequence[Unresolved]:
        """Return orders that may be at the broker and are none of those two: earlier runs sent them."""

    async def read(self, acc_id: int, *, fresh: bool) -> Sequence[Order] | None:
        """Have the list read into what is known, by OpenD from the broker when `fresh`, and return it.

        None when OpenD lists no such account; NotSentError, NoAnswerError, WireError.
        """

    def room(self, acc_id: int) -> Room:
        """Return how many cancels OpenD's limits let pass now, and when the next one."""


class Clearing:
    """Follows one account for one run; cancels are shared with the other runs on that account.

    Which orders are meant is settled when it is made: `Meant`.
    """

    def __init__(
        self, scope: Scope, env: Env, acc_id: int, broker: Broker, cancels: Cancels, handed: Handed
    ) -> None:
        self.trouble = ""
        """Why the account cannot be read."""
        self.over = False
        known = broker.orders(acc_id)
        self.tracked = {order.order_id: order for order in known if scope.covers(order)}
        """Every order that was ever meant, as known last."""
        self._meant = Meant(scope, known, handed)
        self._scope = scope
        self._env, self._acc_id = env, acc_id
        self._broker = broker
        self._cancels = cancels
        self._now = asyncio.get_running_loop().time
        self._began = self._moved = self._now()
        self._reading: asyncio.Task[None] | None = None
        self._read_at = self._fresh_at = float("-inf")
        """When the last read, and the last one that reached the broker, were asked for."""
        self._read_ok_at = float("-inf")
        """When the last read was asked for that was answered."""
        self._listed: frozenset[str] | None = None
        self._cleared_at: float | None = None
        """Since when nothing is known to be live."""
        self._unlisted_account = False

    async def run(self, locked: asyncio.Event, changed: asyncio.Event) -> None:
        """Cancel and look until all is over, or nothing more helps; `changed` is set at every step."""
        try:
            while True:
                self._look()
                # What a read has brought is followed before anything is concluded from it.
                self._follow()
                if self._is_done(locked.is_set()) or self._unlisted_account or self._is_stuck():
                    break
                self._cancels.fire(self._live(), self._scope.how, self._now(), everything=self._may_sweep())
                changed.set()
                await self._step()
        finally:
            self.over = True
            if self._reading is not None:
                self._reading.cancel()
            changed.set()

    @property
    def hindrance(self) -> str:
        """Why it goes on slowly, or not at all: the account cannot be read, OpenD takes no cancels."""
        return self.trouble or (self._cancels.locked if self._live() else _doubt(self._unresolved()))

    def fates(self) -> tuple[OrderFate, ...]:
        """Return what has become of each order by now."""
        known = [self._fate(order) for order in self.tracked.values()]
        return (*known, *(OrderFate(order, Fate.UNKNOWN, _NO_ID) for order in self._on_their_way()))

    def next_in_s(self) -> float | None:
        """Return how long OpenD's limits hold the next cancel back."""
        return None if self.over else self._cancels.next_in_s(self._live(), self._now())

    # ---- one step

    def _look(self) -> None:
        """Begin a read when one is due; cancels never wait for it."""
        now = self._now()
        if self._reading is not None and not self._reading.done():
            return
        since = self._cleared_at
        if since is not None:
            # Nothing is known to be live: what is wanted is the one read that proves it.
            due = self._read_ok_at < self._proof_from(since) <= now and now - self._read_at >= STEP_S * 5
        else:
            due = now - self._read_at >= READ_EVERY_S
        if due:
            fresh = since is not None or now - self._fresh_at >= FRESH_EVERY_S
            self._read_at = now
            self._fresh_at = now if fresh else self._fresh_at
            self._reading = asyncio.get_running_loop().create_task(self._read(now, fresh=fresh))

    async def _read(self, now: float, *, fresh: bool) -> None:
        try:
            orders = await self._broker.read(self._acc_id, fresh=fresh)
        except (NotSentError, NoAnswerError, WireError) as error:
            self.trouble = f"account {self._acc_id}: the orders cannot be read: {error}"
            self._moved = self._now()  # While nobody answers, giving up would end what may still work.
            return
        if orders is None:
            self.trouble = f"OpenD lists no account {self._acc_id}: nothing was cancelled there"
            self._unlisted_account = True
            return
        self.trouble = ""
        self._read_ok_at = now
        self._listed = frozenset(order.order_id for order in orders)

    def _follow(self) -> None:
        """Take what is known now; an order that appears, or is over, is a step forward."""
        for order in self._broker.orders(self._acc_id):
            before = self.tracked.get(order.order_id)
            if before is None and not self._meant.takes(order):
                continue
            if before is None or order.status.terminal is not before.status.terminal:
                self._moved = self._now()
            self.tracked[order.order_id] = order
        if self._read_ok_at > float("-inf"):
            self._meant.list_read()
        on_their_way, unresolved = self._on_their_way(), self._unresolved()
        self._meant.await_tags(split_remark(order.remark)[0] for order in on_their_way)
        self._meant.await_tags(one.tag for one in unresolved)
        if self._live() or on_their_way or unresolved:
            self._cleared_at = None
        elif self._cleared_at is None:
            self._cleared_at = self._now()

    async def _step(self) -> None:
        waits = {one for one in (self._reading, *self._cancels.under_way) if one and not one.done()}
        if waits:
            await asyncio.wait(waits, timeout=STEP_S, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(STEP_S)

    def _is_done(self, locked: bool) -> bool:
        since = self._cleared_at
        return since is not None and locked and self._read_ok_at >= self._proof_from(since)

    def _proof_from(self, since: float) -> float:
        """Return from when on a read without a live order proves that there is none."""
        return max(since, self._began + SETTLE_S) if self._scope.lock else since

    def _is_stuck(self) -> bool:
        return self._now() - self._moved > GIVE_UP_S

    # ---- the orders

    def _live(self) -> list[Order]:
        return [order for order in self.tracked.values() if not order.status.terminal]

    def _on_their_way(self) -> list[Order]:
        return [order for order in self._broker.on_their_way(self._acc_id) if self._meant.awaits(order)]

    def _unresolved(self) -> list[Unresolved]:
        if not self._scope.everything:
            return []
        return [one for one in self._broker.unresolved(self._acc_id) if self._meant.is_older(one.tag)]

    def _may_sweep(self) -> bool:
        """Whether one request for all orders of a market meets none that is to stay."""
        if not self._scope.everything or self._scope.lock:
            return self._scope.everything
        stays = any(
            not order.status.terminal and order.order_id not in self.tracked
            for order in self._broker.orders(self._acc_id)
        )
        return not stays and len(self._on_their_way()) == len(self._broker.on_their_way(self._acc_id))

    def _fate(self, order: Order) -> OrderFate:
        if order.status.terminal:
            filled = order.status in _FILLED or order.filled_qty >= order.qty
            return OrderFate(order, Fate.FILLED if filled else Fate.CANCELLED)
        last = self._cancels.tries.get(order.order_id)
        if self.trouble:
            return OrderFate(order, Fate.UNKNOWN, _word_of(last))
        if self._listed is not None and order.order_id not in self._listed and self._is_gone(order):
            return OrderFate(order, Fate.UNKNOWN, _UNLISTED)
        if self.over:
            seen = last is None or self._read_ok_at > last.at
            return OrderFate(order, Fate.LIVE if seen else Fate.UNKNOWN, _word_of(last))
        if last is None or _is_refused(last):
            return OrderFate(order, Fate.WAITING, _word_of(last))
        return OrderFate(order, Fate.SENT, _word_of(last))

    def _is_gone(self, order: Order) -> bool:
        """Whether the store has dropped an order, as it does when a read does not list it."""
        return all(one.order_id != order.order_id for one in self._broker.orders(self._acc_id))


def _doubt(unresolved: Sequence[Unresolved]) -> str:
    names = [f"{one.words} ({one.state})" if one.state else one.words for one in unresolved]
    return f"it is not known whether the broker has {', '.join(names)}" if names else ""


def _is_refused(last: Try) -> bool:
    return last.outcome is not None and last.outcome.kind is OutcomeKind.REJECTED


def _word_of(last: Try | None) -> str:
    return "" if last is None or last.outcome is None else last.outcome.text
