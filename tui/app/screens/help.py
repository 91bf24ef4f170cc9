"""All keys on pages that fit the screen, made from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where, actions_in
from tui.app.keymap import bindings_for, key_of, keys_label
from tui.app.screens.base import BaseModal
from tui.app.widgets.lines import BLANK, Line, Lines, Span, pad, wrap
from tui.app.widgets.parts import width_of

_KEYS, _TITLE = 20, 15
"""Cells of the first two columns."""
_WIDEST = 100
_LEAST = 4
"""Lines of a block, its title among them, that must fit below another block on the same page."""
_LEAST_COLUMN = 95
"""Cells of a column of keys where two stand side by side."""
MORE = " (more)"
_FIRST = (Where.EVERYWHERE, Where.DASHBOARD, Where.TICKET, Where.REVIEW, Where.CANCEL)
_ORDER = (*_FIRST, *(where for where in Where if where not in _FIRST))
"""What a trader looks up first comes first, the kill switch before all else."""


def help_blocks(width: int) -> Iterator[tuple[Line, ...]]:
    """Return one block of lines a context: its title, then its actions."""
    room = max(min(width, _WIDEST) - _KEYS - _TITLE - 2, 10)
    for where in _ORDER:
        lines: list[Line] = [(Span(f" {where.value}", "pane-header-text", bold=True),)]
        for action in actions_in(where):
            first, *rest = wrap(action.help, room)
            head = (Span(pad(f"  {keys_label(action)}", _KEYS), bold=True), Span(pad(action.title, _TITLE)))
            lines.append((*head, Span(f" {first}", "dim")))
            lines += [(Span(" " * (_KEYS + _TITLE + 1) + more, "dim"),) for more in rest]
        yield tuple(lines)


def help_pages(width: int, height: int) -> tuple[tuple[Line, ...], ...]:
    """Fill pages of `height` lines; a block that goes on has its title again on the next page."""
    pages: list[tuple[Line, ...]] = []
    page: list[Line] = []
    for title, *actions in help_blocks(width):
        if page and len(page) + 1 + min(len(actions) + 1, _LEAST) > height:
            pages.append(tuple(page))
            page = []
        page += [BLANK, title] if page else [title]
        for line in actions:
            if len(page) >= height:
                pages.append(tuple(page))
                page = [_continued(title)] if height > 1 else []
            page.append(line)
    return (*pages, tuple(page)) if page else tuple(pages)


def _continued(title: Line) -> Line:
    return (*title, Span(MORE, "dim"))


def side_by_side(width: int, height: int) -> tuple[tuple[Line, ...], ...]:
    """Put two pages beside each other where there is room for both."""
    if width < 2 * _LEAST_COLUMN:
        return help_pages(width, height)
    column = width // 2
    pages = help_pages(column, height)
    return tuple(_spread(pages[at : at + 2], column) for at in range(0, len(pages), 2))


def _spread(pages: tuple[tuple[Line, ...], ...], column: int) -> tuple[Line, ...]:
    if len(pages) == 1:
        return pages[0]
    return tuple(
        (*left, Span(" " * (column - width_of(left))), *right)
        for left, right in zip_longest(*pages, fillvalue=BLANK)
    )


class HelpScreen(BaseModal[None]):
    """Help over the whole screen; it never cuts a line, it has more pages instead."""

    DEFAULT_CSS = """
    HelpScreen { background: $background; }
    HelpScreen Lines { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.HELP)]

    def __init__(self) -> None:
        super().__init__()
        self._page = 0
        self._pages: tuple[tuple[Line, ...], ...] = ()

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield Lines(id="help")

    def on_resize(self, event: events.Resize) -> None:
        """Make new pages for the new size."""
        self._pages = side_by_side(event.size.width, max(event.size.height - 1, 1))
        self._turn(0)

    def action_help_next(self) -> None:
        """Show the next page."""
        self._turn(1)

    def action_help_previous(self) -> None:
        """Show the page before."""
        self._turn(-1)

    def action_leave_help(self) -> None:
        """Close help."""
        self.dismiss(None)

    def _turn(self, by: int) -> None:
        self._page = max(0, min(self._page + by, len(self._pages) - 1))
        counter = f"page {self._page + 1} of {len(self._pages)}"
        keys = f"{key_of('help_next')} next  {key_of('help_previous')} previous  {key_of('leave_help')} close"
        title: Line = (Span(" Keys ", bold=True, reverse=True), Span(f"  {counter}   {keys}", "dim"))
        self.query_one("#help", Lines).show((title, *self._pages[self._page]))
