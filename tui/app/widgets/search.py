"""Finding a code or a name: one line to type in and the best hits under it, over the other panes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import is_
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tui.app.actions import Where
from tui.app.keymap import bindings_for
from tui.app.widgets.columns import Column
from tui.app.widgets.grid import Grid
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.search import SearchIndex
from tui.state.rows import Cell, Tone

MOST_HITS = 8
AT_ONCE = 400
"""Names of so many more are made ready where the keys are handled; of a whole market in a thread."""
READY_EVERY_S = 5.0
"""Lists of markets that came are made ready so often, so that they are when somebody searches."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One security that the typed text may mean."""

    id: SecurityId
    name: str
    note: str = ""
    """Why it is here when nothing is known of it."""

    @property
    def code_cell(self) -> Cell:
        """The code for the hit list."""
        return Cell(str(self.id), Tone.STRONG)

    @property
    def name_cell(self) -> Cell:
        """The name, or the note in its place."""
        return Cell(self.name) if self.name else Cell(self.note, Tone.DIM)


def find(text: str, index: SearchIndex, most: int = MOST_HITS, *, unknown: bool = True) -> tuple[Hit, ...]:
    """Return the best matches of a code or a part of a name, best first.

    A text that reads as a code which is not among them is offered last if `unknown`: OpenD may know it.
    """
    if not text.strip():
        return ()
    hits = [Hit(found.instrument.id, found.instrument.name) for found in index.find(text, most)]
    if not unknown:
        return tuple(hits)
    try:
        typed = SecurityId.parse(text)
    except ValueError:
        return tuple(hits)
    if all(hit.id != typed for hit in hits):
        hits = [*hits[: most - 1], Hit(typed, "", "not known yet: ask OpenD")]
    return tuple(hits)


_COLUMNS: tuple[Column[Hit], ...] = (
    Column("Code", 12, lambda hit: hit.code_cell),
    Column("Name", 10, lambda hit: hit.name_cell, stretch=1),
)


class Search(Vertical):
    """The finder; it covers a corner of the screen and repaints no more than that."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.FIND)]
    DEFAULT_CSS = """
    Search { layer: overlay; width: 56; height: 10; background: $surface; display: none; }
    Search.-open { display: block; }
    Search Input { width: 1fr; background: $pane-header-focus; color: $pane-header-focus-text; }
    Search Grid { background: $surface; }
    """

    class Taken(Message):
        """A hit was chosen."""

        def __init__(self, security: SecurityId) -> None:
            super().__init__()
            self.security = security

    class Left(Message):
        """The finder was closed without a choice."""

    def __init__(self, instruments: Callable[[], Iterable[Instrument]], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._instruments = instruments
        self._index = SearchIndex()
        self._indexed: tuple[Instrument, ...] = ()
        """What the index was made of."""
        self._makes_ready = False
        self._searched = ""
        """What the hits belong to."""

    def compose(self) -> ComposeResult:
        """One line to type in, and the hits."""
        box = Input(placeholder="code or name", compact=True, id="find-text")
        box.cursor_blink = False
        yield box
        hits: Grid[Hit] = Grid(_COLUMNS, lambda hit: hit.id, empty="", id="find-hits")
        hits.can_focus = False
        yield hits

    def on_mount(self) -> None:
        """Be ready before somebody searches."""
        self.set_interval(READY_EVERY_S, self._make_ready, name="search index")

    @property
    def hits(self) -> Grid[Hit]:
        """The list of hits."""
        return self.query_one("#find-hits", Grid)

    @property
    def is_open(self) -> bool:
        """Whether the finder can be seen."""
        return self.has_class("-open")

    def open(self) -> None:
        """Show the finder, empty, with the keys going to it."""
        self._make_ready()
        box = self.query_one("#find-text", Input)
        box.value = ""
        self._show_hits("")
        self.add_class("-open")
        self.app.stylesheet.update_nodes({self, box})
        self.screen.set_focus(box)

    def close(self) -> None:
        """Hide the finder."""
        self.remove_class("-open")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search on every key."""
        event.stop()
        self._show_hits(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the hit at the cursor."""
        event.stop()
        self.action_find_take()

    def action_find_up(self) -> None:
        """Move up in the hits."""
        self.hits.action_row_up()

    def action_find_down(self) -> None:
        """Move down in the hits."""
        self.hits.action_row_down()

    def action_find_take(self) -> None:
        """Tell which hit was chosen; the text counts as it is now."""
        text = self.query_one("#find-text", Input).value
        if text != self._searched:
            self._show_hits(text)
        hit = self.hits.cursor_row
        if hit is not None:
            self.close()
            self.post_message(self.Taken(hit.id))

    def action_find_leave(self) -> None:
        """Close without a choice."""
        self.close()
        self.post_message(self.Left())

    def _show_hits(self, text: str) -> None:
        hits, self._searched = self.hits, text
        nothing = "names are being read..." if self._makes_ready else "nothing found"
        hits.show_state(nothing if text.strip() else "type a code or a part of a name")
        # A name reads like a code: none is offered for it as long as the name may be found yet.
        hits.update_rows(find(text, self._index, unknown=not self._makes_ready))
        hits.action_row_first()

    def _make_ready(self) -> None:
        """Have an index of all that is known by now, at once or soon."""
        if self._makes_ready:
            return
        known = tuple(self._instruments())
        if len(known) == len(self._indexed) and all(map(is_, known, self._indexed)):
            return
        if len(known) <= AT_ONCE:
            self._index, self._indexed = _ready(known), known
        else:
            self._makes_ready = True
            self.run_worker(self._make_ready_aside(known), name="search index")

    async def _make_ready_aside(self, known: tuple[Instrument, ...]) -> None:
        self._index, self._indexed = await asyncio.to_thread(_ready, known), known
        self._makes_ready = False
        if self.is_open:
            self._show_hits(self.query_one("#find-text", Input).value)


def _ready(instruments: Iterable[Instrument]) -> SearchIndex:
    index = SearchIndex(instruments)
    index.prepare()
    return index
