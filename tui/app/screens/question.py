"""A question over the rest of the screen that no key answers before it could be read."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from textual import events
from textual.widgets import Input

from tui.app.eyes import when_shown
from tui.app.guard import KeyGuard
from tui.app.screens.base import BaseBox

R = TypeVar("R")


class Question(BaseBox[R]):
    """Ignores keys for its first 300 ms, and held ones for longer; `KeyQueue` asks it before each key."""

    def __init__(self) -> None:
        super().__init__()
        self.clock: Callable[[], float] | None = None
        """A clock of a test; the times of the keys otherwise."""
        self._guard = KeyGuard()

    @property
    def is_painted(self) -> bool:
        """Whether it can be read."""
        return self._guard.is_painted

    def on_screen_resume(self) -> None:
        """Wait for the first picture, and for another one after something lay over it."""
        self._guard.ask()
        asked = self._guard.asked
        when_shown(self, lambda: self._guard.painted(self.clock() if self.clock else monotonic(), asked))

    def takes_key(self, key: events.Key) -> bool:
        """Whether a key comes late enough to be an answer, or to be typed."""
        at = self.clock() if self.clock else key.time
        return self._guard.accepts(at, key.key if self.is_answer(key) else "")

    def is_answer(self, key: events.Key) -> bool:
        """Whether a key is a letter that does something here, and is not typed."""
        active = self.active_bindings.get(key.key) if key.is_printable else None
        return active is not None and active.node is self and not isinstance(self.focused, Input)
