"""The part of the engine that may send: desk, journal of what is heard, and search for what is unknown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from tui.client.session import Session
from tui.domain.accounts import Env
from tui.domain.events import (
    Event,
    FillReported,
    IntentChanged,
    LinkChanged,
    LinkPhase,
    OrderChanged,
    OrdersReported,
)
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Order
from tui.domain.safety import Unresolved
from tui.opend import SessionBroker
from tui.state.store import Store
from tui.trading.chronicle import Chronicle
from tui.trading.desk import Desk
from tui.trading.entries import HISTORY, LISTED, PUSHED
from tui.trading.port import NoAnswerError, NotSentError
from tui.trading.reconcile import LOOKS_APART_S, Reconciler
from tui.trading.records import Records
from tui.trading.second_looks import SecondLooks
from tui.wire.errors import WireError

_log = logging.getLogger(__name__)

R = TypeVar("R")

_REPEATED = Outcome(OutcomeKind.REJECTED, text="this very order was handed over before: it is not sent again")


class OrderPath:
    """Hands orders to the desk, shows them on their way, and clears up what became of them."""

    def __init__(
        self,
        desk: Desk,
        session: Session,
        store: Store,
        journal: Records,
        *,
        apply: Callable[[Event], None],
        now: Callable[[], datetime],
        on_unresolved: Callable[[tuple[Unresolved, ...]], None],
        on_end: Callable[[Env, int, Outcome], None],
    ) -> None:
        """Show everything by `apply`; tell `on_unresolved` whenever that list changed, and of each end."""
        self.desk = desk
        self._session = session
        self._store = store
        self._apply = apply
        self._on_end = on_end
        self._chronicle = Chronicle(journal, now)
        self._broker = SessionBroker(session)
        self._looks = SecondLooks(self._look, self._rowless)
        self._search = Reconciler(
            journal,
            self._broker,
            self,
            now=now,
            on_change=lambda: on_unresolved(self._search.unresolved),
        )
        self._tags: set[str] = set()
        self._under_way: set[asyncio.Task[Outcome]] = set()
        self._live = asyncio.Event()

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send an order once; the store knows of it before it leaves, and of its outcome."""
        if intent.tag in self._tags:
            return _REPEATED
        self._tags.add(intent.tag)
        return await self._finish(self._place(intent))

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change a working order."""
        return await self._finish(self._modify(self.desk.amend(intent), intent.env, intent.acc_id))

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw a working order."""
        return await self._finish(self._modify(self.desk.cancel(intent), intent.env, intent.acc_id))

    async def cancel_all(self, *, env: Env, acc_id: int, how: str = "") -> Outcome:
        """Withdraw every working order of an account."""
        work = self.desk.cancel_all(env=env, acc_id=acc_id, how=how)
        return await self._finish(self._modify(work, env, acc_id))

    async def run(self) -> None:
        """Look for orders of unknown outcome, until cancelled."""
        while True:
            try:
                await self._search.run()
            except Exception:  # noqa: BLE001
                # An isolation point: while the search is broken nothing is armed, but the link must stay.
                _log.exception("The search for orders of unknown outcome failed")
            await asyncio.sleep(LOOKS_APART_S)

    async def stop(self) -> None:
        """Wait for the outcomes under way, once the link under them is gone, and for their entries."""
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._looks.stop()
        await self.desk.settle()

    def catch_up(self) -> None:
        """Look again for orders of unknown outcome: other programs may have sent some."""
        self._search.look_again()

    # ---- what is heard; to be called when the store has it

    def heard(self, event: Event) -> None:
        """Write and follow what the broker told."""
        if isinstance(event, OrderChanged):
            self._chronicle.pushed(event)
            self._follow(event.order.acc_id, event.order.order_id, PUSHED)
        elif isinstance(event, FillReported):
            self._chronicle.pushed(event)
        elif isinstance(event, OrdersReported):
            for order in event.orders:
                self._follow(event.acc_id, order.order_id, LISTED)
            held = self._store.orders(event.acc_id)
            self._search.orders_listed(event.acc_id, [order.order_id for order in held])
        elif isinstance(event, LinkChanged):
            self._link_changed(live=event.phase is LinkPhase.LIVE)

    def _follow(self, acc_id: int, order_id: str, source: str) -> None:
        held = self._store.order(acc_id, order_id)
        if held is not None:
            self._chronicle.holds(held, source)
            self._search.order_seen(held)

    def _link_changed(self, *, live: bool) -> None:
        if live:
            self._live.set()
        else:
            self._live.clear()
        self._search.link_changed(live=live)

    # ---- what the search comes upon

    def intent_ended(self, intent: OrderIntent, outcome: Outcome) -> None:
        """Show how far an order of ours is known."""
        self._apply(IntentChanged(intent, outcome))

    def order_found(self, order: Order) -> None:
        """Show an order that is in no list of today."""
        if self._store.order(order.acc_id, order.order_id) is None:
            self._chronicle.holds(order, HISTORY)
            self._store.apply(OrderChanged(order))
            self._session.read_money_again(order.acc_id)  # No push has told the session what was filled.

    # ---- inner

    async def _finish(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Let an order run to its outcome, even when whoever asked for it is cancelled."""
        return await asyncio.shield(_held(work, self._under_way))

    async def _place(self, intent: OrderIntent) -> Outcome:
        self._apply(IntentChanged(intent, None))
        self._search.sending(intent.tag)
        outcome = await _ended(self.desk.place(intent))
        self._apply(IntentChanged(intent, outcome))
        self._search.ended(intent.tag, outcome)
        self._on_end(intent.env, intent.acc_id, outcome)
        if outcome.kind is OutcomeKind.ACCEPTED:
            self._looks.accepted(intent.acc_id)
        return outcome

    async def _modify(self, work: Coroutine[Any, Any, Outcome], env: Env, acc_id: int) -> Outcome:
        outcome = await _ended(work)
        self._on_end(env, acc_id, outcome)
        if outcome.kind is OutcomeKind.UNKNOWN:
            self._session.read_again(acc_id)
        return outcome

    async def _look(self, acc_id: int) -> None:
        """Read the orders of an account as the broker has them, behind whatever somebody waits for."""
        await self._live.wait()
        try:
            await self._broker.known_orders(acc_id, fresh=True, background=True)
        except (NoAnswerError, NotSentError, WireError) as error:
            _log.info("Looking again at the orders of account %s: %s", acc_id, error)

    def _rowless(self, acc_id: int) -> bool:
        """Whether an accepted order is in no list yet."""
        outcomes = (pending.outcome for pending in self._store.pending(acc_id))
        return any(one is not None and one.kind is OutcomeKind.ACCEPTED for one in outcomes)


async def _ended(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Let a request come to an end, whatever happens to it."""
    try:
        return await work
    except Exception as error:  # noqa: BLE001
        # The isolation point above the desk: no order may stay "on its way" for ever by a fault of ours.
        _log.exception("The order desk failed")
        text = f"internal error: {type(error).__name__}, see the log"
        return Outcome(OutcomeKind.UNKNOWN, text=text)


def _held(work: Coroutine[Any, Any, R], tasks: set[asyncio.Task[R]]) -> asyncio.Task[R]:
    """Start work that the loop must not forget."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
