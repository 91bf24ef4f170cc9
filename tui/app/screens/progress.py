"""How far many cancels are, order by order: over the lower half of the screen until it is put away."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.widget import Widget

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.screens.base import BELOW, BaseBox
from tui.app.widgets.lines import Line, Lines, Span
from tui.app.widgets.parts import span_of
from tui.app.widgets.scrolled import Scrolled
from tui.app.withdrawing import Withdrawing
from tui.state.rows_withdrawal import CellLine, withdrawal_lines

_AROUND = 2
"""Lines of a box that are not the list: its title and its keys."""


def cell_lines(lines: tuple[CellLine, ...]) -> tuple[Line, ...]:
    """Return lines of cells as lines of spans, a little in from the edge."""
    return tuple((Span(" "), *(span_of(cell) for cell in line)) for line in lines)


class Scrolls(DOMNode):
    """A screen with one block of scrolled lines, moved by keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings_for(Where.PROGRESS) if binding.id != "leave_progress"
    ]

    def paint(self) -> None:
        """Show what there is now."""
        raise NotImplementedError

    def grow(self, box: Widget, lines: int) -> None:
        """Give a box room for so many lines, up to half of the screen; it never shrinks under the eyes."""
        wanted = min(lines + _AROUND, self.screen.size.height // 2)
        if wanted > box.size.height > 0:
            box.styles.height = wanted
            self.call_after_refresh(self.paint)

    def action_progress_down(self) -> None:
        """One line down."""
        self._scroll(lambda lines: lines.move(1))

    def action_progress_up(self) -> None:
        """One line up."""
        self._scroll(lambda lines: lines.move(-1))

    def action_progress_next(self) -> None:
        """One page down."""
        self._scroll(lambda lines: lines.turn(1))

    def action_progress_previous(self) -> None:
        """One page up."""
        self._scroll(lambda lines: lines.turn(-1))

    def _scroll(self, how: Callable[[Scrolled], None]) -> None:
        how(self.query_one(Scrolled))
        self.paint()


class ProgressScreen(Scrolls, BaseBox[None]):
    """Follows one withdrawal; putting it away ends nothing."""

    # Styles come by way of `Scrolls`, and none of them from `BaseBox`.
    DEFAULT_CSS = f"""
    ProgressScreen {{ align: center bottom; background: transparent; }}
    ProgressScreen #progress {{ width: 100%; height: 8; margin-bottom: {BELOW}; background: $surface; }}
    ProgressScreen #progress-title, ProgressScreen #progress-keys {{ height: 1; }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.PROGRESS)]

    def __init__(self, withdrawing: Withdrawing) -> None:
        super().__init__()
        self._withdrawing = withdrawing

    def compose(self) -> ComposeResult:
        """Title, head and orders, keys."""
        with Vertical(id="progress"):
            yield Lines(((),), id="progress-title")
            yield Scrolled(id="progress-orders")
            yield Lines(((),), id="progress-keys")

    def on_mount(self) -> None:
        """Follow from now on."""
        self._withdrawing.on_change = self.paint
        self.call_after_refresh(self.paint)

    def on_unmount(self) -> None:
        """Look no more."""
        if self._withdrawing.on_change == self.paint:
            self._withdrawing.on_change = None

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show how far it is."""
        if not self.is_here:
            return
        withdrawal = self._withdrawing.withdrawal
        orders = self.query_one("#progress-orders", Scrolled)
        orders.fill(cell_lines(withdrawal_lines(withdrawal, self.size.width - 2)))
        self.grow(self.query_one("#progress"), len(orders.whole))
        word = "CANCELLED" if withdrawal.confirmed else "CANCEL ENDED" if withdrawal.over else "CANCELLING"
        title: Line = (
            Span(f" {word} ", bold=True, reverse=True),
            Span(f"  {self._withdrawing.title}", bold=True),
        )
        self.query_one("#progress-title", Lines).show((title,))
        away = "puts this away" if withdrawal.over else "puts this away, the cancels go on"
        hidden = orders.hidden
        keys: Line = (Span(f" {key_of('leave_progress')}", bold=True), Span(f" {away}", "dim"))
        keys = (*keys, Span(f"   {hidden}: {key_of('progress_next')}", "dim")) if hidden else keys
        self.query_one("#progress-keys", Lines).show((keys,))

    def action_leave_progress(self) -> None:
        """Put it away."""
        self.dismiss(None)
