"""The strip of tabs above orders, positions, fills and tape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui.app.widgets.lines import Line, Lines, Span
from tui.app.widgets.parts import BETWEEN, spread_out, width_of


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: the id of what it shows, its title and the key that goes there."""

    id: str
    title: str
    key: str


class Tabs(Lines):
    """One line of titles with their keys and counts; the active one reversed. Nothing moves by itself."""

    DEFAULT_CSS = "Tabs { height: 1; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, tab_id: str) -> None:
            super().__init__()
            self.tab_id = tab_id

    def __init__(self, tabs: Sequence[Tab], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs = tuple(tabs)
        self._counts: dict[str, int] = {}
        self._titles: dict[str, tuple[str, ...]] = {}
        self._notes: tuple[Line, ...] = ()
        self._active = self._tabs[0].id
        self._draw()

    @property
    def active(self) -> str:
        """The id of the active tab."""
        return self._active

    def activate(self, tab_id: str) -> None:
        """Mark another tab as the active one."""
        self._active = tab_id
        self._draw()

    def count(self, tab_id: str, rows: int) -> None:
        """Show how many rows a tab has."""
        self._counts[tab_id] = rows
        self._draw()

    def retitle(self, tab_id: str, *titles: str) -> None:
        """Give a tab another title: the first of these that leaves room for a note, else the last."""
        self._titles[tab_id] = titles
        self._draw()

    def note(self, *notes: Line) -> None:
        """Say something at the right end of the line: the first of these that has room there."""
        self._notes = notes
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Choose the note that fits the new width."""
        del event
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """Tell which tab was clicked."""
        end = 0
        for tab in self._tabs:
            end += cell_len(self._title(tab)) + 1
            if event.x < end:
                self.post_message(self.Chosen(tab.id))
                return

    def _title(self, tab: Tab) -> str:
        titles = self._titles.get(tab.id, (tab.title,))
        title = next((one for one in titles if self._has_room(tab, one)), titles[-1])
        return self._worded(tab, title)

    def _worded(self, tab: Tab, title: str) -> str:
        count = self._counts.get(tab.id)
        return f" {f'{tab.key} {title}'.lstrip()}{'' if count is None else f' {count}'} "

    def _has_room(self, tab: Tab, title: str) -> bool:
        """Whether this title lets all tabs and the shortest note be read."""
        others = sum(cell_len(self._worded(one, one.title)) + 1 for one in self._tabs if one is not tab)
        note = min((width_of(one) + len(BETWEEN) for one in self._notes), default=0)
        return others + cell_len(self._worded(tab, title)) + 1 + note <= self.size.width

    def _draw(self) -> None:
        spans: list[Span] = []
        for tab in self._tabs:
            here = tab.id == self._active
            spans += (Span(self._title(tab), "" if here else "dim", bold=here, reverse=here), Span(" "))
        line: Line = tuple(spans)
        made = (spread_out(line, note, self.size.width) for note in self._notes)
        self.show((next((one for one in made if one != line), line),))
