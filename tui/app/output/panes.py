"""Which parts of a screen share the line, and what each of them is worth."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen
from textual.widget import Widget

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
