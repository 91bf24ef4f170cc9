"""What a security is, over the panes, with its prices live on top: read from OpenD when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.details_reader import DetailsReader, kind_of
from tui.app.keymap import bindings_for, key_of
from tui.app.ports import EnginePort
from tui.app.screens.base import BaseModal
from tui.app.screens.reminder import ReminderScreen, ReminderWish
from tui.app.widgets.header import QuoteHeader
from tui.app.widgets.lines import BLANK, Line, Lines, Span, pad, wrap
from tui.app.widgets.parts import span_of
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Cell, Tone
from tui.state.rows_details import details_blocks
from tui.state.rows_details_base import Block, Fact
from tui.state.rows_details_market import reminder_text

_LABEL = 18
_FACT = 38
"""Least cells of a fact: label and value."""
_WIDEST = 160


def block_lines(blocks: Sequence[Block], width: int) -> tuple[Line, ...]:
    """Lay blocks out one under another: facts side by side as many as fit, sentences below them."""
    lines: list[Line] = []
    for block in blocks:
        if lines:
            lines.append(BLANK)
        lines.append((Span(f" {block.title}", "pane-header-text", bold=True),))
        lines += _fact_lines(block.facts, width)
        for cell in block.lines:
            room = max(min(width, _WIDEST) - 3, 20)
            texts = (cell.text,) if cell_len(cell.text) <= room else wrap(cell.text, room)
            lines += [(Span("  "), span_of(Cell(text, cell.tone))) for text in texts]
    return tuple(lines)


def _fact_lines(facts: Sequence[Fact], width: int) -> list[Line]:
    """Fill rows from left to right; a fact too long for its place takes the places after it."""
    columns = max((width - 2) // _FACT, 1)
    lines: list[Line] = []
    line: list[Span] = []
    taken = 0
    for fact in facts:
        needed = max(-(-(_LABEL + 2 + cell_len(fact.value.text)) // _FACT), 1)
        if taken and taken + needed > columns:
            lines.append(tuple(line))
            line, taken = [], 0
        value = span_of(fact.value)
        room = needed * _FACT - _LABEL - cell_len(value.text)
        line += [Span(pad(f"  {fact.label}", _LABEL), "dim"), value, Span(" " * max(room, 0))]
        taken += needed
    return [*lines, tuple(line)] if line else lines


class DetailsScreen(BaseModal[None]):
    """The details of one security; the dashboard's bridge paints it while prices move behind it."""

    DEFAULT_CSS = """
    DetailsScreen { background: $background; }
    DetailsScreen #details { height: 1fr; }
    DetailsScreen #details-keys { height: 1; }
    DetailsScreen #details-title { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.DETAILS)]

    def __init__(self, engine: EnginePort, security: SecurityId, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = engine.store
        self._engine = engine
        self._security = security
        self._kind = kind_of(engine.store.instruments.get(security))
        self._reader = DetailsReader(engine, security, self._kind, self.paint)
        self._header = QuoteHeader(engine.store, now, id="details-header")
        self._header.security = security
        self._top = 0
        self._said = Cell("")

    def compose(self) -> ComposeResult:
        """Prices, title, blocks, keys."""
        yield self._header
        yield Lines(((),), id="details-title")
        yield Lines(id="details")
        yield Lines(((),), id="details-keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.action_read_details()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew."""
        del event
        self.call_after_refresh(self.paint)

    # ---- painting

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return self._header.wants(changes) or any(topic is Topic.INSTRUMENTS for topic, _ in changes)

    def paint(self) -> None:
        """Show what is known now."""
        if not self.is_here:
            return
        self._described()
        self._header.paint()
        body = self.query_one("#details", Lines)
        width, height = self.size.width, body.size.height
        instrument = self._store.instruments.get(self._security)
        blocks = details_blocks(instrument, self._store.quote(self._security), self._reader.answers)
        lines = block_lines(blocks, width)
        self._top = max(0, min(self._top, len(lines) - height))
        below = len(lines) - self._top - height
        body.show(lines[self._top : self._top + max(height, 1)])
        more = f"{below} more {'line' if below == 1 else 'lines'} below" if below > 0 else ""
        if self._top:
            more = f"{self._top} above  {more}".rstrip()
        title: Line = (
            Span(f" Details of {self._security} ", bold=True, reverse=True),
            Span(f"  {more}", "dim"),
        )
        self.query_one("#details-title", Lines).show((title,))
        self.query_one("#details-keys", Lines).show((self._foot(),))

    def _foot(self) -> Line:
        if self._said.text:
            return (Span(" "), span_of(self._said))
        keys = (
            ("leave_details", "close"),
            ("set_reminder", "set a reminder"),
            ("read_details", "read again"),
            ("details_next", "next page"),
            ("details_previous", "previous"),
        )
        spans = [
            span
            for key, what in keys
            for span in (Span(f" {key_of(key)}", bold=True), Span(f" {what} ", "dim"))
        ]
        return tuple(spans)

    def _described(self) -> None:
        """Ask what the kind needs once OpenD has said what kind it is."""
        kind = kind_of(self._store.instruments.get(self._security))
        if self._kind is SecurityType.UNKNOWN and kind is not SecurityType.UNKNOWN:
            self._kind = kind
            self._begin()

    # ---- keys

    def action_read_details(self) -> None:
        """Ask for everything again."""
        self._say(Cell(""))
        self._begin()
        self.paint()

    def action_set_reminder(self) -> None:
        """Ask for condition and value of a reminder."""
        quote = self._store.quote(self._security)
        last = None if quote is None else quote.last
        self.app.push_screen(ReminderScreen(self._security, last), self._wished)

    def action_details_down(self) -> None:
        """One line down."""
        self._move(1)

    def action_details_up(self) -> None:
        """One line up."""
        self._move(-1)

    def action_details_next(self) -> None:
        """One page down."""
        self._move(max(self.query_one("#details", Lines).size.height - 1, 1))

    def action_details_previous(self) -> None:
        """One page up."""
        self._move(-max(self.query_one("#details", Lines).size.height - 1, 1))

    def action_leave_details(self) -> None:
        """Close."""
        self.dismiss(None)

    # ---- inner

    def _begin(self) -> None:
        self._reader = DetailsReader(self._engine, self._security, self._kind, self.paint)
        self.run_worker(self._reader.read(), name="details", group="details", exclusive=True)

    def _move(self, by: int) -> None:
        self._top = max(self._top + by, 0)
        self._say(Cell(""))
        self.paint()

    def _say(self, cell: Cell) -> None:
        self._said = cell

    def _wished(self, wish: ReminderWish | None) -> None:
        if wish is not None:
            self._say(Cell("setting the reminder...", Tone.DIM))
            self.run_worker(self._remind(wish), name="reminder", group="reminder")
        self.paint()

    async def _remind(self, wish: ReminderWish) -> None:
        words = reminder_text(wish.type, f"{wish.value:f}")
        why = await self._reader.remind(wish.type, wish.value)
        if why:
            self._say(Cell(f"no reminder was set: {why}", Tone.BAD))
        else:
            self._say(Cell(f"reminder set: {words}, once a day", Tone.OWN))
        self.paint()
