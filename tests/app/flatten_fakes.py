"""A market that fills, a position in it, and the screen that closes one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

from textual.pilot import Pilot

from tests.app.face import dashboard, picture, running, settled
from tests.app.listings import ACCOUNTS, IDS, PAPER_HK, PAPER_US
from tests.app.ticket_fakes import Broker, order_of
from tui.app.screens.flatten import FlattenScreen
from tui.domain.accounts import Env, Position, PositionSide
from tui.domain.events import Event, OrderChanged, OrdersReported, PositionsAsked, PositionsReported
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.orders import Order, OrderStatus, OrderType, Side
from tui.domain.withdrawals import Fate, OrderFate, Scope, Withdrawal

D = Decimal
APPLE = IDS[7]


class Market(Broker):
    """Fills what it is told to fill at once, and cancels what is to be withdrawn."""

    def __init__(self, outcome: Outcome | None = None) -> None:
        super().__init__(outcome or Outcome(OutcomeKind.ACCEPTED, order_id="P1"))
        self.share = Decimal(1)
        """Of each order that is filled."""
        self.fate = Fate.CANCELLED

    def apply(self, *events: Event) -> None:
        """Feed the store; positions are read at the moment they are reported."""
        for event in events:
            if isinstance(event, PositionsReported):
                super().apply(PositionsAsked(event.acc_id))
            super().apply(event)

    async def place(self, intent: OrderIntent) -> Outcome:
        """Fill it."""
        outcome = replace(self.outcome, order_id=f"P{len(self.placed) + 1}")
        self.placed.append(intent)
        if outcome.kind is OutcomeKind.ACCEPTED:
            filled = intent.qty * self.share
            status = OrderStatus.FILLED_ALL if filled == intent.qty else OrderStatus.FILLED_PART
            row = order_of(intent, outcome.order_id)
            self.apply(OrderChanged(replace(row, status=status, filled_qty=filled)))
        return outcome

    async def withdraw(self, scope: Scope, on_progress: object) -> Withdrawal:
        """Cancel them, or say that it could not be done; what they held back is free then."""
        self.scopes.append(scope)
        orders = [
            one for _, acc_id in scope.accounts for one in self.store.orders(acc_id) if scope.covers(one)
        ]
        if self.fate is Fate.CANCELLED:
            for one in orders:
                self.apply(OrderChanged(replace(one, status=OrderStatus.CANCELLED_ALL)))
            for _, acc_id in scope.accounts:
                held = self.store.positions(acc_id)
                env = next(one.env for one in ACCOUNTS if one.acc_id == acc_id)
                self.apply(
                    PositionsReported(acc_id, env, tuple(replace(p, can_sell_qty=p.qty) for p in held))
                )
        return Withdrawal(tuple(OrderFate(one, self.fate) for one in orders), over=True)


def holding(acc_id: int, security: SecurityId, qty: str, free: str | None = None) -> PositionsReported:
    env = next(one.env for one in ACCOUNTS if one.acc_id == acc_id)
    side = PositionSide.SHORT if qty.startswith("-") else PositionSide.LONG
    can = D(qty) if free is None else D(free)
    held = Position(acc_id, env, 1, security, "", side, D(qty), can, D(1), D(1), D(0), cost=D(100))
    return PositionsReported(acc_id, env, (held,))


@asynccontextmanager
async def at_the_dashboard(
    market: Market | None = None,
    size: tuple[int, int] = (120, 40),
    *,
    orders: bool = False,
    real: bool = False,
) -> AsyncIterator[tuple[Pilot[int], Market]]:
    made = market or Market()
    async with running(made, size, real=real) as pilot:
        if not orders:
            made.apply(OrdersReported(PAPER_HK, Env.PAPER, ()))
        await settled(pilot)
        yield pilot, made


async def hold_apple(pilot: Pilot[int], market: Market, qty: str = "300") -> None:
    market.apply(holding(PAPER_US, APPLE, qty))
    dashboard(pilot).show_security(APPLE)
    market.send_depth(APPLE)
    await settled(pilot)


def work(market: Market, side: Side, qty: str, order_id: str = "W1", filled: str = "0") -> Order:
    """Have an order work in Apple, and return it."""
    intent = OrderIntent("", Env.PAPER, PAPER_US, APPLE, side, OrderType.LIMIT, D(qty), D(100))
    row = replace(order_of(intent, order_id), remark="", filled_qty=D(filled))
    market.apply(OrderChanged(row))
    return row


async def press_later(pilot: Pilot[int], key: str) -> None:
    """Press a key when what the last one changed has been there for long enough."""
    screen = pilot.app.screen
    assert isinstance(screen, FlattenScreen)
    later = screen._time() + 5
    screen.clock = lambda: later
    await pilot.press(key)


async def finished(pilot: Pilot[int]) -> None:
    await pilot.pause()
    app = pilot.app
    await app.workers.wait_for_complete([one for one in app.workers if one.group == "orders"])
    await settled(pilot)


def text(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app.screen, FlattenScreen)
    return "\n".join(picture(pilot))


def said(pilot: Pilot[int]) -> str:
    return dashboard(pilot).keys.said


def sent(market: Market) -> list[tuple[str, int, str, Decimal]]:
    return [(one.side.name, one.acc_id, str(one.id), one.qty) for one in market.placed]
