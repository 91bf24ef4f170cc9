"""What is shown while the demo's simulator starts."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from tui.app.widgets.lines import Lines, Span


class StartingScreen(Screen[None]):
    """One line; the dashboard takes its place within a second or two."""

    DEFAULT_CSS = """
    StartingScreen { align: center middle; }
    StartingScreen Lines { width: auto; height: 1; }
    """

    def compose(self) -> ComposeResult:
        """One line."""
        line = Lines(((Span("starting the demo: a simulated OpenD on this machine...", "lamp-wait"),),))
        line.styles.width = 56
        yield line
