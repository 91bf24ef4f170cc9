"""The positions pane."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.app.keymap import key_of
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.grid import Grid
from tui.domain.accounts import Position
from tui.state.codes import LONGEST_CODE
from tui.state.dirty import Dirty, Topic
from tui.state.rows_positions import PositionRow, position_rows
from tui.state.store import Store

_LONGEST_QTY = 13
"""Cells up to which a quantity takes room from the names."""
_COLUMNS: tuple[Column[PositionRow], ...] = (
    Column("Code", 9, lambda row: row.code, grows=LONGEST_CODE),
    Column("Name", 11, lambda row: row.name, stretch=1, widest=40, drop=2),
    Column("Env", 5, lambda row: row.env),
    Column("Acct", 5, lambda row: row.account, drop=5),
    number_column("Qty", 6, lambda row: row.qty, grows=_LONGEST_QTY),
    number_column("Can sell", 8, lambda row: row.can_sell, drop=1, grows=_LONGEST_QTY),
    number_column("Cost", 9, lambda row: row.cost),
    number_column("Price", 9, lambda row: row.price),
    number_column("Value", 14, lambda row: row.market_value, drop=4),
    number_column("P/L", 12, lambda row: row.pl),
    number_column("P/L %", 8, lambda row: row.pl_percent, drop=3),
)
_TOPICS = frozenset({Topic.POSITIONS, Topic.INSTRUMENTS, Topic.ACCOUNTS, Topic.LINK})


class PositionsPane(Grid[PositionRow]):
    """Holdings of the accounts in use, valued at live prices."""

    def __init__(self, store: Store, acc_ids: Callable[[], Iterable[int]], *, id: str | None = None) -> None:
        super().__init__(_COLUMNS, lambda row: row.key, id=id)
        self._store = store
        self._acc_ids = acc_ids

    @property
    def selected_position(self) -> Position | None:
        """The holding at the cursor."""
        row = self.cursor_row
        return None if row is None else self._store.position(row.acc_id, row.id)

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here: holdings, or the price of one of them."""
        held = {row.id for row in self.rows}
        return any(topic in _TOPICS or (topic is Topic.QUOTE and key in held) for topic, key in changes)

    def paint(self) -> None:
        """Show the store's positions."""
        acc_ids = tuple(self._acc_ids())
        stale = self._store.stale
        nothing = "no positions" if acc_ids else f"no account in use: {key_of('choose_account')} chooses one"
        self.show_state(nothing, badge="STALE" if stale else "", dimmed=stale)
        self.update_rows(position_rows(self._store, acc_ids))
