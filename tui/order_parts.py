"""The parts of an engine that may send, put together; a read-only engine has none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tui.client.session import Session
from tui.domain.accounts import Account
from tui.domain.events import Event, SafetyChanged
from tui.domain.limits import NO_BOOK, LimitsBook
from tui.opend import ClientPort, SessionBroker
from tui.order_path import OrderPath
from tui.state.store import Store
from tui.trading.arming import IDLE_S
from tui.trading.desk import Desk
from tui.trading.known_orders import KnownOrders
from tui.trading.limits_gate import LimitsGate
from tui.trading.records import Records
from tui.trading.repeats import Pace, PaceGate, RepeatGate
from tui.trading.switches import ArmingGate, Switches
from tui.trading.withdraw import Withdrawals


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the trader lets this run do."""

    real: bool = False
    why_not_real: str = ""
    """Counts when real money is not allowed."""
    idle_s: float = IDLE_S
    limits: LimitsBook = NO_BOOK
    pace: Pace | None = None
    closed: str = ""
    """Why nothing may be sent at all."""


@dataclass(frozen=True, slots=True)
class OrderParts:
    """Everything that sends, or lets be sent."""

    port: ClientPort
    switches: Switches
    repeats: RepeatGate
    desk: Desk
    path: OrderPath
    withdrawals: Withdrawals


def order_parts(
    session: Session,
    store: Store,
    journal: Records,
    allowed: Allowed,
    *,
    account: Callable[[int], Account | None],
    apply: Callable[[Event], None],
    now: Callable[[], datetime],
) -> OrderParts:
    """Put them together around one session, one store and one journal."""
    switches = Switches(
        journal,
        lambda safety: apply(SafetyChanged(safety)),
        account,
        clock=_loop_time,
        wall=now,
        why_not_real="" if allowed.real else allowed.why_not_real,
        limits=allowed.limits,
        idle_s=allowed.idle_s,
    )
    port, repeats = ClientPort(session), RepeatGate(store, clock=_loop_time, now=now)
    desk = Desk(
        port,
        lambda: session.accounts,
        journal=journal,
        gates=(
            ArmingGate(switches),
            LimitsGate(store, clock=_loop_time, now=now),
            repeats,
            PaceGate(allowed.pace or Pace(), clock=_loop_time, disarm=switches.disarm),
        ),
        now=now,
        allow_real=allowed.real,
        why_not_real=allowed.why_not_real,
        closed=allowed.closed,
    )
    path = OrderPath(
        desk,
        session,
        store,
        journal,
        apply=apply,
        now=now,
        on_unresolved=switches.set_unresolved,
        on_end=switches.request_ended,
    )
    known = KnownOrders(store, SessionBroker(session).known_orders, session.cancel_room)
    withdrawals = Withdrawals(desk, known, journal=journal, now=now, disarm=switches.disarm)
    return OrderParts(port, switches, repeats, desk, path, withdrawals)


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
