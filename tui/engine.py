"""The whole program without a face: session, store and order desk on one loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from tui.client.address import Address
from tui.client.backoff import Backoff
from tui.client.errors import ClientError
from tui.client.feeds import feeds_of
from tui.client.reference import Reference
from tui.client.session import Session
from tui.client.subscriptions import FeedKey
from tui.client.timing import Timing
from tui.domain import events
from tui.domain.accounts import Account, Env, Firm, MaxQuantities
from tui.domain.events import Event, LinkChanged, LinkPhase, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.limits import NO_BOOK, LimitsBook
from tui.domain.orders import OrderType
from tui.domain.repeats import Repeat
from tui.domain.secret import Secret
from tui.domain.withdrawals import Scope, Withdrawal
from tui.order_parts import Allowed, OrderParts, order_parts
from tui.state.store import Store
from tui.trading.arming import IDLE_S
from tui.trading.headers import place_header
from tui.trading.lock import release
from tui.trading.records import Records
from tui.trading.repeats import Pace
from tui.trading.unlock import lock_trade, unlock_trade
from tui.wire.errors import WireError
from tui.wire.messages.base import Request
from tui.wire.messages.quote import Feed
from tui.wire.messages.trade import GetMaxQuantities

_log = logging.getLogger(__name__)

R = TypeVar("R")

RESTART_S = 5.0
LOCK_WITHIN_S = 1.0
"""How long leaving may take longer for locking OpenD again."""
_NOT_ASKED = "this program was started without --real"
_READ_ONLY = Outcome(OutcomeKind.REJECTED, text="started with --read-only: nothing can be sent")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Engine:
    """Everything a face needs: reads from `store`, wishes and orders through the methods."""

    def __init__(
        self,
        address: Address,
        *,
        journal: Records | None,
        read_only: bool = False,
        allow_real: bool = False,
        why_not_real: str = _NOT_ASKED,
        arm_idle_s: float = IDLE_S,
        lock_on_exit: bool = False,
        limits: LimitsBook = NO_BOOK,
        pace: Pace | None = None,
        timing: Timing | None = None,
        backoff: Backoff | None = None,
        store: Store | None = None,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Fill this store, or one of its own. Only a read-only engine goes without a journal.

        `why_not_real` counts when real money is not allowed; `lock_on_exit` locks OpenD again at the end.
        Without `limits` no real account may be traded.
        """
        if journal is None and not read_only:
            raise ValueError("an engine that may send orders needs a journal")
        self.address = address
        self.store = Store() if store is None else store
        self._session = Session(address, self._apply, timing=timing, backoff=backoff, read_only=read_only)
        self._reference = Reference(self._session, self._apply)
        self._journal = None if read_only else journal
        self._now = now
        self._hooks: dict[type, Callable[[Any], None]] = {
            LinkChanged: self._link_changed,
            OrderChanged: self._orders_moved,
            events.OrdersReported: self._orders_moved,
            events.InstrumentsReported: self._instruments_came,
        }
        self._parts: OrderParts | None = None
        if journal is not None and not read_only:
            allowed = Allowed(
                allow_real, why_not_real, arm_idle_s, limits, pace, closed=address.why_no_orders
            )
            self._parts = order_parts(
                self._session, self.store, journal, allowed, account=self._account, apply=self._apply, now=now
            )
        self.desk = None if self._parts is None else self._parts.desk
        """None when read-only: then nothing here can send an order."""
        self.switches = None if self._parts is None else self._parts.switches
        """None when read-only: then nothing here can be armed."""
        self._lock_on_exit = lock_on_exit
        self._withdrawing: set[asyncio.Task[Withdrawal]] = set()
        self._unlocking: dict[asyncio.Task[str], Firm] = {}
        self._watched: tuple[SecurityId, ...] = ()
        self._focused: SecurityId | None = None
        self._main: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect; returns at once."""
        self._main = asyncio.create_task(self._run(), name="engine")
        if self.switches is not None:
            self._watching = asyncio.create_task(self.switches.run(), name="switches")
            if self.store.safety.limits.trouble:
                self._tell(f"{self.store.safety.limits.trouble}: real accounts are read-only")

    async def stop(self) -> None:
        """End the link; orders still waiting for an answer end as UNKNOWN before this returns."""
        if self._lock_on_exit and self._parts is not None:
            await self._lock_opend(self._parts)
        for task in (self._main, self._watching, *self._withdrawing):
            if task is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        # Without a link they have ended; that one was asked for is to be written.
        await asyncio.gather(*self._unlocking, return_exceptions=True)
        if self._parts is not None:
            await self._parts.path.stop()

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
        if self.switches is not None:
            self.switches.use_accounts(acc_ids)

    # ---- orders

    async def place(self, intent: OrderIntent) -> Outcome:
        """Send an order once; the store knows of it before it leaves, and of its outcome."""
        return _READ_ONLY if self._parts is None else await self._parts.path.place(intent)

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Change a working order."""
        return _READ_ONLY if self._parts is None else await self._parts.path.amend(intent)

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Withdraw a working order."""
        return _READ_ONLY if self._parts is None else await self._parts.path.cancel(intent)

    async def cancel_all(self, *, env: Env, acc_id: int) -> Outcome:
        """Withdraw every working order of an account."""
        return (
            _READ_ONLY if self._parts is None else await self._parts.path.cancel_all(env=env, acc_id=acc_id)
        )

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return an order in the same terms that was given a moment ago, or whose outcome is unknown."""
        return None if self._parts is None else self._parts.repeats.repeat_of(intent)

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Return why an account cannot be armed, the unlock aside; nothing when it can."""
        return _READ_ONLY.text if self.switches is None else self.switches.why_not_arm(env=env, acc_id=acc_id)

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Let orders of this account leave for a while; return nothing, or why that cannot be."""
        return _READ_ONLY.text if self.switches is None else self.switches.arm(env=env, acc_id=acc_id)

    def disarm(self, why: str) -> None:
        """Let them leave no more."""
        if self.switches is not None:
            self.switches.disarm(why)

    def catch_up(self) -> None:
        """Read everything of the accounts in use again; none can be armed before that is done.

        For a time in which nothing was followed: what was pushed meanwhile may be lost, or come late.
        """
        self._session.read_all_again()
        if self._parts is not None:
            self._parts.switches.catching_up()
            self._parts.path.catch_up()

    def user_acted(self) -> None:
        """A key was pressed: the time until arming ends begins anew."""
        if self.switches is not None:
            self.switches.user_acted()

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel all orders of a scope, paced and retried until confirmed; with `lock`, the kill switch.

        To cancel the call stops it; what was sent stays sent.
        """
        if self._parts is None:
            withdrawal = Withdrawal(over=True, trouble=_READ_ONLY.text)
            on_progress(withdrawal)
            return withdrawal
        return await _held(self._parts.withdrawals.run(scope, on_progress), self._withdrawing)

    async def release(self, word: str) -> str:
        """Let orders leave again after the kill switch; return nothing, or why not."""
        if self._journal is None or self.switches is None:
            return _READ_ONLY.text
        trouble = await release(self._journal, word, self._now(), acc_id=None)
        await self.switches.look_for_locks()
        return trouble

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what the journal knows of an order, oldest first."""
        if self._journal is None:
            return ()
        return await self._journal.of_order(acc_id, order_id=order_id, tag=tag)

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Unlock trading in OpenD; return nothing, or why it stayed locked.

        To cancel the call calls nothing off: what comes of it is known and written all the same.
        """
        if self._parts is None:
            return _READ_ONLY.text
        task = asyncio.create_task(self._unlock(self._parts, password, firm))
        self._unlocking[task] = firm
        task.add_done_callback(self._unlocking.pop)
        return await asyncio.shield(task)

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
        header = replace(place_header(id, account), env=env)
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

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """Return for how long OpenD's rate limits would have an order, or a change of one, refused."""
        return self._session.order_wait_s(acc_id, amending=amending)

    # ---- inner

    def _account(self, acc_id: int) -> Account | None:
        return next((one for one in self._session.accounts if one.acc_id == acc_id), None)

    async def _unlock(self, parts: OrderParts, password: Secret, firm: Firm) -> str:
        trouble = self.address.why_no_orders or await unlock_trade(parts.port, password, firm)
        parts.switches.unlocked(firm, trouble)
        if not trouble:
            parts.withdrawals.unlocked()
        return trouble

    async def _lock_opend(self, parts: OrderParts) -> None:
        """Lock again what this run has unlocked; an OpenD that does not answer keeps nobody from leaving."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOCK_WITHIN_S):
                if self._unlocking:
                    # A lock that overtakes an unlock closes nothing.
                    await asyncio.wait(self._unlocking, timeout=LOCK_WITHIN_S / 2)
                for firm in parts.switches.safety.unlocked.union(self._unlocking.values()):
                    trouble = await lock_trade(parts.port, firm)
                    if trouble:
                        _log.warning("%s", trouble)
                parts.switches.locked_again()

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._session.run(), name="session")
                    tasks.create_task(self._reference.run(), name="reference")
                    if self._parts is not None:
                        tasks.create_task(self._parts.path.run(), name="search")
            except Exception:  # noqa: BLE001
                # The isolation point of the engine: a fault of ours shows as a lost link and is tried again.
                _log.exception("The session failed")
                self._apply(LinkChanged(LinkPhase.DOWN, "internal error, see the log", RESTART_S))
            await asyncio.sleep(RESTART_S)

    def _want(self) -> None:
        """Ask for all feeds, the most wanted first: those of the code in focus, then the watched quotes."""
        keys: list[FeedKey] = []
        if self._focused is not None:
            known = self.store.instruments.get(self._focused)
            keys += [FeedKey(self._focused, feed) for feed in feeds_of(self._focused, known)]
        keys += [FeedKey(security, Feed.QUOTE) for security in self._watched]
        self._session.want(keys)
        self._reference.watch([*([self._focused] if self._focused is not None else []), *self._watched])

    def _tell(self, text: str) -> None:
        self._apply(events.NoticeReceived(events.NoticeKind.UNKNOWN, text))

    def _apply(self, event: Event) -> None:
        if type(event) in events.MARKET_NEWS:
            self.store.apply(event, time.monotonic())
            return
        if isinstance(event, events.NoticeReceived | events.Resynced | events.ReminderFired):
            event = replace(event, at=datetime.now(UTC))
        self.store.apply(event, time.monotonic())
        if self._parts is not None:
            self._parts.path.heard(event)
        hook = self._hooks.get(type(event))
        if hook is not None:
            hook(event)

    def _link_changed(self, event: LinkChanged) -> None:
        if self.switches is not None:
            self.switches.link_changed(event.phase)
        if event.phase is LinkPhase.LIVE:
            if self.address.why_no_orders:
                self._tell(self.address.why_no_orders)
            self._reference.link_live()

    def _orders_moved(self, event: Event) -> None:
        if isinstance(event, events.OrdersReported) and self.switches is not None:
            self.switches.caught_up(event.acc_id)
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
