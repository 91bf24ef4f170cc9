"""What all screens are made of: Textual's, but none of what changed on them is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette
from textual.screen import ModalScreen, Screen

from tui.app.output.hooks import drawn_once, keep_updates

R = TypeVar("R")

if TYPE_CHECKING:
    _AnyScreen = Screen[Any]
else:
    # Style sheets are inherited by way of the first base that is Textual's.
    _AnyScreen = object


class _Ours(_AnyScreen):
    """Draws what its widgets changed also together with a part of itself, and closes nobody but itself.

    Textual then draws the part alone, which is whatever moved on a screen behind this one: the market under a
    question, ten times a second. It also closes whatever lies on top in place of the screen that leaves.
    """

    _result: tuple[Any] | None = None
    """What it leaves with, once the screens over it are gone."""

    @property
    def is_here(self) -> bool:
        """Whether it has its widgets: not before they are mounted, nor while it leaves.

        Textual's `is_mounted` stays true then; whoever tells of an answer that came late asks this.
        """
        return self.is_mounted and self.is_running and self in self.app.screen_stack

    def dismiss(self, result: Any = None) -> AwaitComplete:
        """Close this screen: at once when it is on top, else when it is; a second time does nothing."""
        stack = self.app.screen_stack
        if stack[-1] is self:
            closed: AwaitComplete = super().dismiss(result if self._result is None else self._result[0])
            return closed
        if self in stack and self._result is None:
            self._result = (result,)
        return AwaitComplete()

    def on_screen_resume(self) -> None:
        """Leave now, if that was asked for while another screen lay over this one."""
        if self._result is not None:
            self.dismiss()

    def _on_timer_update(self) -> None:
        keep_updates(self)
        super()._on_timer_update()

    def _compositor_refresh(self) -> None:
        with drawn_once(self):
            super()._compositor_refresh()


class BaseScreen(_Ours, Screen[R]):
    """A screen that hides what is behind it."""


class BaseModal(_Ours, ModalScreen[R]):
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


class BasePalette(_Ours, CommandPalette):
    """Textual's palette, over screens that go on moving."""
