"""Which parts of a screen share the line, and what each of them is worth."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widget import Widget

from tui.app.output.hooks import arrangement_of
from tui.app.output.regions import Pane

FOCUSED = 4.0
"""What the user works in goes four times as soon as what changes beside it."""


def panes_of(screen: Screen[Any]) -> list[Pane]:
    """Return the widgets of a screen that draw text, innermost ones, as they lie on it now."""
    focused = screen.focused
    found: list[Pane] = []
    for widget in screen.query(Widget):
        if not widget.is_container and widget.is_on_screen and widget.region:
            region, weight = widget.region, FOCUSED if widget is focused else 1.0
            found.append(Pane(region.x, region.y, region.right, region.bottom, weight))
    return found


class Panes:
    """The panes of the screen in front, looked for again when it is arranged anew or another has the keys."""

    def __init__(self) -> None:
        self._known: tuple[object, Widget | None] | None = None
        self._found: list[Pane] = []

    def of(self, screen: Screen[Any]) -> list[Pane]:
        """Return what `panes_of` does."""
        arranged, focused = arrangement_of(screen), screen.focused
        if self._known is None or self._known[0] is not arranged or self._known[1] is not focused:
            self._known, self._found = (arranged, focused), panes_of(screen)
        return self._found
