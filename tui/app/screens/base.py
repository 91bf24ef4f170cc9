"""What all screens are made of: Textual's, but none of what changed on them is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen

from tui.app.output.hooks import drawn_once, keep_updates

R = TypeVar("R")

if TYPE_CHECKING:
    _AnyScreen = Screen[Any]
else:
    # Style sheets are inherited by way of the first base that is Textual's.
    _AnyScreen = object


class _KeepsUpdates(_AnyScreen):
    """Draws what its widgets changed also together with a part of itself.

    Textual then draws the part alone, which is whatever moved on a screen behind this one: the market under a
    question, ten times a second.
    """

    def _on_timer_update(self) -> None:
        keep_updates(self)
        super()._on_timer_update()

    def _compositor_refresh(self) -> None:
        with drawn_once(self):
            super()._compositor_refresh()


class BaseScreen(_KeepsUpdates, Screen[R]):
    """A screen that hides what is behind it."""


class BaseModal(_KeepsUpdates, ModalScreen[R]):
    """A screen over others that can be seen, and take no keys meanwhile."""


BELOW = 2
"""Lines at the foot that no box covers: the status bar, and the key line under it."""


class BaseBox(BaseModal[R]):
    """A box over the panes: environment and account in the status bar stay to be seen whatever it asks."""

    # A margin: the padding of a screen hides what is behind it.
    DEFAULT_CSS = f"""
    BaseBox {{ background: transparent; }}
    BaseBox > Lines, BaseBox > Vertical {{ margin-bottom: {BELOW}; }}
    """

    def inner(self, widest: int) -> int:
        """Return the cells of a line in a box with a margin, which is so wide where there is room."""
        return max(min(widest, self.app.size.width - 4), 10)


class BasePalette(_KeepsUpdates, CommandPalette):
    """Textual's palette, over screens that go on moving."""
