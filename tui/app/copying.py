"""What can be copied: the code, the row, the table, the order id and the ticket, as plain text.

Rows and tables are tab-separated, with all columns of the pane whatever the terminal's width, and with every
number in full and ungrouped, so that a spreadsheet takes it for one. A name or a note that a spreadsheet
would take for a formula gets an apostrophe before it there; nowhere else is a text changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tui.app.glyphs import CHOSEN, DOWN, OWN, UP
from tui.app.widgets.columns import Column
from tui.app.widgets.fit import Align
from tui.app.widgets.grid import Grid
from tui.app.widgets.ladder_prices import PRICE_COLUMNS
from tui.app.widgets.ladder_rungs import COLUMNS, NO_BROKERS
from tui.app.widgets.tape import TapePane
from tui.app.widgets.watchlist import WatchLine, Watchlist
from tui.domain.decimals import Number, quantity_text
from tui.domain.ids import SecurityId
from tui.state.rows_orders import FillRow, OrderRow
from tui.state.rows_trades import TradeRow
from tui.state.store import Store
from tui.wire.text import clean

Exact = Callable[[Column[Any], Any], Number | None]
"""The number behind a cell that shows it in short, None where there is none."""

_SIGNS = f"{UP}{DOWN}{OWN}{CHOSEN} "
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?%?")
_NUMBER = re.compile(r"[+-]?[\d.,]+%?|-")
_FORMULA = ("=", "+", "-", "@")
_TITLES = {COLUMNS[0]: "Level", PRICE_COLUMNS[5]: "Mark", NO_BROKERS: ""}
"""Of columns whose head on the screen is none, or no title."""


@dataclass(frozen=True, slots=True)
class Copyable:
    """One line of the menu: what its action copies."""

    action_id: str
    what: str
    """In a word or two: `order id`."""
    text: str
    """Empty when there is nothing to copy."""
    shown: str
    """What stands beside it: the text in short, or why there is none."""


def offers(store: Store, pane: Grid[Any], shown: SecurityId | None, ticket: str) -> tuple[Copyable, ...]:
    """Return what can be copied now: of the pane with the keys, the code shown and the open ticket."""
    row = pane.cursor_row
    code = code_of(row) or shown
    name = pane.id or "list"
    exact = exact_in(store, pane)
    cells = [] if row is None else row_cells(pane.given_columns, row, exact)
    count = f"{len(pane.rows)} {'row' if len(pane.rows) == 1 else 'rows'} of the {name}, with a head"
    order_id = row.order_id if isinstance(row, (OrderRow, FillRow)) else ""
    why = "the broker has given it none yet" if isinstance(row, OrderRow) else "no order is selected"
    return (
        Copyable(
            "copy_code",
            "code",
            "" if code is None else str(code),
            "no code is selected" if code is None else str(code),
        ),
        Copyable(
            "copy_row", "row", "\t".join(cells), " ".join(filter(None, cells)) or f"no row in the {name}"
        ),
        Copyable(
            "copy_table",
            "table",
            table_text(pane.given_columns, pane.rows, exact),
            count if pane.rows else f"no row in the {name}",
        ),
        Copyable("copy_order_id", "order id", order_id, order_id or why),
        Copyable("copy_ticket", "ticket", ticket, ticket or "no ticket is open"),
    )


def code_of(row: object) -> SecurityId | None:
    """Return the security that a row is about."""
    of = row.row if isinstance(row, WatchLine) else row
    code = getattr(of, "id", None)
    return code if isinstance(code, SecurityId) else None


def table_text(columns: Sequence[Column[Any]], rows: Sequence[Any], exact: Exact) -> str:
    """Return rows as lines under a line of titles; empty when there are none."""
    if not rows:
        return ""
    head = "\t".join(title_of(column) for column in columns if title_of(column))
    return "\n".join((head, *("\t".join(row_cells(columns, row, exact)) for row in rows)))


def title_of(column: Column[Any]) -> str:
    """Return the head of a column, empty for one that only marks rows."""
    return _TITLES.get(column, column.title)


def row_cells(columns: Sequence[Column[Any]], row: Any, exact: Exact) -> list[str]:
    """Return the cells of a row, one for each column that has a title."""
    return [_cell(column, row, exact) for column in columns if title_of(column)]


def _cell(column: Column[Any], row: Any, exact: Exact) -> str:
    number = exact(column, row)
    text = column.of(row).text if number is None else quantity_text(number)
    text = clean(text, len(text)).strip(_SIGNS)
    if column.align is Align.RIGHT and _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def exact_in(store: Store, pane: Grid[Any]) -> Exact:
    """Return how to find the numbers that a pane shows in short: volumes of quotes, values of prints."""
    if isinstance(pane, Watchlist):

        def volume(column: Column[Any], line: WatchLine) -> Number | None:
            quote = store.quote(line.row.id) if column.title == "Volume" and line.row.volume.text else None
            return None if quote is None else quote.volume

        return volume
    security = pane.security if isinstance(pane, TapePane) else None
    if security is None:
        return _nothing
    values = {
        trade.sequence: trade.turnover for trade in store.trades(security).tail(len(pane.rows) + _NEWER)
    }

    def value(column: Column[Any], row: TradeRow) -> Number | None:
        return values.get(row.key) if column.title == "Value" else None

    return value


def _nothing(column: Column[Any], row: object) -> None:
    del column, row


_NEWER = 1000
"""Prints that may have come since the tape was painted."""
