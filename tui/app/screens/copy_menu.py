"""What to copy: a small menu that shows each text before it is taken."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.copying import Copyable
from tui.app.glyphs import CUT
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BaseBox
from tui.app.widgets.lines import BLANK, Line, Lines, Span, pad

_WIDTH = 66
_NAMES = 10
_ROOM = _WIDTH - _NAMES - 4


class CopyMenu(BaseBox[Copyable | None]):
    """Gives back what was chosen; copying changes nothing, so it answers at once."""

    DEFAULT_CSS = f"""
    CopyMenu {{ align: center middle; }}
    CopyMenu Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.COPY)]

    def __init__(self, offered: tuple[Copyable, ...]) -> None:
        super().__init__()
        self._offered = {one.action_id: one for one in offered}
        self._why = ""

    def compose(self) -> ComposeResult:
        """One block of lines, always as many."""
        yield Lines(self._lines(), id="copy-menu")

    def action_copy_code(self) -> None:
        """Take the code."""
        self._take("copy_code")

    def action_copy_row(self) -> None:
        """Take the row."""
        self._take("copy_row")

    def action_copy_table(self) -> None:
        """Take the table."""
        self._take("copy_table")

    def action_copy_order_id(self) -> None:
        """Take the order id."""
        self._take("copy_order_id")

    def action_copy_ticket(self) -> None:
        """Take the ticket."""
        self._take("copy_ticket")

    def action_leave_copy(self) -> None:
        """Leave; nothing is copied."""
        self.dismiss(None)

    def _take(self, action_id: str) -> None:
        one = self._offered[action_id]
        if one.text:
            self.dismiss(one)
            return
        self._why = f"nothing to copy: {one.shown}"
        self.query_one("#copy-menu", Lines).show(self._lines())

    def _lines(self) -> tuple[Line, ...]:
        lines: list[Line] = [(Span(" Copy ", bold=True, reverse=True),), BLANK]
        for one in self._offered.values():
            shade = "" if one.text else "dim"
            lines.append(
                (
                    Span(f" {key_of(one.action_id)}  ", shade, bold=bool(one.text)),
                    Span(pad(one.what, _NAMES), shade),
                    Span(_short(one.shown), "dim"),
                )
            )
        foot = f"{key_of('leave_copy')} leaves"
        return (*lines, BLANK, (Span(f" {self._why}", "failed", bold=True),), (Span(f" {foot}", "dim"),))


def _short(text: str) -> str:
    return text if cell_len(text) <= _ROOM else set_cell_size(text, _ROOM - 1) + CUT
