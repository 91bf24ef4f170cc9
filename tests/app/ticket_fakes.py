"""A dashboard of one panel: the real store and the real panel, a scripted broker and a stepped clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.widgets import Static

from tests.app.fakes import FakeEngine
from tests.app.listings import ACCOUNTS, NOW, PAPER_HK, PAPER_US, REAL_HK, TENCENT
from tests.app.ticket_values import TAG
from tui.app.actions import Where
from tui.app.keymap import bindings_for
from tui.app.ticket_model import Stage
from tui.app.widgets.ticket import OrderPanel
from tui.domain.accounts import Account, Env
from tui.domain.events import AccountsReported, IntentChanged, OrderChanged
from tui.domain.ids import SecurityId
from tui.domain.intents import NO_CONSENT, AmendIntent, CancelIntent, OrderIntent, Outcome, OutcomeKind
from tui.domain.limits import NO_LIMITS, Limits, LimitsBook
from tui.domain.orders import Order, OrderStatus, Side
from tui.state.dirty import Dirty

ACCEPTED = Outcome(OutcomeKind.ACCEPTED, order_id="P1")


class Broker(FakeEngine):
    """Answers every order with the same outcome, and shows accepted ones as working."""

    def __init__(self, outcome: Outcome = ACCEPTED) -> None:
        super().__init__()
        self.outcome = outcome
        self.fault: Exception | None = None

    async def place(self, intent: OrderIntent) -> Outcome:
        """Note the order the way the engine does."""
        self.placed.append(intent)
        if self.fault is not None:
            raise self.fault
        self.apply(IntentChanged(intent, None))
        self.apply(IntentChanged(intent, self.outcome))
        if self.outcome.kind is OutcomeKind.ACCEPTED:
            self.apply(OrderChanged(order_of(intent, self.outcome.order_id)))
        return self.outcome

    async def amend(self, intent: AmendIntent) -> Outcome:
        """Note the change."""
        self.amended.append(intent)
        return self.outcome

    async def cancel(self, intent: CancelIntent) -> Outcome:
        """Note the cancel."""
        self.cancelled.append(intent)
        return self.outcome


def order_of(intent: OrderIntent, order_id: str) -> Order:
    """Return the broker's order of an intent."""
    return Order(
        order_id=order_id,
        acc_id=intent.acc_id,
        env=intent.env,
        id=intent.id,
        name="騰訊控股",
        side=intent.side,
        type=intent.type,
        status=OrderStatus.SUBMITTED,
        qty=intent.qty,
        price=intent.price,
        remark=intent.remark,
    )


Wish = TypeVar("Wish", OrderIntent, AmendIntent)


def bare(wish: Wish) -> Wish:
    """Return an intent without what the trader was shown, to compare what is sent."""
    return replace(wish, consent=NO_CONSENT)


class SteppedClock:
    """Goes on only when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def step(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


class Desk(App[None]):
    """The panel, and the dashboard keys that must not act behind it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.DASHBOARD)]

    def __init__(self, broker: Broker, clock: SteppedClock, *, read_only: bool, real_allowed: bool) -> None:
        super().__init__()
        self.broker = broker
        self.panel = OrderPanel(
            broker,
            new_tag=lambda: TAG,
            read_only=read_only,
            real_allowed=real_allowed,
            clock=clock,
            wall=lambda: NOW,
        )
        self.security: SecurityId = TENCENT
        self.told: list[tuple[str, OutcomeKind | None]] = []
        self.sent: list[str] = []
        self.leaked: list[str] = []

    def compose(self) -> ComposeResult:
        """Something above, and the panel."""
        yield Static("dashboard", markup=False)
        yield self.panel

    def action_open_buy(self) -> None:
        """Open a buy."""
        self.leaked += ["open_buy"] if self.panel.is_open else []
        self.panel.open_ticket(self.security, Side.BUY)

    def action_open_sell(self) -> None:
        """Open a sell."""
        self.leaked += ["open_sell"] if self.panel.is_open else []
        self.panel.open_ticket(self.security, Side.SELL)

    def action_cancel_order(self) -> None:
        """Note what must not happen."""
        self.leaked.append("cancel_order")

    def action_quit(self) -> None:  # type: ignore[override]
        """Note what must not happen."""
        self.leaked.append("quit")

    @on(OrderPanel.Told)
    def _told(self, event: OrderPanel.Told) -> None:
        """Keep what the trader is told."""
        self.told.append((event.text, event.kind))

    @on(OrderPanel.Sent)
    def _sent(self, event: OrderPanel.Sent) -> None:
        """Keep the tags."""
        self.sent.append(event.tag)

    def changed(self, changes: Dirty | None = None) -> None:
        """Do what the bridge does when the store changed."""
        if self.panel.wants(self.broker.store.drain() if changes is None else changes):
            self.panel.paint()


@dataclass(slots=True)
class Seat:
    """Everything a test touches."""

    pilot: Pilot[None]
    app: Desk
    broker: Broker
    clock: SteppedClock

    @property
    def panel(self) -> OrderPanel:
        """The panel."""
        return self.app.panel

    @property
    def text(self) -> str:
        """What the panel says."""
        return self.app.panel.text

    async def press(self, *keys: str, after: float = 1.0) -> None:
        """Let time pass, press keys one after the other, and let everything settle."""
        self.clock.step(after)
        await self.pilot.press(*keys)
        await settled(self.pilot, self.panel)

    def allow_real(self, *, armed: bool, limits: Limits = NO_LIMITS) -> None:
        """Have limits for the real account, and have it armed or not."""
        account = (Env.REAL, REAL_HK)
        book = LimitsBook(real={REAL_HK: limits})
        self.broker.change_safety(limits=book, armed=account if armed else None)
        self.broker.use_accounts((PAPER_HK, PAPER_US, REAL_HK))

    async def settle(self) -> None:
        """Paint what changed in the store."""
        self.app.changed()
        await settled(self.pilot, self.panel)


async def settled(pilot: Pilot[Any], panel: OrderPanel) -> None:
    """Wait until orders are answered and a question that was asked is on the screen."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete([one for one in pilot.app.workers if one.group == "orders"])
    for _ in range(100):
        ticket, question = panel.ticket, panel._question
        asked = ticket.reading if ticket is not None and ticket.stage is Stage.REVIEW else None
        guard = question.guard if question is not None else asked
        if guard is None or guard.is_painted:
            break
        await pilot.pause()
    await pilot.pause()


@asynccontextmanager
async def seat(
    outcome: Outcome = ACCEPTED,
    *,
    size: tuple[int, int] = (80, 24),
    read_only: bool = False,
    real_allowed: bool = False,
    live: bool = True,
    accounts: tuple[Account, ...] = ACCOUNTS,
) -> AsyncIterator[Seat]:
    """Sit down before a running panel with Tencent's book on the screen."""
    broker, clock = Broker(outcome), SteppedClock()
    if live:
        broker.go_live()
        broker.focus(TENCENT)
        broker.use_accounts((PAPER_HK, PAPER_US))
    if accounts is not ACCOUNTS:
        broker.apply(AccountsReported(accounts))
    app = Desk(broker, clock, read_only=read_only, real_allowed=real_allowed)
    async with app.run_test(size=size) as pilot:
        yield Seat(pilot, app, broker, clock)
