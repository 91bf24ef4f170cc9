"""The lock of the kill switch: on what, since when and why; the typed word releases it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.ports import EnginePort
from tui.app.screens.question import Question
from tui.app.widgets.lines import Line, Span, wrap
from tui.app.widgets.typed import TypedLines
from tui.trading.lock import WORD

_WIDTH = 66
_LONGEST = 12
ABOUT = (
    "While it is locked no order and no change leaves any futu-tui on this machine, over restarts too; "
    "cancels do."
)
NOT_LOCKED = "Trading is not locked."


class ReleaseScreen(Question[None]):
    """Asks for the word and releases the lock."""

    DEFAULT_CSS = f"""
    ReleaseScreen {{ align: center middle; }}
    ReleaseScreen Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.RELEASE)]

    def __init__(self, engine: EnginePort) -> None:
        super().__init__()
        self._engine = engine
        self._word = ""
        self._said = ""

    def compose(self) -> ComposeResult:
        """One block of lines."""
        yield TypedLines("release", self._type)

    def on_mount(self) -> None:
        """Take the keys."""
        self.query_one(TypedLines).focus()
        self._paint()

    def takes_key(self, key: events.Key) -> bool:
        """Whether a key comes late enough; a word may hold the same letter twice."""
        return self._guard.accepts(self.clock() if self.clock else key.time)

    def action_release_send(self) -> None:
        """Release the lock if the word is right."""
        self.run_worker(self._release(self._word), name="release", exclusive=True)
        self._word = ""

    def action_release_erase(self) -> None:
        """Take back the last character."""
        self._word = self._word[:-1]
        self._paint()

    def action_release_leave(self) -> None:
        """Leave; trading stays locked."""
        self.dismiss(None)

    def _type(self, character: str) -> None:
        self._word = (self._word + character)[:_LONGEST]
        self._paint()

    async def _release(self, word: str) -> None:
        self._said = await self._engine.release(word)
        if not self._said:
            self.notify("trading is released; nothing is armed", markup=False)
            self.dismiss(None)
        elif self.is_here:
            self._paint()

    def _paint(self) -> None:
        locked = self._engine.store.safety.locked
        inner = self.inner(_WIDTH)
        lines: list[Line] = [(Span(" Trading lock ", bold=True, reverse=True),), ()]
        lines += [(Span(text, "failed", bold=True),) for text in wrap(locked or NOT_LOCKED, inner)]
        lines += [(), *((Span(text),) for text in wrap(ABOUT, inner)), ()]
        # Unasked while nothing is locked; a word is taken all the same, should another program lock now.
        lines += [self._asked()] if locked or self._word else []
        lines += [(Span(text, "failed", bold=True),) for text in wrap(self._said, inner)] or [()]
        leave = f"{key_of('release_leave')} leave"
        keys = f"{key_of('release_send')} release   {leave} it locked" if locked else leave
        self.query_one(TypedLines).show((*lines, (), (Span(keys, bold=True),)))

    def _asked(self) -> Line:
        ask = Span(f"Type {WORD} and {key_of('release_send')} to release  ")
        return (ask, Span(f"{self._word}_ ", bold=True, reverse=True))
