"""Orders and fills of a chosen day, with what they come to: read from OpenD when the day is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.day_reader import DayReader, TradingDays, calendar_of, market_of
from tui.app.keymap import bindings_for, key_of
from tui.app.ports import EnginePort
from tui.app.screens.base import BaseModal
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.fills import PAPER_NOTE
from tui.app.widgets.grid import Grid
from tui.app.widgets.lines import Line, Lines, Span
from tui.app.widgets.orders import terms
from tui.app.widgets.parts import packed, span_of
from tui.domain.accounts import Account, Env
from tui.domain.markets import zone_of
from tui.state.codes import LONGEST_CODE
from tui.state.rows import Cell
from tui.state.rows_day import DayOrder, day_orders, day_totals
from tui.state.rows_orders import FillRow, account_tail, fill_row
from tui.state.words import ENVS

_ORDERS: tuple[Column[DayOrder], ...] = (
    Column("Time", 8, lambda one: one.row.time),
    Column("Status", 11, lambda one: one.row.status),
    Column("Side", 5, lambda one: one.row.side),
    Column("Code", 9, lambda one: one.row.code, grows=LONGEST_CODE),
    Column("Name", 8, lambda one: one.row.name, stretch=2, widest=24, drop=6),
    Column("Type", 9, lambda one: terms(one.row), stretch=1, widest=22, drop=5),
    number_column("Qty", 9, lambda one: one.row.qty),
    number_column("Price", 9, lambda one: one.row.price),
    number_column("Filled", 9, lambda one: one.row.filled),
    number_column("Average", 9, lambda one: one.row.average, drop=4),
    number_column("Fees", 9, lambda one: one.fees, drop=3),
    Column("Cause", 10, lambda one: one.row.cause, stretch=5, drop=7),
)
_FILLS: tuple[Column[FillRow], ...] = (
    Column("Time", 8, lambda row: row.time),
    Column("Side", 5, lambda row: row.side),
    Column("Code", 9, lambda row: row.code, grows=LONGEST_CODE),
    Column("Name", 8, lambda row: row.name, stretch=1, widest=24, drop=2),
    number_column("Qty", 9, lambda row: row.qty),
    number_column("Price", 9, lambda row: row.price),
    Column("Note", 14, lambda row: row.status),
    Column("Counterparty", 12, lambda row: row.counterparty, stretch=1, widest=30, drop=1),
)


class OrderHistoryScreen(BaseModal[None]):
    """One account and one day at a time; nothing here is live but the day of today when it is read."""

    DEFAULT_CSS = """
    OrderHistoryScreen { background: $background; }
    OrderHistoryScreen Lines { height: 1; }
    OrderHistoryScreen #day-totals { height: 2; }
    OrderHistoryScreen Grid { display: none; background: $background; }
    OrderHistoryScreen Grid.-shown { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.HISTORY)]

    def __init__(
        self,
        engine: EnginePort,
        accounts: Sequence[Account],
        account: Account | None,
        now: Callable[[], datetime],
    ) -> None:
        """Begin with this account, or the first one, today."""
        super().__init__()
        self._engine = engine
        self._store = engine.store
        self._accounts = tuple(accounts)
        self._account = account if account in self._accounts else self._accounts[0]
        self._now = now
        self._days = TradingDays(engine)
        self._day = self._today
        self._reader = self._new_reader()
        self._of_fills = False
        self._orders: Grid[DayOrder] = Grid(_ORDERS, lambda one: one.row.key, id="day-orders")
        self._fills: Grid[FillRow] = Grid(_FILLS, lambda row: row.key, id="day-fills")

    def compose(self) -> ComposeResult:
        """Title, the two lists, totals, keys."""
        yield Lines(((),), id="day-title")
        yield self._orders
        yield self._fills
        yield Lines(((), ()), id="day-totals")
        yield Lines(((),), id="day-keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self._read()

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.call_after_refresh(self.paint)

    # ---- painting

    @property
    def day(self) -> date:
        """The day shown."""
        return self._day

    def paint(self) -> None:
        """Show what was read."""
        if not self.is_here:
            return
        reader, instruments = self._reader, self._store.instruments
        orders, fills = reader.orders.value, reader.fills.value
        fees = reader.fees.value or {}
        self._orders.show_state("no orders on this day" if orders is not None else reader.orders.why.text)
        self._orders.update_rows(day_orders(orders or (), instruments, fees))
        paper = self._account.env is Env.PAPER
        note = f" ({PAPER_NOTE})" if paper else ""
        why = f"no fills on this day{note}" if fills is not None else reader.fills.why.text
        self._fills.show_state(why, badge=PAPER_NOTE if paper else "")
        self._fills.update_rows([fill_row(fill, instruments) for fill in fills or ()])
        self._show_chrome()

    def _show_chrome(self) -> None:
        env, tone = ENVS[self._account.env]
        what = "Fills" if self._of_fills else "Orders"
        today = " (today)" if self._day == self._today else ""
        title: Line = (
            Span(f" {what} of {self._day:%a} {self._day} ", bold=True, reverse=True),
            Span(f"{today}  "),
            span_of(Cell(f"{env} {account_tail(self._account.acc_id)}", tone)),
        )
        self.query_one("#day-title", Lines).show((title,))
        orders = self._reader.orders.value
        cells = (
            []
            if orders is None
            else list(day_totals(orders, self._store.instruments, self._reader.fees.value))
        )
        if self._reader.fees.value is None and orders:
            cells.append(self._reader.fees.why)
        parts: list[Line] = [(Span(" "), span_of(cell)) for cell in cells if cell.text]
        totals = packed(parts, self.size.width, 2)
        self.query_one("#day-totals", Lines).show((*totals, *([()] * (2 - len(totals)))))
        keys = (
            (key_of("day_before"), "day before"),
            (key_of("day_after"), "after"),
            (key_of("switch_list"), "orders" if self._of_fills else "fills"),
            *(((key_of("history_account"), "next account"),) if len(self._accounts) > 1 else ()),
            (key_of("read_day"), "read again"),
            (key_of("leave_history"), "close"),
        )
        foot = [
            span for key, words in keys for span in (Span(f" {key}", bold=True), Span(f" {words} ", "dim"))
        ]
        self.query_one("#day-keys", Lines).show((tuple(foot),))

    # ---- keys

    def action_day_before(self) -> None:
        """Go back one trading day."""
        self._go(-1)

    def action_day_after(self) -> None:
        """Go on one trading day, up to today."""
        if self._day < self._today:
            self._go(1)

    def action_switch_list(self) -> None:
        """Show the other list."""
        self._of_fills = not self._of_fills
        self._show_list()
        self.paint()

    def action_history_account(self) -> None:
        """Take the next account."""
        at = self._accounts.index(self._account) + 1
        self._account = self._accounts[at % len(self._accounts)]
        self._day = min(self._day, self._today)
        self._read()

    def action_read_day(self) -> None:
        """Ask again."""
        self._read()

    def action_leave_history(self) -> None:
        """Close."""
        self.dismiss(None)

    # ---- inner

    @property
    def _today(self) -> date:
        return self._now().astimezone(zone_of(market_of(self._account))).date()

    def _go(self, by: int) -> None:
        self._day = self._days.step(calendar_of(self._account), self._day, by, self._today)
        self._read()

    def _read(self) -> None:
        self._reader = self._new_reader()
        self._show_list()
        self.paint()
        self.run_worker(self._reading(self._reader), name="day", group="day", exclusive=True)

    async def _reading(self, reader: DayReader) -> None:
        await reader.read()
        await self._days.read(calendar_of(self._account), self._today)

    def _new_reader(self) -> DayReader:
        return DayReader(self._engine, self._store, self._account, self._day, self._today, self.paint)

    def _show_list(self) -> None:
        self._orders.set_class(not self._of_fills, "-shown")
        self._fills.set_class(self._of_fills, "-shown")
        self.set_focus(self._fills if self._of_fills else self._orders, scroll_visible=False)
