"""The orders pane: ours on their way, working ones, then what is over; by views, filtered, and marked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.app.actions import Where
from tui.app.glyphs import CHOSEN
from tui.app.keymap import action_for, bindings_for, key_of
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.grid import Grid
from tui.domain.orders import Order
from tui.state.codes import LONGEST_CODE
from tui.state.dirty import Dirty, Topic
from tui.state.order_views import View, order_titles, shown
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_orders import OrderRow, OrderRows
from tui.state.store import Store

LONGEST_FILTER = 40
_MARK = Cell(CHOSEN, Tone.OWN)


def terms(row: OrderRow) -> Cell:
    """Return the type with what it waits for and how long it lives, where that is not the day."""
    tif = row.tif if row.tif.tone is not Tone.DIM else EMPTY
    return Cell(" ".join(cell.text for cell in (row.type, row.trigger, tif) if cell.text))


_COLUMNS: tuple[Column[OrderRow], ...] = (
    Column("", 1, lambda row: _MARK if row.marked else EMPTY),
    Column("Time", 8, lambda row: row.time, drop=3),
    Column("Status", 11, lambda row: row.status),
    Column("Env", 5, lambda row: row.env),
    Column("Acct", 5, lambda row: row.account, drop=5),
    Column("Side", 5, lambda row: row.side),
    Column("Code", 9, lambda row: row.code, grows=LONGEST_CODE),
    Column("Name", 8, lambda row: row.name, stretch=2, widest=24, drop=6),
    Column("Type", 9, terms, stretch=1, widest=22, drop=4),
    number_column("Qty", 9, lambda row: row.qty),
    number_column("Price", 9, lambda row: row.price),
    number_column("Filled", 9, lambda row: row.filled),
    number_column("Average", 9, lambda row: row.average, drop=7),
    Column("Cause", 10, lambda row: row.cause, stretch=5, drop=2),
)
_TOPICS = frozenset({Topic.ORDERS, Topic.INSTRUMENTS, Topic.ACCOUNTS, Topic.LINK, Topic.SAFETY})
Key = tuple[int, str]


class OrdersPane(Grid[OrderRow]):
    """Orders of the accounts in use. The cursor stays on its order while rows come, go and move.

    An order of ours keeps its tag from the key press on, so the cursor also stays when the broker's row
    takes the place of the pending one.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.ORDERS)]

    class Retitled(Message):
        """View, filter or marks changed."""

    class Opened(Message):
        """Everything about an order is asked for."""

        def __init__(self, row: OrderRow) -> None:
            super().__init__()
            self.row = row

    class Told(Message):
        """Why a key did nothing."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, store: Store, acc_ids: Callable[[], Iterable[int]], *, id: str | None = None) -> None:
        super().__init__(_COLUMNS, selection_key, id=id)
        self._store = store
        self._acc_ids = acc_ids
        self._made = OrderRows()
        self._awaited: Key | None = None
        self._all: tuple[OrderRow, ...] = ()
        self._view = View.ALL
        self._filter = ""
        self._typing = False
        self._marks: set[Key] = set()

    def await_row(self, key: Key) -> None:
        """Put the cursor on a row now, or as soon as it is there: the next key is meant for it.

        A view or a filter that would hide it is taken away.
        """
        if not self.move_to(key) and any(selection_key(row) == key for row in self._all):
            self._look_at(View.ALL, "")
        self._awaited = None if self.move_to(key) else key

    @property
    def selected_order(self) -> Order | None:
        """The broker's order at the cursor; None for one that the broker has not shown yet."""
        row = self.cursor_row
        return None if row is None or not row.order_id else self._store.order(row.acc_id, row.order_id)

    @property
    def marked_orders(self) -> tuple[Order, ...]:
        """The orders that are marked, in the order of the rows, whether in view or not."""
        found = (self._store.order(row.acc_id, row.order_id) for row in self._all if self._is_marked(row))
        return tuple(order for order in found if order is not None)

    @property
    def is_typing(self) -> bool:
        """Whether keys are text of the filter."""
        return self._typing

    @property
    def titles(self) -> tuple[str, ...]:
        """The title with view, counts and filter, the long form first."""
        rows = self._made.of(self._store, self._acc_ids())
        marks = sum(self._is_marked(row) for row in rows)
        marked = f" {CHOSEN}{marks}" if marks else ""
        typed = f"{self._filter}_" if self._typing else self._filter
        return tuple(f"{title}{marked}" for title in order_titles(rows, self._view, typed))

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show the store's orders."""
        acc_ids = tuple(self._acc_ids())
        self._all = self._made.of(self._store, acc_ids)
        self._marks &= {selection_key(row) for row in self._all if _markable(row)}
        stale = self._store.stale
        notice = (
            self._notice_of() if acc_ids else f"no account in use: {key_of('choose_account')} chooses one"
        )
        self.show_state(notice, badge="STALE" if stale else "", dimmed=stale)
        rows = shown(self._all, self._view, self._filter)
        self.update_rows([replace(row, marked=True) if self._is_marked(row) else row for row in rows])
        if self._awaited is not None:
            self.await_row(self._awaited)

    # ---- views

    def action_next_view(self) -> None:
        """Show the next view."""
        self._look_at(self._view.next, self._filter)

    def action_filter_orders(self) -> None:
        """Begin to type."""
        self._typing = True
        self._look_at(self._view, self._filter)

    def action_clear_orders(self) -> None:
        """Show all again; when all are shown, take the marks away."""
        if self._filter or self._view is not View.ALL:
            self._look_at(View.ALL, "")
        else:
            self._marks.clear()
            self._look_at(View.ALL, "")

    # ---- marks

    def action_mark_order(self) -> None:
        """Mark the order at the cursor or take its mark away, and go on to the next."""
        row = self.cursor_row
        if row is None or not _markable(row):
            self.post_message(self.Told("only orders that the broker shows as working can be marked"))
            return
        self._marks ^= {selection_key(row)}
        self._look_at(self._view, self._filter)
        self.action_row_down()

    def action_mark_all(self) -> None:
        """Mark all in view, or none when all are."""
        keys = {selection_key(row) for row in self.rows if _markable(row)}
        self._marks = self._marks - keys if keys <= self._marks else self._marks | keys
        self._look_at(self._view, self._filter)

    def action_show_order(self) -> None:
        """Ask for everything about the order at the cursor."""
        row = self.cursor_row
        if row is not None:
            self.post_message(self.Opened(row))

    # ---- typing

    def takes_typed(self, key: events.Key) -> bool:
        """Whether a key is text that is being typed here, so that a paste may be let in."""
        return self._typing and (key.is_printable or action_for(Where.FILTER, key.key) is not None)

    def on_key(self, event: events.Key) -> None:
        """Take what is typed into the filter; a key that moves ends the typing and moves."""
        if not self._typing:
            return
        action = action_for(Where.FILTER, event.key)
        if action is None and not event.is_printable:
            self._type(self._filter, ends=True)
            return
        event.stop()
        event.prevent_default()
        if action is None:
            self._type((self._filter + (event.character or "")).lstrip()[:LONGEST_FILTER])
        elif action.id == "filter_erase":
            self._type(self._filter[:-1])
        else:
            self._type("" if action.id == "filter_drop" else self._filter.strip(), ends=True)

    def on_blur(self) -> None:
        """End the typing: the keys go elsewhere."""
        super().on_blur()
        if self._typing:
            self._type(self._filter.strip(), ends=True)

    def _type(self, text: str, *, ends: bool = False) -> None:
        self._typing = not ends
        self._look_at(self._view, text)

    # ---- inner

    def _look_at(self, view: View, words: str) -> None:
        self._view, self._filter = view, words
        self.paint()
        self.post_message(self.Retitled())

    def _is_marked(self, row: OrderRow) -> bool:
        return selection_key(row) in self._marks

    def _notice_of(self) -> str:
        if self._all:
            return f"none of {len(self._all)} orders fits: {key_of('clear_orders')} shows all"
        return f"no orders today: {key_of('open_buy')} buys, {key_of('open_sell')} sells the selected code"


def selection_key(row: OrderRow) -> Key:
    """Return what a row is known by from the key press to the end of the order."""
    return row.acc_id, row.tag or row.key


def _markable(row: OrderRow) -> bool:
    return row.working and bool(row.order_id)
