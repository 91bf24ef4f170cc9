"""An engine without a wire: a real store, fed with a made-up but consistent market."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from inspect import isawaitable
from time import monotonic
from typing import Any, TypeVar

from tests.app.listings import ACCOUNTS, IDS, account_reports, book, brokers, instrument, quote
from tui.client.address import Address
from tui.domain.accounts import Env, Firm, MaxQuantities
from tui.domain.events import (
    AccountsReported,
    BookChanged,
    BrokersChanged,
    Event,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    MarketStatesReported,
    NoticeKind,
    NoticeReceived,
    QuoteChanged,
    SafetyChanged,
)
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry
from tui.domain.lazy import Lazy
from tui.domain.markets import Market, MarketState
from tui.domain.repeats import Repeat
from tui.domain.secret import Secret
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal
from tui.state.store import Store
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request

R = TypeVar("R")


class FakeEngine:
    """Takes what a face asks for and notes it; the market moves when a test says so."""

    def __init__(self, *, orders: bool = True) -> None:
        self.store = Store()
        self.address = Address("127.0.0.1", 11111)
        self.watched: tuple[SecurityId, ...] = ()
        self.focused: SecurityId | None = None
        self.used_accounts: tuple[int, ...] = ()
        self.placed: list[OrderIntent] = []
        self.amended: list[AmendIntent] = []
        self.cancelled: list[CancelIntent] = []
        self.retries = 0
        self.asked_for_quotes = 0
        self.replies: dict[type, Any] = {}
        """What is answered to a kind of question: a value, an awaitable for one, or an error to raise."""
        self.asked: list[Request[Any]] = []
        self.waits: dict[type, float] = {}
        """Seconds that a kind of question is held back."""
        self.started = self.stopped = self.acted = self.caught_up = 0
        self.passwords: list[str] = []
        self.why_not_armed = self.why_not_unlocked = ""
        self.scopes: list[Scope] = []
        self.entries: tuple[Entry, ...] = ()
        self.desk: object | None = object()
        self.read_only = False
        self.most: MaxQuantities | None = None
        """How much can be traded, whatever is asked."""
        self.repeat: Repeat | None = None
        """The earlier order that every order repeats."""
        self.order_waits: dict[bool, float] = {}
        """Seconds that OpenD's limits hold back an order (False), or a change of one (True)."""
        self._orders = orders

    async def start(self) -> None:
        """Nothing to start."""
        self.started += 1

    async def stop(self) -> None:
        """Nothing to stop."""
        self.stopped += 1

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Note the watchlist."""
        self.watched = tuple(ids)

    def focus(self, security: SecurityId | None) -> None:
        """Note the focus and send book and brokers of it, as a subscription would."""
        self.focused = security
        if security is not None and self.store.link.phase is LinkPhase.LIVE and security in IDS:
            self.send_depth(security)

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Note the accounts and report what is in them."""
        self.used_accounts = tuple(acc_ids)
        for acc_id in acc_ids:
            self.apply(*account_reports(acc_id, orders=self._orders))

    def why_not_arm(self, *, env: Env, acc_id: int) -> str:
        """Say what a test says."""
        return self.why_not_armed

    def arm(self, *, env: Env, acc_id: int) -> str:
        """Arm for a minute."""
        self.change_safety(armed=(env, acc_id), armed_until=monotonic() + 60, disarmed_because="")
        return ""

    def disarm(self, why: str) -> None:
        """Disarm."""
        self.change_safety(armed=None, armed_until=None, disarmed_because=why)

    def catch_up(self) -> None:
        """Note it."""
        self.caught_up += 1

    def user_acted(self) -> None:
        """Note it."""
        self.acted += 1

    async def unlock(self, password: Secret, firm: Firm) -> str:
        """Take the password; a test says what becomes of it."""
        self.passwords.append(password.take())
        if not self.why_not_unlocked:
            self.change_safety(unlocked=self.store.safety.unlocked | {firm})
        return self.why_not_unlocked

    async def withdraw(self, scope: Scope, on_progress: Callable[[Withdrawal], None]) -> Withdrawal:
        """Cancel what the store shows of it at once."""
        self.scopes.append(scope)
        orders = [
            one for _, acc_id in scope.accounts for one in self.store.orders(acc_id) if scope.covers(one)
        ]
        told = Withdrawal(tuple(OrderFate(one, Fate.CANCELLED) for one in orders), over=True)
        on_progress(told)
        return told

    async def release(self, word: str) -> str:
        """Let go at any word."""
        self.change_safety(locked="")
        return "" if word else "no word was typed"

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what a test put there."""
        return self.entries

    def change_safety(self, **change: Any) -> None:
        """Move the safety switches."""
        self.apply(SafetyChanged(replace(self.store.safety, **change)))

    async def place(self, intent: OrderIntent) -> Outcome:
        """Accept everything."""
        self.placed.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, f"P{len(self.placed)}")

    def repeat_of(self, intent: OrderIntent) -> Repeat | None:
        """Return what a test put there."""
        return self.repeat

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Accept everything."""
        self.amended.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, intent.order_id)

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Accept everything."""
        self.cancelled.append(intent)
        return Outcome(OutcomeKind.ACCEPTED, intent.order_id)

    async def max_quantities(self, *_: object, **__: object) -> MaxQuantities | None:
        """As told; OpenD says nothing without."""
        return self.most

    async def ask(self, request: Request[R]) -> R:
        """Answer as told; a question nobody prepared for is refused."""
        self.asked.append(request)
        reply = self.replies.get(type(request), RefusedError(request.proto_id, "not prepared"))
        if isawaitable(reply):
            reply = await reply
        if isinstance(reply, Exception):
            raise reply
        answer: R = reply
        return answer

    def wait_s(self, request: Request[Any]) -> float:
        """As told, at once without."""
        return self.waits.get(type(request), 0.0)

    def order_wait_s(self, acc_id: int, *, amending: bool) -> float:
        """As told, at once without."""
        return self.order_waits.get(amending, 0.0)

    def ask_for_quotes(self) -> None:
        """Note the wish."""
        self.asked_for_quotes += 1

    def retry_now(self) -> None:
        """Note the wish."""
        self.retries += 1

    # ---- what happens at the other end

    def apply(self, *events: Event) -> None:
        """Feed the store."""
        for event in events:
            self.store.apply(event)

    def go_live(self) -> None:
        """Connect: accounts, names, quotes and phases arrive."""
        self.apply(
            LinkChanged(LinkPhase.CONNECTING),
            LinkChanged(LinkPhase.SYNCING, server_version=1011),
            NoticeReceived(NoticeKind.LOGIN, "logged in", quote_login=True, trade_login=True),
            InstrumentsReported(tuple(instrument(security) for security in IDS)),
            AccountsReported(ACCOUNTS),
            LinkChanged(LinkPhase.LIVE),
        )
        self.apply(*(QuoteChanged(security, Lazy.of(quote(security))) for security in IDS))
        self.apply(MarketStatesReported(tuple((security, MarketState.MORNING) for security in IDS)))
        if self.focused is not None:
            self.focus(self.focused)

    def go_down(self, reason: str = "connection refused", retry_in_s: float | None = 4.0) -> None:
        """Lose the link."""
        self.apply(LinkChanged(LinkPhase.DOWN, reason, retry_in_s))

    def send_depth(self, security: SecurityId, *, shift: int = 0) -> None:
        """Push a book and, in Hong Kong, a broker queue; `shift` moves all prices by ticks."""
        if not instrument(security).type.tradable:
            return
        self.apply(BookChanged(security, Lazy.of(book(security, shift))))
        if security.market is Market.HK:
            self.apply(BrokersChanged(security, Lazy.of(brokers(security))))
