"""A watchlist of 50 rows by 10 columns that changes 10 rows a frame, as our grid or as a DataTable.

Usage: grid_child.py grid|table FRAMES. Prints nothing; when done it writes "CPU_SECONDS FRAMES" to the file
named by the environment variable BENCH_RESULT. Every frame waits until the one before it was painted.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from tui.app.widgets.columns import number_column
from tui.app.widgets.grid import Grid


class Tone(Enum):
    """Meanings the palette has colours for."""

    UP = "up"
    DOWN = "down"


ROWS, COLUMNS, CHANGED_ROWS, CHANGED_CELLS = 50, 10, 10, 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One number and its meaning."""

    text: str
    tone: Enum


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    key: int
    cells: tuple[Cell, ...]


def cell(frame: int, row: int, column: int) -> Cell:
    """The content of a cell in a frame; it differs from frame to frame."""
    value = 100 + (frame * 7 + row * 13 + column * 29) % 900
    return Cell(f"{value}.{frame % 100:02d}", Tone.UP if value % 2 else Tone.DOWN)


class Bench(App[None]):
    """Drives one of the two tables as fast as it paints."""

    def __init__(self, kind: str, frames: int) -> None:
        super().__init__()
        self.kind, self.frames, self.frame = kind, frames, 0
        self.rows = [Row(r, tuple(cell(0, r, c) for c in range(COLUMNS))) for r in range(ROWS)]
        self.started = 0.0
        self.grid: Grid[Row] | None = None
        self.data: DataTable[Text] | None = None

    def compose(self) -> ComposeResult:
        if self.kind == "grid":
            columns = [
                number_column(f"C{c}", 10, lambda row, c=c: row.cells[c])  # type: ignore[misc]
                for c in range(COLUMNS)
            ]
            self.grid = Grid(columns, lambda row: row.key)
            yield self.grid
        else:
            self.data = DataTable()
            yield self.data

    def on_mount(self) -> None:
        if self.grid is not None:
            self.grid.update_rows(self.rows)
            self.grid.focus()
        if self.data is not None:
            self.data.cursor_type = "row"
            for c in range(COLUMNS):
                self.data.add_column(f"C{c}", width=10, key=str(c))
            for row in self.rows:
                self.data.add_row(*(self.styled(one) for one in row.cells), key=str(row.key))
        self.set_timer(0.5, self.begin)

    def styled(self, one: Cell) -> Text:
        """A DataTable cell of the same look."""
        return Text(one.text, style="green" if one.tone is Tone.UP else "red", justify="right")

    def begin(self) -> None:
        """Start counting once the first paint is over."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(20000, 20, 100)  # as the dashboard does after its start
        usage = resource.getrusage(resource.RUSAGE_SELF)
        self.started = usage.ru_utime + usage.ru_stime
        Path(os.environ["BENCH_RESULT"] + ".started").touch()
        self.step()

    def step(self) -> None:
        """Change ten rows, and come back after the paint."""
        if self.frame == self.frames:
            usage = resource.getrusage(resource.RUSAGE_SELF)
            used = usage.ru_utime + usage.ru_stime - self.started
            Path(os.environ["BENCH_RESULT"]).write_text(f"{used} {self.frames}")
            self.exit()
            return
        self.frame += 1
        for n in range(CHANGED_ROWS):
            at = (self.frame * 3 + n * 5) % ROWS
            cells = list(self.rows[at].cells)
            for c in range(CHANGED_CELLS):
                cells[c] = cell(self.frame, at, c)
                if self.data is not None:
                    self.data.update_cell(str(at), str(c), self.styled(cells[c]))
            self.rows[at] = replace(self.rows[at], cells=tuple(cells))
        if self.grid is not None:
            self.grid.update_rows(self.rows)
        self.call_after_refresh(self.call_later, self.step)


Bench(sys.argv[1], int(sys.argv[2])).run()
