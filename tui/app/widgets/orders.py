"""The orders pane: ours on their way, working ones, then what is over."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tui.app.keymap import key_of
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.grid import Grid
from tui.domain.orders import Order
from tui.state.codes import LONGEST_CODE
from tui.state.dirty import Dirty, Topic
from tui.state.rows_orders import OrderRow, order_rows
from tui.state.store import Store

_COLUMNS: tuple[Column[OrderRow], ...] = (
    Column("Time", 8, lambda row: row.time, drop=3),
    Column("Status", 11, lambda row: row.status),
    Column("Env", 5, lambda row: row.env),
    Column("Acct", 5, lambda row: row.account, drop=5),
    Column("Side", 5, lambda row: row.side),
    Column("Code", 9, lambda row: row.code, grows=LONGEST_CODE),
    Column("Name", 8, lambda row: row.name, stretch=2, widest=24, drop=6),
    Column("Type", 6, lambda row: row.type, drop=4),
    number_column("Qty", 9, lambda row: row.qty),
    number_column("Price", 9, lambda row: row.price),
    number_column("Filled", 9, lambda row: row.filled),
    number_column("Average", 9, lambda row: row.average, drop=7),
    Column("Cause", 10, lambda row: row.cause, stretch=5, drop=2),
)
_TOPICS = frozenset({Topic.ORDERS, Topic.INSTRUMENTS, Topic.ACCOUNTS, Topic.LINK})


class OrdersPane(Grid[OrderRow]):
    """Orders of the accounts in use. The cursor stays on its order while rows come, go and move.

    An order of ours keeps its tag from the key press on, so the cursor also stays when the broker's row
    takes the place of the pending one.
    """

    def __init__(self, store: Store, acc_ids: Callable[[], Iterable[int]], *, id: str | None = None) -> None:
        super().__init__(_COLUMNS, selection_key, id=id)
        self._store = store
        self._acc_ids = acc_ids
        self._awaited: tuple[int, str] | None = None

    def await_row(self, key: tuple[int, str]) -> None:
        """Put the cursor on a row now, or as soon as it is there: the next key is meant for it."""
        self._awaited = None if self.move_to(key) else key

    @property
    def selected_order(self) -> Order | None:
        """The broker's order at the cursor; None for one that the broker has not shown yet."""
        row = self.cursor_row
        return None if row is None or not row.order_id else self._store.order(row.acc_id, row.order_id)

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show the store's orders."""
        acc_ids = tuple(self._acc_ids())
        stale = self._store.stale
        notice = f"no orders today: {key_of('open_buy')} buys, {key_of('open_sell')} sells the selected code"
        self.show_state(
            notice if acc_ids else f"no account in use: {key_of('choose_account')} chooses one",
            badge="STALE" if stale else "",
            dimmed=stale,
        )
        self.update_rows(order_rows(self._store, acc_ids))
        if self._awaited is not None:
            self.await_row(self._awaited)


def selection_key(row: OrderRow) -> tuple[int, str]:
    """Return what a row is known by from the key press to the end of the order."""
    return row.acc_id, row.tag or row.key
