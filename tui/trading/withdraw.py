"""Withdrawing many orders: paced, told step by step, and tried again until the broker says each is over.

The soft form cancels what fits a scope and was there, or on its way, when it was asked for. With `lock` it
is the kill switch, which first disarms and locks trading in the journal, and cancels what comes meanwhile,
too. A cancel needs neither arming nor limits nor a journal: whatever of those fails is
told, and the cancels go on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime

from tui.domain.accounts import Env
from tui.domain.intents import split_remark
from tui.domain.journal import Entry, EntryKind
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal
from tui.trading.cancels import Cancels
from tui.trading.clearing import Broker, Clearing
from tui.trading.desk import Desk
from tui.trading.lock import lock
from tui.trading.records import Records

_log = logging.getLogger(__name__)

NOBODY = "no account is known yet, so nothing was cancelled: try again when OpenD has answered"
_GONE = (Fate.CANCELLED, Fate.FILLED)

OnProgress = Callable[[Withdrawal], None]


class Withdrawals:
    """All runs of one program; two at once on an account share its cancels."""

    def __init__(
        self,
        desk: Desk,
        broker: Broker,
        *,
        journal: Records,
        now: Callable[[], datetime],
        disarm: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`now` dates entries of the journal; waiting goes by the time of the running loop."""
        self._desk = desk
        self._broker = broker
        self._journal = journal
        self._now = now
        self._disarm = disarm
        self._cancels: dict[tuple[Env, int], Cancels] = {}
        self._running = 0

    async def run(self, scope: Scope, on_progress: OnProgress) -> Withdrawal:
        """Withdraw what the scope covers; the last thing told is what is returned.

        Cancelling the run stops it; what it knew then was told.
        """
        if scope.lock:
            self._disarm("the kill switch")
        self._running += 1
        try:
            clearings = [self._clearing(scope, *one) for one in scope.accounts]
            return await _Run(scope, clearings, on_progress, self._note).run(self._lock(scope))
        finally:
            self._running -= 1
            if not self._running:
                self._cancels.clear()

    def unlocked(self) -> None:
        """Send again at once, within OpenD's limits, what its trade lock has refused: it was opened."""
        for cancels in self._cancels.values():
            cancels.unlocked()

    def _clearing(self, scope: Scope, env: Env, acc_id: int) -> Clearing:
        cancels = self._cancels.get((env, acc_id))
        if cancels is None:
            cancels = self._cancels[env, acc_id] = Cancels(self._desk, env, acc_id, self._broker.room)
        return Clearing(scope, env, acc_id, self._broker, cancels, self._desk.handed)

    async def _lock(self, scope: Scope) -> str:
        writes = scope.lock and not scope.is_locked
        return await lock(self._journal, scope, self._now()) if writes else ""

    def _note(self, one: OrderFate) -> None:
        order = one.order
        facts = {"fate": one.fate.value, "status": order.status.name, "text": one.text}
        tag, _ = split_remark(order.remark)
        entry = Entry(EntryKind.PANIC, self._now(), order.env, order.acc_id, tag, order.order_id, facts=facts)
        self._journal.note(entry)


class _Run:
    """One withdrawal on its way."""

    def __init__(
        self,
        scope: Scope,
        clearings: Sequence[Clearing],
        on_progress: OnProgress,
        note: Callable[[OrderFate], None],
    ) -> None:
        self._scope = scope
        self._clearings = clearings
        self._on_progress = on_progress
        self._note = note
        self._told: Withdrawal | None = None
        self._noted: set[tuple[int, str]] = set()
        self._no_lock = ""
        self._locked, self._changed = asyncio.Event(), asyncio.Event()

    async def run(self, locking: Coroutine[None, None, str]) -> Withdrawal:
        """Let all accounts be cleared at once; the lock is written meanwhile, not before."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._lock(locking))
                for one in self._clearings:
                    tasks.create_task(one.run(self._locked, self._changed))
                while not all(one.over for one in self._clearings):
                    self._tell(over=False)
                    await self._changed.wait()
                    self._changed.clear()
        finally:
            # Also when it is stopped: what is known then is the result.
            told = self._tell(over=True)
        return told

    async def _lock(self, locking: Coroutine[None, None, str]) -> None:
        self._no_lock = await locking
        self._locked.set()

    def _tell(self, *, over: bool) -> Withdrawal:
        orders = tuple(one for clearing in self._clearings for one in clearing.fates())
        waits = [wait for one in self._clearings if (wait := one.next_in_s()) is not None]
        told = Withdrawal(orders, min(waits, default=None), over, self._trouble())
        if self._scope.lock:
            self._write_down(told)
        if told != self._told:
            self._told = told
            try:
                self._on_progress(told)
            except Exception:  # noqa: BLE001
                # An isolation point: whoever shows the progress must not be able to end the cancels.
                _log.exception("The progress of cancels was not shown")
        return told

    def _trouble(self) -> str:
        nobody = "" if self._clearings else NOBODY
        troubles = (self._no_lock, nobody, *(one.hindrance for one in self._clearings))
        return "; ".join(dict.fromkeys(trouble for trouble in troubles if trouble))

    def _write_down(self, told: Withdrawal) -> None:
        """Note what became of each order: once it is over, and of the others at the end."""
        for one in told.orders:
            key = (one.order.acc_id, one.order.order_id or one.order.remark)
            if key not in self._noted and (told.over or one.fate in _GONE):
                self._noted.add(key)
                self._note(one)
