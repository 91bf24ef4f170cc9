"""The fills pane."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.app.keymap import key_of
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.grid import Grid
from tui.domain.accounts import Env
from tui.state.codes import LONGEST_CODE
from tui.state.dirty import Dirty, Topic
from tui.state.rows_day import fees_cell
from tui.state.rows_orders import FillRow, fill_rows
from tui.state.store import Store

if TYPE_CHECKING:
    from tui.app.order_fees import OrderFees

PAPER_NOTE = "paper: worked out from order reports"
"""OpenD reports no fills of paper accounts."""
_SHORT_NOTE = "from orders"
_ROOM_FOR_ALL = 100

_COLUMNS: tuple[Column[FillRow], ...] = (
    Column("Time", 8, lambda row: row.time),
    Column("Env", 5, lambda row: row.env),
    Column("Acct", 5, lambda row: row.account, drop=3),
    Column("Side", 5, lambda row: row.side),
    Column("Code", 9, lambda row: row.code, grows=LONGEST_CODE),
    Column("Name", 8, lambda row: row.name, stretch=1, widest=24, drop=2),
    number_column("Qty", 9, lambda row: row.qty),
    number_column("Price", 9, lambda row: row.price),
    number_column("Order fees", 10, lambda row: row.fees, drop=1),
    Column("Note", 14, lambda row: row.status),
    Column("Counterparty", 12, lambda row: row.counterparty, stretch=1, widest=30, drop=4),
)
_TOPICS = frozenset({Topic.FILLS, Topic.INSTRUMENTS, Topic.ACCOUNTS, Topic.LINK})


class FillsPane(Grid[FillRow]):
    """Fills of the accounts in use; those of paper accounts are ours and say so."""

    def __init__(
        self,
        store: Store,
        acc_ids: Callable[[], Iterable[int]],
        *,
        fees: OrderFees | None = None,
        id: str | None = None,
    ) -> None:
        super().__init__(_COLUMNS, lambda row: (row.acc_id, row.key), id=id)
        self._store = store
        self._acc_ids = acc_ids
        self._fees = fees

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show the store's fills."""
        acc_ids = tuple(self._acc_ids())
        stale = self._store.stale
        accounts = (self._store.account(acc_id) for acc_id in acc_ids)
        paper = any(account is not None and account.env is Env.PAPER for account in accounts)
        nothing = (
            "no fills today" if acc_ids else f"no account in use: {key_of('choose_account')} chooses one"
        )
        note = PAPER_NOTE if self.size.width >= _ROOM_FOR_ALL else _SHORT_NOTE
        badge = "STALE" if stale else note if paper else ""
        self.show_state(f"{nothing} ({PAPER_NOTE})" if paper else nothing, badge=badge, dimmed=stale)
        self.update_rows(self._with_fees(fill_rows(self._store, acc_ids)))
        if self._fees is not None and self._fees.due(acc_ids):
            self.run_worker(self._fees.read(acc_ids, self.paint), name="fees", group="fees")

    def _with_fees(self, rows: Sequence[FillRow]) -> Sequence[FillRow]:
        """Write what an order cost on the newest of its fills."""
        if self._fees is None:
            return rows
        made: list[FillRow] = []
        seen: set[tuple[int, str]] = set()
        for row in rows:
            key = (row.acc_id, row.order_id)
            fee = None if key in seen else self._fees.of(*key)
            seen.add(key)
            made.append(row if fee is None else replace(row, fees=fees_cell(fee)))
        return made
