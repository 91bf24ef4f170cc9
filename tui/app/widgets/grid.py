"""The live table: a Line-API widget that redraws the lines that changed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.theme import Theme

from tui.app.actions import Where
from tui.app.keymap import bindings_for
from tui.app.widgets.columns import GAP, Column, grown, share_width
from tui.app.widgets.drawn import Drawn
from tui.app.widgets.fit import fit, printable
from tui.app.widgets.row_painter import RowPainter
from tui.state.rows import Tone

R = TypeVar("R")


class Grid(Drawn, Generic[R], can_focus=True, inherit_bindings=False):
    """Rows of view models under one header line.

    `update_rows` compares with what was drawn and repaints the lines that differ, whole lines only: the
    compositor sends a line from the widget's left edge whatever part of it changed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.LIST)]
    DEFAULT_CSS = "Grid { height: 1fr; width: 1fr; }"

    class Moved(Message):
        """The cursor went to another row."""

        def __init__(self, grid: Grid[Any], row: Any) -> None:
            super().__init__()
            self.grid = grid
            self.row = row

        @property
        def control(self) -> Grid[Any]:
            """The grid, for selectors."""
            return self.grid

    class Chosen(Moved):
        """Enter was pressed on a row."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        key_of: Callable[[R], Hashable],
        *,
        empty: str = "loading...",
        cursor: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._given = tuple(columns)
        self._columns = self._given
        self._key_of = key_of
        self._rows: tuple[R, ...] = ()
        self._notice = empty
        self._badge = ""
        self._title: str | None = None
        self._notes: tuple[str, ...] = ()
        self._title_tone: Tone | None = None
        self._dimmed = False
        self._has_cursor = cursor
        self._cursor = 0
        self._top = 0
        self._strips: dict[int, Strip] = {}
        self._painters: dict[tuple[Style, bool], RowPainter[R]] = {}
        """By their ground, and whether rows look old."""
        self._laid_out: tuple[tuple[Column[R], int], ...] = ()

    # ---- what others tell it

    @property
    def rows(self) -> tuple[R, ...]:
        """The rows as last told."""
        return self._rows

    @property
    def given_columns(self) -> tuple[Column[R], ...]:
        """All columns, also those there is no room for."""
        return self._given

    @property
    def cursor_row(self) -> R | None:
        """The row at the cursor, None in an empty grid."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def visible_rows(self) -> int:
        """How many rows there is room for."""
        return max(self.size.height - self._head, 0)

    @property
    def rows_in_view(self) -> tuple[R, ...]:
        """The rows that are on the screen now."""
        return self._rows[self._top : self._top + self.visible_rows]

    def update_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; the cursor stays on the row it was on, wherever that is now."""
        old, new = self._rows, tuple(rows)
        if old == new:
            return
        self._rows = new
        before = (self._cursor, self._top)
        self._follow(old)
        columns = grown(self._given, new)
        if columns != self._columns:
            self._columns = columns
            self._lay_out()
            return
        if not old or not new or before[1] != self._top:
            self._redraw()
            return
        changed = [
            i for i, (was, now) in enumerate(zip(old, new, strict=False)) if was is not now and was != now
        ]
        changed += range(min(len(old), len(new)), max(len(old), len(new)))
        if before[0] != self._cursor:
            changed += (before[0], self._cursor)
        self._redraw_rows(changed)

    def show_state(self, notice: str, *, badge: str = "", dimmed: bool = False) -> None:
        """Set the words of an empty grid, the word in the header of a full one, and whether rows look old."""
        if (notice, badge, dimmed) != (self._notice, self._badge, self._dimmed):
            self._notice, self._badge, self._dimmed = notice, badge, dimmed
            self._redraw()

    def show_title(self, title: str | None, *notes: str, tone: Tone | None = None) -> None:
        """Set the line above the column titles, None for none; at its end the first note that has room.

        With a tone the title stands out in its colour.
        """
        if (title, notes, tone) == (self._title, self._notes, self._title_tone):
            return
        moves = (title is None) != (self._title is None)
        self._title, self._notes, self._title_tone = title, notes, tone
        if moves:
            self._keep_cursor_in_view()
            self._redraw()
        else:
            self.refresh(Region(0, 0, self.size.width, 1))

    def move_to(self, key: Hashable) -> bool:
        """Put the cursor on the row with this key; False when there is none."""
        for index, row in enumerate(self._rows):
            if self._key_of(row) == key:
                self._go(index)
                return True
        return False

    def shows(self, column: Column[R]) -> bool:
        """Whether there is room for this column."""
        return any(shown is column for shown, _ in self._laid_out)

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Show other columns of the same rows."""
        self._given = tuple(columns)
        self._columns = grown(self._given, self._rows)
        self._lay_out()

    # ---- keys

    def action_row_up(self) -> None:
        """Move to the row above."""
        self._go(self._cursor - 1)

    def action_row_down(self) -> None:
        """Move to the row below."""
        self._go(self._cursor + 1)

    def action_page_up(self) -> None:
        """Move up by what is visible."""
        self._go(self._cursor - self._page())

    def action_page_down(self) -> None:
        """Move down by what is visible."""
        self._go(self._cursor + self._page())

    def action_row_first(self) -> None:
        """Move to the first row."""
        self._go(0)

    def action_row_last(self) -> None:
        """Move to the last row."""
        self._go(len(self._rows) - 1)

    def action_row_choose(self) -> None:
        """Tell the parent that the row at the cursor was chosen."""
        row = self.cursor_row
        if row is not None:
            self.post_message(self.Chosen(self, row))

    # ---- drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line: title, header, a row, or nothing."""
        if y < self._head:
            return self._header() if y == self._head - 1 else self._title_line()
        index = self._top + y - self._head
        if index < len(self._rows):
            strip = self._strips.get(index)
            if strip is None:
                strip = self._strips[index] = self._draw_row(index)
            return strip
        if y == self._head and not self._rows:
            return self._line(f" {self._notice}", self._ground() + self._colours().text("dim"))
        return Strip.blank(self.size.width, self._ground())

    def on_mount(self) -> None:
        """Follow the theme: cached lines carry the old colours."""
        self.app.theme_changed_signal.subscribe(self, self._recolour)

    def on_resize(self, event: events.Resize) -> None:
        """Share the new width among the columns."""
        del event
        self._lay_out()

    def on_focus(self) -> None:
        """Show where keys go now."""
        self._redraw_chrome()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._redraw_chrome()

    def _recolour(self, _: Theme) -> None:
        self._palette = self._visual = None
        self._painters.clear()
        self._redraw()

    @property
    def _head(self) -> int:
        """Lines above the rows."""
        return 1 if self._title is None else 2

    def _title_line(self) -> Strip:
        colours, ground = self._colours(), self._ground()
        chip = f" {self._title} "
        ink = colours.text("pane-header-text", bold=True)
        if self._title_tone is not None:
            ink = colours.tone(self._title_tone)
        style = ground + ink + Style(reverse=self.has_focus or None)
        room = self.size.width - cell_len(chip) - GAP
        notes = (self._badge,) if self._badge else self._notes
        note = next((note for note in notes if cell_len(note) < room), "")
        beside = colours.text("warn", bold=True) if self._badge else colours.text("dim")
        line = [Segment(printable(chip), style), Segment(" " * (room + GAP - cell_len(note) - 1), ground)]
        line += [Segment(printable(note), ground + beside), Segment(" ", ground)]
        return Strip(line).adjust_cell_length(self.size.width, ground)

    def _header(self) -> Strip:
        which = "pane-header-focus" if self.has_focus else "pane-header"
        colours = self._colours()
        style = colours.ground(which) + colours.text(f"{which}-text", bold=self.has_focus)
        titles = (fit(column.title, width, column.align) for column, width in self._laid_out)
        text = (" " * GAP).join(titles)
        if not self._badge or self._title is not None:
            return self._line(text, style)
        badge = f" {self._badge} "
        room = max(self.size.width - len(badge), 0)
        if text[room : room + 1].strip():
            text = text[:room].rpartition(" ")[0]
        warning = self._ground() + colours.text("warn", bold=True) + Style(reverse=True)
        return Strip(
            [Segment(set_cell_size(text, room), style), Segment(fit(badge, self.size.width - room), warning)]
        )

    def _line(self, text: str, style: Style) -> Strip:
        width = self.size.width
        return Strip([Segment(fit(text, width), style)], width)

    def _draw_row(self, index: int) -> Strip:
        ground = self._ground()
        if self._has_cursor and index == self._cursor:
            ground += self._colours().ground("cursor-row" if self.has_focus else "cursor-row-blurred")
        painter = self._painters.get((ground, self._dimmed))
        if painter is None:
            painter = RowPainter(
                self._laid_out, self.size.width, self._colours(), ground, dimmed=self._dimmed
            )
            self._painters[ground, self._dimmed] = painter
        return painter.draw(self._rows[index])

    # ---- bookkeeping

    def _lay_out(self) -> None:
        self._laid_out = share_width(self._columns, self.size.width)
        self._painters.clear()
        self._keep_cursor_in_view()
        self._redraw()

    def _page(self) -> int:
        return max(self.visible_rows - 1, 1)

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if not self._rows or index == self._cursor:
            return
        before, top = self._cursor, self._top
        self._cursor = index
        self._keep_cursor_in_view()
        if self._top != top:
            self._redraw()
        else:
            self._redraw_rows((before, index))
        self.post_message(self.Moved(self, self._rows[index]))

    def _follow(self, old: tuple[R, ...]) -> None:
        if self._has_cursor and old and self._rows:
            key = self._key_of(old[self._cursor])
            at = min(self._cursor, len(self._rows) - 1)
            if self._key_of(self._rows[at]) != key:
                found = (i for i, row in enumerate(self._rows) if self._key_of(row) == key)
                at = next(found, at)
            self._cursor = at
        else:
            self._cursor = 0
        self._keep_cursor_in_view()

    def _keep_cursor_in_view(self) -> None:
        visible = self.visible_rows
        if not self._has_cursor or visible <= 0:
            self._top = 0
            return
        lowest = max(len(self._rows) - visible, 0)
        self._top = max(min(self._top, self._cursor, lowest), self._cursor - visible + 1, 0)

    def _redraw(self) -> None:
        self._strips.clear()
        self.refresh()

    def _redraw_rows(self, indexes: Iterable[int]) -> None:
        width, height = self.size
        head, top = self._head, self._top
        bottom = top + max(height - head, 0)
        lines: list[int] = []
        for index in sorted(set(indexes)):
            self._strips.pop(index, None)
            if top <= index < bottom:
                lines.append(index - top + head)
        if lines:
            self.refresh(*(Region(0, first, width, count) for first, count in _blocks(lines)))

    def _redraw_chrome(self) -> None:
        self._strips.pop(self._cursor, None)
        width, line = self.size.width, self._cursor - self._top + self._head
        self.refresh(Region(0, 0, width, self._head), Region(0, line, width, 1))


def _blocks(lines: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first of lines that follow one another, and how many these are."""
    first, count = lines[0], 0
    for line in lines:
        if line != first + count:
            yield first, count
            first, count = line, 0
        count += 1
    yield first, count
