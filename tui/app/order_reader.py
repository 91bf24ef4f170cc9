"""Reads what the store has not of one order: the journal's entries, and what the broker asks for it.

Imported when an order is first looked at: it needs the messages of the wire.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Protocol

from tui.app.details_reader import READING, TELL_FROM_S, Asker, reason_of
from tui.client.errors import ClientError
from tui.client.portfolio import header_of
from tui.domain.accounts import Account
from tui.domain.fees import OrderFee
from tui.domain.journal import Entry
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer
from tui.trading.records import JournalError
from tui.wire.errors import WireError
from tui.wire.messages.trade_extras import GetOrderFees

UNTOLD = Cell("OpenD tells no fees of this order", Tone.DIM)
UNWRITTEN = Cell("the journal has nothing of it: it was not placed or changed with this program", Tone.DIM)


class Historian(Asker, Protocol):
    """What the reader needs of the engine."""

    async def history(self, acc_id: int, *, order_id: str = "", tag: str = "") -> tuple[Entry, ...]:
        """Return what the journal knows of an order, oldest first."""


class OrderReader:
    """Keeps journal and fees of one order; `on_change` is called when one of them changed."""

    def __init__(self, engine: Historian, acc_id: int, on_change: Callable[[], None]) -> None:
        self._engine = engine
        self._acc_id = acc_id
        self._on_change = on_change
        self.entries: Answer[tuple[Entry, ...]] = Answer(why=READING)
        self.fees: Answer[OrderFee] = Answer(why=READING)

    async def read_entries(self, order_id: str, tag: str) -> None:
        """Read the journal; what was read before stays in sight meanwhile."""
        try:
            entries = await self._engine.history(self._acc_id, order_id=order_id, tag=tag)
        except JournalError as error:
            self.entries = Answer(self.entries.value, Cell(f"the journal cannot be read: {error}", Tone.BAD))
        else:
            self.entries = Answer(entries or None, UNWRITTEN)
        self._on_change()

    async def read_fees(self, account: Account, order_id: str) -> None:
        """Ask the broker what the order cost; only real accounts have an answer."""
        request = GetOrderFees(header_of(account), (order_id,))
        wait_s = self._engine.wait_s(request)
        if wait_s >= TELL_FROM_S and self.fees.value is None:
            self._keep(Answer(why=Cell(f"waits {ceil(wait_s)} s: OpenD limits these reads", Tone.WARN)))
        try:
            answered = await self._engine.ask(request)
        except (ClientError, WireError) as error:
            self._keep(Answer(self.fees.value, Cell(reason_of(error), Tone.WARN)))
        else:
            fee = next((one for one in answered if one.order_id == order_id), None)
            self._keep(Answer(fee, UNTOLD))

    def _keep(self, fees: Answer[OrderFee]) -> None:
        self.fees = fees
        self._on_change()
