"""How a program is made to kill itself: the calls it makes at each point are wrapped, from outside."""

from __future__ import annotations

import os
import signal
import sqlite3
import struct
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.crash.cases import Case, Point
from tui.client import link, transport
from tui.domain.events import Event, IntentChanged
from tui.domain.intents import OrderIntent, Outcome
from tui.domain.journal import Entry
from tui.engine import Engine
from tui.order_path import OrderPath
from tui.trading import journal_rows, sender
from tui.trading.journal import Journal
from tui.trading.port import OrderPort
from tui.wire.messages.trade import PlaceOrder
from tui.wire.protoids import ProtoId


def set_trap(case: Case) -> None:
    """Wrap what is called at the point of the case, so that the process ends there."""
    _TRAPS[case.where](case)


def kill(case: Case) -> None:
    """Stand still for a moment, and be gone; nothing of Python runs any more after this."""
    time.sleep(case.hold_us / 1e6)
    os.kill(os.getpid(), signal.SIGKILL)


def _replace(owner: object, function: Callable[..., Any]) -> None:
    """Put a function in the place of the one of its name."""
    setattr(owner, function.__name__, function)


def _before_journal(case: Case) -> None:
    async def commit_order(journal: Journal, entry: Entry) -> int:
        kill(case)
        return 0

    _replace(Journal, commit_order)


def _in_journal(case: Case) -> None:
    original = journal_rows.insert_order

    def insert_order(connection: sqlite3.Connection, *args: Any) -> int:
        place = original(connection, *args)
        kill(case)
        return place

    _replace(journal_rows, insert_order)


def _after_journal(case: Case) -> None:
    original = Journal.commit_order

    async def commit_order(journal: Journal, entry: Entry) -> int:
        place = await original(journal, entry)
        kill(case)
        return place

    _replace(Journal, commit_order)


def _places(frame: bytes) -> bool:
    (number,) = struct.unpack_from("<I", frame, 2)
    return bool(number == ProtoId.TRD_PLACE_ORDER)


def _during_send(case: Case) -> None:
    original = transport.Transport.send

    def send(self: transport.Transport, data: bytes) -> bool:
        if _places(data):
            assert self._transport is not None
            socket = self._transport.get_extra_info("socket")
            part = data[: max(1, min(int(case.share * len(data)), len(data) - 1))]
            assert os.write(socket.fileno(), part) == len(part)
            kill(case)
        return original(self, data)

    _replace(transport.Transport, send)


def _before_reply(case: Case) -> None:
    original = transport.Transport.send

    def send(self: transport.Transport, data: bytes) -> bool:
        sent = original(self, data)
        if _places(data):
            assert not self.clogged
            kill(case)
        return sent

    _replace(transport.Transport, send)


def _before_reading_reply(case: Case) -> None:
    original = link._Pending.arrived

    def arrived(self: link._Pending, body: bytes) -> None:
        if isinstance(self.request, PlaceOrder):
            kill(case)
        original(self, body)

    _replace(link._Pending, arrived)


def _after_reply(case: Case) -> None:
    original = sender.send

    async def send(port: OrderPort, build: sender.Build) -> Outcome:
        outcome = await original(port, build)
        kill(case)
        return outcome

    _replace(sender, send)


def _before_screen(case: Case) -> None:
    original = OrderPath.__init__

    def __init__(self: OrderPath, *args: Any, apply: Any, **kwargs: Any) -> None:
        def show(event: Event) -> None:
            if isinstance(event, IntentChanged) and event.outcome is not None:
                kill(case)
            apply(event)

        original(self, *args, apply=show, **kwargs)

    _replace(OrderPath, __init__)


def _anywhere(case: Case) -> None:
    original = Engine.place

    async def place(self: Engine, intent: OrderIntent) -> Outcome:
        threading.Thread(target=kill, args=(case,), daemon=True).start()
        return await original(self, intent)

    _replace(Engine, place)


_TRAPS = {
    Point.BEFORE_JOURNAL: _before_journal,
    Point.IN_JOURNAL: _in_journal,
    Point.AFTER_JOURNAL: _after_journal,
    Point.DURING_SEND: _during_send,
    Point.BEFORE_REPLY: _before_reply,
    Point.BEFORE_READING_REPLY: _before_reading_reply,
    Point.AFTER_REPLY: _after_reply,
    Point.BEFORE_SCREEN: _before_screen,
    Point.ANYWHERE: _anywhere,
}
