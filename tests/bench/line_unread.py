"""A terminal that nobody reads for a while, with an order at work and an armed ladder before the keys."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from tests.conformance.sdk.relay import Relay
from tests.e2e.environment import environ
from tests.e2e.simulator import running_simulator
from tests.e2e.slow_line import Line, SlowTerminal
from tests.sim.client import Client
from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind
from tui.domain.markets import TradeMarket
from tui.domain.orders import ModifyOp, OrderStatus
from tui.sim.trading.accounts import PAPER_HK
from tui.trading import journal_rows
from tui.trading.journal_file import FILE_NAME, opened_to_read
from tui.wire.messages.trade import GetOrders, Header, ModifyOrder
from tui.wire.protoids import ProtoId

PLACE, MODIFY, KEEP_ALIVE = ProtoId.TRD_PLACE_ORDER, ProtoId.TRD_MODIFY_ORDER, ProtoId.KEEP_ALIVE
DOWN = "\x1b[B"
FAR = 9
"""Lines below the best bid, where an order stays at work."""
ABOVE = Decimal(3)
"""So much more for a share, and the order is filled at once."""
FAST = Line(1e6, one_way_s=0.0)
MEANWHILE = ("b", "\r", "y", "L", "b", "L", ".", "y")
"""Keys that would buy, on a ladder that is armed."""


@dataclass(frozen=True)
class Outcome:
    """What was seen of it."""

    beats: int
    """Keep-alives that reached OpenD while nobody read."""
    sent: tuple[int, int]
    """Orders and changes that left since then."""
    fill_journalled: bool
    """Before anybody read again."""
    disarmed: bool
    answers_again: bool
    """Whether a key pressed afterwards does what it does."""

    @property
    def is_right(self) -> bool:
        """Whether nothing was lost and nothing was sent."""
        quiet = self.sent == (0, 0)
        return quiet and self.beats > 0 and self.fill_journalled and self.disarmed and self.answers_again


def leave_unread(home: Path, seconds: float, beats: int, changes: Sequence[str]) -> Outcome:
    """Read nothing for so long and until so many keep-alives came; `changes` are those of `line_child`."""
    with running_simulator(rate=0.2) as port:
        relay = Relay(port)
        command = [
            *(sys.executable, "-m", "tests.bench.line_child", str(home / "acts"), *changes),
            *("--", "--port", str(relay.port)),
        ]
        with SlowTerminal(command, FAST, env=environ(home)) as terminal:
            _take_seat(terminal)
            order = _rest_an_order(terminal, port)
            placed, modified = relay.asked[PLACE], relay.asked[MODIFY]
            before = relay.asked[KEEP_ALIVE]
            terminal.reads, since = False, time.monotonic()
            _until(
                terminal,
                lambda: relay.asked[KEEP_ALIVE] >= before + beats and time.monotonic() >= since + seconds,
            )
            for key in MEANWHILE:
                terminal.send(key)
                terminal.collect(0.2)
            asyncio.run(_fill(port, order))
            filled = _until(terminal, lambda: _knows_fill(home, order))
            beaten = relay.asked[KEEP_ALIVE] - before
            terminal.reads = True
            terminal.wait(
                lambda _: not terminal.row_with(" ARMED ", "OPEND LIVE"), "the end of the armed time"
            )
            terminal.settle(2.0)  # what the keys would do would be seen by then
            quiet = not any(word in terminal.text for word in ("TICKET", "REVIEW", "1 lot = 100 ARMED"))
            terminal.send("b")
            terminal.wait_for("TICKET")
            return Outcome(
                beaten,
                (relay.asked[PLACE] - placed, relay.asked[MODIFY] - modified),
                filled,
                not terminal.row_with(" ARMED ", "OPEND LIVE"),
                quiet,
            )


def _take_seat(terminal: SlowTerminal) -> None:
    terminal.wait_for("OPEND LIVE", 30)
    terminal.wait(lambda _: terminal.row_with("B1 "), "the order book")
    terminal.press_until("A", "Arm this account?")  # locks are read once a second
    terminal.answer("y")
    terminal.wait(lambda _: terminal.row_with(" ARMED PAPER ", "1 lot = 100"), "the armed ladder")


def _rest_an_order(terminal: SlowTerminal, port: int) -> str:
    """Send one that stays at work; its number."""
    terminal.send("l")
    for _ in range(FAR):
        terminal.send(DOWN)
        terminal.settle(0.1)
    terminal.send("L")
    terminal.wait(lambda _: terminal.row_with("working", "BUY"), "the order at work")
    return asyncio.run(_working(port))


async def _working(port: int) -> str:
    client = await Client.connect(port)
    header = Header(Env.PAPER, PAPER_HK, TradeMarket.HK)
    (order,) = [one for one in await client.ask(GetOrders(header)) if not one.status.terminal]
    await client.close()
    return order.order_id


async def _fill(port: int, order_id: str) -> None:
    """Have a second client make the order one that meets the market."""
    client = await Client.connect(port)
    header = Header(Env.PAPER, PAPER_HK, TradeMarket.HK)
    (order,) = [one for one in await client.ask(GetOrders(header)) if one.order_id == order_id]
    assert order.price is not None
    await client.ask(
        ModifyOrder(client.packet, header, ModifyOp.AMEND, order_id, qty=order.qty, price=order.price + ABOVE)
    )
    await client.close()


def _until(terminal: SlowTerminal, condition: Callable[[], bool], timeout_s: float = 60) -> bool:
    """Wait without reading; whether it came true."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        terminal.collect(0.1)
    return True


def _knows_fill(home: Path, order_id: str) -> bool:
    return any(
        entry.kind is EntryKind.PUSH and entry.facts.get("status") == OrderStatus.FILLED_ALL.name
        for entry in _journal(home)
        if entry.order_id == order_id
    )


def _journal(home: Path) -> tuple[Entry, ...]:
    with opened_to_read(home / ".local" / "state" / "futu-tui" / FILE_NAME) as connection:
        return tuple(
            journal_rows.between(
                connection, datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
            )
        )
