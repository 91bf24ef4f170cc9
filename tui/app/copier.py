"""Copying for the whole face: one text at a time to the clipboard, and a word of what was done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.message import Message

from tui.app.clipboard import Clipboard, Placed, Way
from tui.state.rows import Tone

_log = logging.getLogger(__name__)

Say = Callable[[str, Tone], None]


class CopyWanted(Message):
    """A text should be where it can be pasted from; `say` is told what became of it."""

    def __init__(self, text: str, what: str, say: Say) -> None:
        super().__init__()
        self.text = text
        self.what = what
        self.say = say


class Copier:
    """Copies without holding up the face; a new text takes the place of one that is on its way."""

    def __init__(self, app: App[Any], clipboard: Clipboard) -> None:
        self._app = app
        self._clipboard = clipboard

    def copy(self, text: str, what: str, say: Say | None = None) -> None:
        """Begin; with nobody to tell, a notice says what was done."""
        self._app.run_worker(
            self._copy(text, what, say or self._notify), name=f"copy {what}", group="copy", exclusive=True
        )

    async def _copy(self, text: str, what: str, say: Say) -> None:
        try:
            placed = await self._clipboard.put(text)
        except Exception as error:  # noqa: BLE001  worker edge: a clipboard must not end the program
            _log.exception("copying failed")
            placed = Placed(None, f"{type(error).__name__}, the log has more", text)
        if placed.way is None:
            say(f"{what}: nowhere: {placed.said}", Tone.BAD)
        else:
            say(f"{what}: {placed.said}", Tone.GOOD)
        if placed.way in (Way.FILE, None):
            from tui.app.screens.copy_box import CopyBox

            self._app.push_screen(CopyBox(what, placed))

    def _notify(self, text: str, tone: Tone) -> None:
        self._app.notify(text, severity="error" if tone is Tone.BAD else "information", markup=False)
