"""Everything about one order, over the panes and live: the broker's row, fills, fees, and the journal."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.order_reader import OrderReader
from tui.app.ports import EnginePort
from tui.app.screens.base import BaseModal
from tui.app.screens.details import block_lines
from tui.app.widgets.lines import BLANK, Line, Lines, Span, pad, wrap
from tui.app.widgets.parts import span_of
from tui.app.widgets.scrolled import Scrolled
from tui.domain.accounts import Env
from tui.domain.journal import Entry
from tui.domain.markets import Market, zone_of
from tui.state.dirty import Dirty, Topic
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer
from tui.state.rows_journal import JournalLine, journal_lines
from tui.state.rows_order import OrderFacts, order_blocks, order_facts

_TIME, _KIND = 16, 16
_TOPICS = frozenset({Topic.ORDERS, Topic.FILLS, Topic.SAFETY, Topic.INSTRUMENTS})


def history_lines(
    entries: Answer[tuple[Entry, ...]], lines: tuple[JournalLine, ...], width: int
) -> list[Line]:
    """Lay the journal's lines out in columns; long words go on below themselves."""
    made: list[Line] = [BLANK, (Span(" Journal", "pane-header-text", bold=True),)]
    if entries.value is None or entries.why.tone is Tone.BAD:
        made.append((Span("  "), span_of(entries.why)))
    room = max(width - _TIME - _KIND - 1, 20)
    for line in lines:
        first, *rest = wrap(line.words.text, room) or ("",)
        head = (span_of(Cell(pad(f"  {line.time.text}", _TIME), line.time.tone)),)
        kind = span_of(Cell(pad(line.kind.text, _KIND), line.kind.tone))
        made.append((*head, Span(" "), kind, span_of(Cell(first, line.words.tone))))
        below = [Cell(text, line.words.tone) for text in rest]
        below += [Cell(text, cell.tone) for cell in line.more for text in wrap(cell.text, room)]
        made += [(Span(" " * (_TIME + _KIND + 1)), span_of(cell)) for cell in below]
    return made


class OrderDetailScreen(BaseModal[None]):
    """One order, named by the broker's id or by our tag; the dashboard's bridge paints it while it moves."""

    DEFAULT_CSS = """
    OrderDetailScreen { background: $background; }
    OrderDetailScreen #order-title, OrderDetailScreen #order-keys { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.ORDER)]

    def __init__(self, engine: EnginePort, acc_id: int, *, order_id: str, tag: str) -> None:
        super().__init__()
        self._store = engine.store
        self._acc_id = acc_id
        self._order_id = order_id
        self._tag = tag
        self._reader = OrderReader(engine, acc_id, self.paint)
        self._known = self._look()
        self._read_of: OrderFacts | None = None
        """What the journal was read for."""
        self._fees_of: tuple[Decimal, bool] | None = None
        """How much was filled, and whether it was over, when the fees were asked for."""

    def compose(self) -> ComposeResult:
        """Title, blocks, keys."""
        yield Lines(((),), id="order-title")
        yield Scrolled(id="order")
        yield Lines(((),), id="order-keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.paint()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out anew."""
        del event
        self.call_after_refresh(self.paint)

    # ---- painting

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes may show here."""
        return any(topic in _TOPICS for topic, _ in changes)

    def paint(self) -> None:
        """Show what is known now; read the rest again when the order moved."""
        if not self.is_here:
            return
        known = self._known = self._look()
        if known != self._read_of:
            self._read()
        order = known.order
        instrument = None if order is None else self._store.instruments.get(order.id)
        market = Market.HK if order is None else order.id.market
        width = self.size.width
        entries = self._reader.entries
        journal = journal_lines(entries.value or (), instrument, zone_of(market))
        lines = [*block_lines(order_blocks(known, instrument, self._reader.fees), width)]
        body = self.query_one("#order", Scrolled)
        body.fill([*lines, *history_lines(entries, journal, width)])
        title: Line = (Span(f" Order {known.name or self._tag} ", bold=True, reverse=True),)
        stale: Line = (Span("  STALE", "warn", bold=True),) if self._store.stale else ()
        self.query_one("#order-title", Lines).show(((*title, *stale, Span(f"  {body.hidden}", "dim")),))
        self.query_one("#order-keys", Lines).show((_foot(),))

    def _look(self) -> OrderFacts:
        known = order_facts(self._store, self._acc_id, self._order_id, self._tag)
        if known.order is not None:
            self._order_id = known.order.order_id
        return known

    def _read(self) -> None:
        self._read_of = self._known
        journal = self._reader.read_entries(self._order_id, self._tag)
        self.run_worker(journal, name="journal", group="journal", exclusive=True)
        order, account = self._known.order, self._store.account(self._acc_id)
        if order is None or account is None or order.env is Env.PAPER:
            return
        state = (order.filled_qty, order.status.terminal)
        if state != self._fees_of:
            self._fees_of = state
            fees = self._reader.read_fees(account, order.order_id)
            self.run_worker(fees, name="fees", group="fees", exclusive=True)

    # ---- keys

    def action_order_down(self) -> None:
        """One line down."""
        self._scroll(1, 0)

    def action_order_up(self) -> None:
        """One line up."""
        self._scroll(-1, 0)

    def action_order_next(self) -> None:
        """One page down."""
        self._scroll(0, 1)

    def action_order_previous(self) -> None:
        """One page up."""
        self._scroll(0, -1)

    def action_read_order(self) -> None:
        """Read journal and fees again."""
        self._read_of = self._fees_of = None
        self.paint()

    def action_leave_order(self) -> None:
        """Close."""
        self.dismiss(None)

    def _scroll(self, lines: int, pages: int) -> None:
        body = self.query_one("#order", Scrolled)
        if pages:
            body.turn(pages)
        else:
            body.move(lines)
        self.paint()


def _foot() -> Line:
    keys = (("leave_order", "close"), ("order_next", "next page"), ("read_order", "read again"))
    spans = [
        span for key, what in keys for span in (Span(f" {key_of(key)}", bold=True), Span(f" {what} ", "dim"))
    ]
    return tuple(spans)
