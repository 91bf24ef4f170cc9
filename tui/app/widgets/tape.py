"""The tape: the last prints of the focused security, newest first."""

from __future__ import annotations

from tui.app.glyphs import DOWN, UP
from tui.app.widgets.columns import Column, number_column
from tui.app.widgets.fit import Overflow
from tui.app.widgets.grid import Grid
from tui.domain.ids import SecurityId
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Cell
from tui.state.rows_trades import TradeRow, TradeRows
from tui.state.store import Store

SHOWN = 200
"""Prints one can scroll back to; the store keeps more."""
_SIGNS = {"BUY": UP, "SELL": DOWN}


def _initiator(row: TradeRow) -> Cell:
    word = row.direction.text
    return Cell(f"{_SIGNS[word]} {word}" if word in _SIGNS else f"  {word}", row.direction.tone)


_COLUMNS: tuple[Column[TradeRow], ...] = (
    Column("Time", 8, lambda row: row.time),
    number_column("Price", 9, lambda row: row.price),
    number_column("Size", 9, lambda row: row.volume, overflow=Overflow.AMOUNT),
    Column("Taker", 6, _initiator),
    number_column("Value", 7, lambda row: row.turnover, drop=2, overflow=Overflow.AMOUNT),
    Column("How", 12, lambda row: row.kind, drop=1),
)
_TOPICS = frozenset({Topic.INSTRUMENTS, Topic.LINK})


class TapePane(Grid[TradeRow]):
    """Prints in the colour of their initiator. The cursor on the newest stays on the newest."""

    def __init__(self, store: Store, *, id: str | None = None) -> None:
        super().__init__(_COLUMNS, lambda row: row.key, id=id)
        self._store = store
        self._made = TradeRows()
        self._security: SecurityId | None = None

    @property
    def security(self) -> SecurityId | None:
        """Whose prints they are."""
        return self._security

    @security.setter
    def security(self, security: SecurityId | None) -> None:
        if security != self._security:
            self.update_rows(())
        self._security = security

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(
            topic in _TOPICS or (topic is Topic.TRADES and key == self._security) for topic, key in changes
        )

    def paint(self) -> None:
        """Show the store's prints."""
        stale, security = self._store.stale, self._security
        self.show_state("no prints yet", badge="STALE" if stale else "", dimmed=stale)
        self.update_rows(() if security is None else self._made.of(self._store, security, SHOWN))

    def _follow(self, old: tuple[TradeRow, ...]) -> None:
        if self._cursor:
            super()._follow(old)
        else:
            self._keep_cursor_in_view()
