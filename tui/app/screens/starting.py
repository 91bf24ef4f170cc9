"""The first frame: what is being done, until the dashboard is loaded."""

from __future__ import annotations

from textual.app import ComposeResult

from tui.app.screens.base import BaseScreen
from tui.app.widgets.lines import Lines, Span


class StartingScreen(BaseScreen[None]):
    """One line."""

    DEFAULT_CSS = """
    StartingScreen { align: center middle; background: $background; }
    StartingScreen Lines { width: 1fr; height: 1; margin: 0 2; }
    """

    def __init__(self, doing: str) -> None:
        super().__init__()
        self._doing = doing

    def compose(self) -> ComposeResult:
        """One line."""
        yield Lines(((Span(self._doing, "lamp-wait"),),), id="starting")
