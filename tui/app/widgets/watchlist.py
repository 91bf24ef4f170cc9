"""The watchlist pane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.app.glyphs import CHOSEN
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.fit import Overflow
from tui.app.widgets.grid import Grid
from tui.domain.ids import SecurityId
from tui.state.codes import LONGEST_CODE
from tui.state.dirty import Dirty, Topic
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_watchlist import WatchRow, WatchRows
from tui.state.store import Store


@dataclass(frozen=True, slots=True)
class WatchLine:
    """A row of the watchlist, and whether the other panes show its security."""

    row: WatchRow
    focused: bool


_MARK = Cell(CHOSEN, Tone.OWN)
_COLUMNS: tuple[Column[WatchLine], ...] = (
    Column("", 1, lambda line: _MARK if line.focused else EMPTY),
    Column("Code", 9, lambda line: line.row.code, stretch=1, widest=10, grows=LONGEST_CODE),
    Column("Name", 6, lambda line: line.row.name, stretch=4, widest=40, drop=2),
    number_column("Last", 9, lambda line: line.row.last),
    number_column("Chg%", 7, lambda line: line.row.change_percent),
    number_column("Change", 9, lambda line: line.row.change, drop=3),
    number_column("Volume", 7, lambda line: line.row.volume, drop=4, overflow=Overflow.AMOUNT),
)
_TOPICS = frozenset({Topic.INSTRUMENTS, Topic.LINK})


class Watchlist(Grid[WatchLine]):
    """The codes that are watched, with their prices; the one the other panes show is marked."""

    def __init__(self, store: Store, codes: Sequence[SecurityId], *, id: str | None = None) -> None:
        super().__init__(_COLUMNS, lambda line: line.row.id, id=id)
        self._store = store
        self._made = WatchRows()
        self._known: frozenset[SecurityId] = frozenset()
        self.codes = tuple(codes)
        self.focused: SecurityId | None = None

    @property
    def codes(self) -> tuple[SecurityId, ...]:
        """What is watched, in order."""
        return self._codes

    @codes.setter
    def codes(self, codes: tuple[SecurityId, ...]) -> None:
        self._codes = codes
        self._known = frozenset(codes)

    @property
    def selected(self) -> SecurityId | None:
        """The security at the cursor."""
        line = self.cursor_row
        return None if line is None else line.row.id

    @property
    def in_view(self) -> tuple[SecurityId, ...]:
        """What can be seen of it without scrolling."""
        return tuple(line.row.id for line in self.rows_in_view)

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(
            topic in _TOPICS or (topic is Topic.QUOTE and key in self._known) for topic, key in changes
        )

    def paint(self) -> None:
        """Show the store's quotes."""
        stale = self._store.stale
        self.show_state("nothing is watched", badge="STALE" if stale else self._some_stale(), dimmed=stale)
        rows = self._made.of(self._store, self._codes)
        self.update_rows([WatchLine(row, row.id == self.focused) for row in rows])

    def _some_stale(self) -> str:
        """Say how many rows are old although the link is not; a row without a price says so itself.

        Short, so that it covers one column title and no part of another.
        """
        store = self._store
        old = sum(
            store.quote(code) is not None and store.feeds.cause(code) is None
            for code in self._codes
            if store.is_stale(Topic.QUOTE, code)
        )
        return f"{old} OLD" if old else ""
