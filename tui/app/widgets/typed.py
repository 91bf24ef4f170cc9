"""Lines that are typed at: a word, a password. The screen around them keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from textual import events

from tui.app.widgets.lines import Lines


class TypedLines(Lines, can_focus=True):
    """Takes every character, so that none of them is a command."""

    def __init__(self, name: str, typed: Callable[[str], None], *, pastes: bool = False) -> None:
        """`pastes` says whether a paste is typing, too."""
        super().__init__(id=name)
        self._typed = typed
        self._pastes = pastes

    def takes_typed(self, key: events.Key) -> bool:
        """Whether a key is a character."""
        return key.is_printable

    def on_key(self, event: events.Key) -> None:
        """Type."""
        if event.is_printable and event.character is not None:
            event.stop()
            event.prevent_default()
            self._typed(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Type all of it, where that is welcome."""
        if self._pastes:
            event.stop()
            self._typed(event.text)
