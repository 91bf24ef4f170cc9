"""A text that no clipboard took, over the whole screen, for the terminal's own selection."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.clipboard import Placed
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BaseModal
from tui.app.screens.progress import Scrolls
from tui.app.widgets.lines import Lines, Span
from tui.app.widgets.scrolled import Scrolled

_BETWEEN = "  "
"""Stands for a tab: what is selected on a screen has none."""


class CopyBox(Scrolls, BaseModal[None]):
    """Lines that begin at the screen's edge, with no frame beside them that would be selected, too."""

    DEFAULT_CSS = """
    CopyBox { background: $background; }
    CopyBox #copied-head { height: 2; }
    CopyBox #copied-keys { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.COPIED)]

    def __init__(self, what: str, placed: Placed) -> None:
        super().__init__()
        self._what = what
        self._placed = placed

    def compose(self) -> ComposeResult:
        """Where it is, the text, the keys."""
        yield Lines(id="copied-head")
        yield Scrolled(id="copied")
        yield Lines(id="copied-keys")

    def on_resize(self, event: events.Resize) -> None:
        """Break long lines anew."""
        del event
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show what fits."""
        if not self.is_here:
            return
        text = self.query_one("#copied", Scrolled)
        lines = [part for line in self._placed.text.split("\n") for part in broken(line, self.size.width)]
        text.fill((Span(line),) for line in lines)
        self.query_one("#copied-head", Lines).show(
            (
                (Span(f" Copied: {self._what} ", bold=True, reverse=True), Span(f"  {self._placed.said}")),
                (Span(" no clipboard took it: select it here, or read the file", "dim"),),
            )
        )
        hidden = f"   {text.hidden}: {key_of('progress_next')}" if text.hidden else ""
        keys = (Span(f" {key_of('leave_copied')}", bold=True), Span(f" closes{hidden}", "dim"))
        self.query_one("#copied-keys", Lines).show((keys,))

    def action_leave_copied(self) -> None:
        """Close."""
        self.dismiss(None)


def broken(line: str, width: int) -> list[str]:
    """Cut a line into pieces of at most this many cells, tabs shown as gaps."""
    line = line.replace("\t", _BETWEEN)
    pieces: list[str] = []
    while cell_len(line) > width > 1:
        head = set_cell_size(line, width)
        # A wide character that has no room at the end is left for the next piece.
        head = head if line.startswith(head) else head[:-1]
        pieces.append(head)
        line = line[len(head) :]
    return [*pieces, line]
