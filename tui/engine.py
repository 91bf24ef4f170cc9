"""The whole program without a face: session, store and order desk on one loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from tui.client.address import Address
from tui.client.backoff import Backoff
from tui.client.errors import ClientError, HeldBackError, NotConnectedError
from tui.client.feeds import feeds_of
from tui.client.reference import Reference
from tui.client.session import Session
from tui.client.subscriptions import FeedKey
from tui.client.timing import Timing
from tui.domain import events
from tui.domain.accounts import Env, Firm, MaxQuantities
from tui.domain.events import Event, IntentChanged, LinkChanged, LinkPhase, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.orders import Order, OrderType
from tui.domain.withdrawals import Scope, Withdrawal
from tui.state.store import Store
from tui.trading.desk import Desk, place_market
from tui.trading.port import NoAnswerError, NotSentError
from tui.trading.records import Records
from tui.trading.unlock import unlock_trade
from tui.wire.errors import WireError
from tui.wire.messages.base import PacketId, Request
from tui.wire.messages.quote import Feed
from tui.wire.messages.trade import GetMaxQuantities, Header

_log = logging.getLogger(__name__)

R = TypeVar("R")

LOOKS = 2
"""Complete reads without a trace of an order before it counts as not found at the broker."""
LOOKS_APART_S = 10.0
ROW_WITHIN_S = 3.0
"""How long an accepted order may be without a row before the orders are read."""
RESTART_S = 5.0
_NOT_ASKED = "this program was started without --real"
_REPEATED = Outcome(OutcomeKind.REJECTED, text="this very order was handed over before: it is not sent again")
_READ_ONLY = Outcome(OutcomeKind.REJECTED, text="started with --read-only: nothing can be sent")


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
        return await self._translate(self._requester.request(request))

    async def request_order(self, build: Callable[[PacketId], Request[R]]) -> R:
        """Send an order request once and return its answer."""
        return await self._translate(self._requester.request_order(build))

    async def _translate(self, answer: Coroutine[Any, Any, R]) -> R:
        try:
            return await answer
        except HeldBackError as error:
            raise NotSentError(str(error), error.wait_s) from error
        except NotConnectedError as error:
            raise NotSentError(str(error)) from error
        except ClientError as error:
            raise NoAnswerError(str(error)) from error


class Engine:
    """Everything a face needs: reads from `store`, wishes and orders through the methods."""

    def __init__(
        self,
        address: Address,
        *,
        journal: Records | None,
        read_only: bool = False,
        allow_real: bool = False,
        timing: Timing | None = None,
        backoff: Backoff | None = None,
        store: Store | None = None,
    ) -> None:
        """Fill this store, or one of its own. Only a read-only engine goes without a journal."""
        if journal is None and not read_only:
            raise ValueError("an engine that may send orders needs a journal")
        self.address = address
        self.store = Store() if store is None else store
        self._session = Session(address, self._apply, timing=timing, backoff=backoff)
        self._port = ClientPort(self._session)
        self._reference = Reference(self._session, self._apply)
        self._journal = journal
        self.desk: Desk | None = None
        """None when read-only: then nothing here can send an order."""
        if journal is not None and not read_only:
            self.desk = Desk(
                self._port,
                lambda: self._session.accounts,
                journal=journal,
                now=lambda: datetime.now(UTC),
                allow_real=allow_real,
                why_not_real=_NOT_ASKED,
                closed=address.why_no_orders,
            )
        self._watched: tuple[SecurityId, ...] = ()
        self._focused: SecurityId | None = None
        self._main: asyncio.Task[None] | None = None
        self._orders_under_way: set[asyncio.Task[Outcome]] = set()
        self._lookups: set[asyncio.Task[None]] = set()
        self._tags: set[str] = set()
        self._stopping = False
        self._live = asyncio.Event()
        self._hooks: dict[type, Callable[[Any], None]] = {
            LinkChanged: self._link_changed,
            OrderChanged: self._orders_moved,
            events.OrdersReported: self._orders_moved,
            events.InstrumentsReported: self._instruments_came,
        }

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        self._main = asyncio.create_task(self._run(), name="engine")

    async def stop(self) -> None:
        """End the link; orders still waiting for an answer end as UNKNOWN before this returns."""
        self._stopping = True
        for task in (self._main, *self._lookups):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        await asyncio.gather(*self._orders_under_way, return_exceptions=True)

    def retry_now(self) -> None:
        """Try to connect now instead of at the end of the wait."""
        self._session.retry_now()

    def ask_for_quotes(self) -> None:
        """Ask again for quotes whose right was taken away, and for the state of OpenD."""
        self._session.ask_for_quotes()

    # ---- wishes

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Follow the quotes of these securities."""
        self._watched = tuple(ids)
        self._want()

    def focus(self, security: SecurityId | None) -> None:
        """Follow everything of this security: quote, book, trades, and the broker queue in Hong Kong."""
        self._focused = security
        self._want()

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Read these accounts and follow their orders; none until chosen."""
        self._session.use_accounts(acc_ids)

    # ---- orders

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send an order once; the store knows of it before it leaves, and of its outcome."""
        if self.desk is None:
            return _READ_ONLY
        if intent.tag in self._tags:
            return _REPEATED
        self._tags.add(intent.tag)
        return await self._finish(self._place(self.desk, intent))

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change a working order."""
        if self.desk is None:
            return _READ_ONLY
        return await self._finish(self._modify(self.desk.amend(intent), intent.acc_id))

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw a working order."""
        if self.desk is None:
            return _READ_ONLY
        return await self._finish(self._modify(self.desk.cancel(intent), intent.acc_id))

    async def cancel_all(self, *, env: Env, acc_id: int) -> Outcome:
        """Withdraw every working order of an account."""
        if self.desk is None:
            return _READ_ONLY
        return await self._finish(self._modify(self.desk.cancel_all(env=env, acc_id=acc_id), acc_id))

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Let orders of this account leave for a while; return nothing, or why that cannot be."""
        del env, acc_id
        return _READ_ONLY.text if self.desk is None else "arming is not there yet"

    def disarm(self, why: str) -> None:
        """Let them leave no more."""
        del why

    def user_acted(self) -> None:
        """A key was pressed: the time until arming ends begins anew."""

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel all orders of a scope, paced and retried until confirmed; with `lock`, the kill switch."""
        withdrawal = Withdrawal(over=True, trouble="not there yet")
        del scope
        on_progress(withdrawal)
        return withdrawal

    async def release(self, word: str) -> str:
        """Let orders leave again after the kill switch; return nothing, or why not."""
        del word
        return "not there yet"

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what the journal knows of an order, oldest first."""
        if self._journal is None:
            return ()
        return await self._journal.of_order(acc_id, order_id=order_id, tag=tag)

    async def unlock(self, password: str, firm: Firm) -> str:
        """Unlock trading in OpenD; return nothing, or why it stayed locked."""
        if self.desk is None:
            return _READ_ONLY.text
        return self.address.why_no_orders or await unlock_trade(self._port, password, firm)

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
        account = self.store.account(acc_id)
        if account is None:
            return None
        header = Header(env, acc_id, place_market(id, account))
        try:
            return await self._session.request(GetMaxQuantities(header, id, type, price, order_id))
        except (ClientError, WireError) as error:
            _log.info("Largest quantity not known: %s", error)
            return None

    # ---- questions

    async def ask(self, request: Request[R]) -> R:
        """Ask OpenD because somebody looks at the screen for the answer; ClientError and WireError go up."""
        return await self._session.request(request)

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long OpenD's rate limits would hold a question back now."""
        return self._session.wait_s(request)

    # ---- inner

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._session.run(), name="session")
                    tasks.create_task(self._reference.run(), name="reference")
            except Exception:  # noqa: BLE001
                # The isolation point of the engine: a fault of ours shows as a lost link and is tried again.
                _log.exception("The session failed")
                self._apply(LinkChanged(LinkPhase.DOWN, "internal error, see the log", RESTART_S))
            await asyncio.sleep(RESTART_S)

    async def _finish(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        """Let an order run to its outcome, even when whoever asked for it is cancelled."""
        return await asyncio.shield(_held(work, self._orders_under_way))

    async def _place(self, desk: Desk, intent: OrderIntent) -> Outcome:
        self._apply(IntentChanged(intent, None))
        outcome = await desk.place(intent)
        self._apply(IntentChanged(intent, outcome))
        if not self._stopping and outcome.kind is OutcomeKind.UNKNOWN:
            _held(self._resolve(desk, intent), self._lookups)
        elif not self._stopping and outcome.kind is OutcomeKind.ACCEPTED:
            _held(self._await_row(intent), self._lookups)
        return outcome

    async def _modify(self, work: Coroutine[Any, Any, Outcome], acc_id: int) -> Outcome:
        outcome = await work
        if outcome.kind is OutcomeKind.UNKNOWN:
            self._session.read_again(acc_id)
        return outcome

    async def _resolve(self, desk: Desk, intent: OrderIntent) -> None:
        """Look for an order of unknown outcome by its tag, in complete reads some time apart."""
        looks = 0
        while looks < LOOKS:
            await self._live.wait()
            try:
                await self._session.read_orders(intent.acc_id)
                order = await desk.lookup(env=intent.env, acc_id=intent.acc_id, tag=intent.tag)
            except (ClientError, WireError, NotSentError, NoAnswerError) as error:
                _log.info("Looking for %s: %s", intent.tag, error)
                await asyncio.sleep(LOOKS_APART_S)
                continue
            if order is not None:
                self._found(intent, order)
                return
            looks += 1
            await asyncio.sleep(LOOKS_APART_S if looks < LOOKS else 0)
        text = f"not found at the broker in {LOOKS} complete reads {LOOKS_APART_S:g} s apart"
        self._apply(IntentChanged(intent, Outcome(OutcomeKind.UNKNOWN, text=text, searched=True)))

    async def _await_row(self, intent: OrderIntent) -> None:
        """Read the orders when no push brings the row of an accepted one."""
        await asyncio.sleep(ROW_WITHIN_S)
        while any(pending.intent.tag == intent.tag for pending in self.store.pending(intent.acc_id)):
            await self._live.wait()
            try:
                await self._session.read_orders(intent.acc_id)
            except (ClientError, WireError) as error:
                _log.info("Waiting for the row of %s: %s", intent.tag, error)
            await asyncio.sleep(LOOKS_APART_S)

    def _found(self, intent: OrderIntent, order: Order) -> None:
        if self.store.order(order.acc_id, order.order_id) is None:
            self._apply(OrderChanged(order))
        self._apply(IntentChanged(intent, Outcome(OutcomeKind.ACCEPTED, order_id=order.order_id)))

    def _want(self) -> None:
        """Ask for all feeds, the most wanted first: those of the code in focus, then the watched quotes."""
        keys: list[FeedKey] = []
        if self._focused is not None:
            known = self.store.instruments.get(self._focused)
            keys += [FeedKey(self._focused, feed) for feed in feeds_of(self._focused, known)]
        keys += [FeedKey(security, Feed.QUOTE) for security in self._watched]
        self._session.want(keys)
        self._reference.watch([*([self._focused] if self._focused is not None else []), *self._watched])

    def _apply(self, event: Event) -> None:
        if isinstance(event, events.NoticeReceived | events.Resynced | events.ReminderFired):
            event = replace(event, at=datetime.now(UTC))
        self.store.apply(event, time.monotonic())
        hook = self._hooks.get(type(event))
        if hook is not None:
            hook(event)

    def _link_changed(self, event: LinkChanged) -> None:
        if event.phase is LinkPhase.LIVE:
            self._live.set()
            if self.address.why_no_orders:
                self._apply(events.NoticeReceived(events.NoticeKind.UNKNOWN, self.address.why_no_orders))
            self._reference.link_live()
        else:
            self._live.clear()

    def _orders_moved(self, event: Event) -> None:
        del event
        for acc_id in self.store.take_resync_wanted():
            self._session.read_again(acc_id)

    def _instruments_came(self, event: events.InstrumentsReported) -> None:
        if any(instrument.id == self._focused for instrument in event.instruments):
            self._want()


def _held(work: Coroutine[Any, Any, R], tasks: set[asyncio.Task[R]]) -> asyncio.Task[R]:
    """Start work that the loop must not forget."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task
