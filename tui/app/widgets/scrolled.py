"""Lines of which only as many are seen as there is room for."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events

from tui.app.widgets.lines import Line, Lines


class Scrolled(Lines):
    """A window on lines, moved by lines or pages; it stays where it is when the lines change."""

    DEFAULT_CSS = "Scrolled { height: 1fr; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._whole: tuple[Line, ...] = ()
        self._top = 0

    @property
    def whole(self) -> tuple[Line, ...]:
        """All lines, seen or not."""
        return self._whole

    @property
    def hidden(self) -> str:
        """How much there is above and below: `3 above  12 more lines below`; empty when all is seen."""
        below = len(self._whole) - self._top - self._room
        more = f"{below} more {'line' if below == 1 else 'lines'} below" if below > 0 else ""
        return f"{self._top} above  {more}".rstrip() if self._top else more

    def fill(self, lines: Iterable[Line]) -> None:
        """Have these lines from now on."""
        self._whole = tuple(lines)
        self._look()

    def move(self, by: int) -> None:
        """Go down by so many lines, or up."""
        self._top += by
        self._look()

    def turn(self, by: int) -> None:
        """Go down by so many pages, or up; one line of the last page stays to be seen."""
        self.move(by * max(self._room - 1, 1))

    def on_resize(self, event: events.Resize) -> None:
        """See more or less."""
        del event
        self._look()

    @property
    def _room(self) -> int:
        return max(self.size.height, 1)

    def _look(self) -> None:
        self._top = max(0, min(self._top, len(self._whole) - self._room))
        self.show(self._whole[self._top : self._top + self._room])
