"""The quote header of the focused security."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from textual import events

from tui.app.glyphs import CUT, DOWN, UP
from tui.app.line_watch import profile_of
from tui.app.widgets.lines import Line, Lines, Span
from tui.app.widgets.parts import BETWEEN, joined, labelled, packed, span_of, spread_out, width_of
from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.safety import Safety
from tui.state.dirty import Dirty, Topic
from tui.state.rows_header import HeaderView, header_of
from tui.state.store import Store
from tui.state.words import ENVS

_TOPICS = frozenset({Topic.INSTRUMENTS, Topic.LINK, Topic.SAFETY, Topic.ACCOUNTS})
_SHORTEST_NAME = 6
_SIGNS = {"+": UP, "-": DOWN}


class QuoteHeader(Lines):
    """Name and last price in the first line, the day in the second; numbers are shown whole or not at all."""

    DEFAULT_CSS = "QuoteHeader { height: 2; }"

    def __init__(
        self,
        store: Store,
        now: Callable[[], datetime] | None = None,
        account: Callable[[], Account | None] = lambda: None,
        *,
        id: str | None = None,
    ) -> None:
        """`account` is the one an order would go to."""
        super().__init__(id=id)
        self._store = store
        self._now = now
        self._account = account
        self.security: SecurityId | None = None
        """What it is about; `paint` shows it."""

    def wants(self, changes: Dirty) -> bool:
        """Whether any of these changes shows here."""
        return any(key == self.security or topic in _TOPICS for topic, key in changes)

    def paint(self) -> None:
        """Show the store's quote; also called once a second, for its age."""
        if self.security is None:
            self.show(((Span(" no code selected", "dim"),), ()))
        else:
            now = None if self._now is None else self._now()
            view = header_of(self._store, self.security, now, coarse=profile_of(self.app).coarse)
            self.show(header_lines(view, self.size.width, money_mark(self._store.safety, self._account())))

    def on_resize(self, event: events.Resize) -> None:
        """Choose anew what fits."""
        del event
        self.paint()


def money_mark(safety: Safety, account: Account | None) -> str:
    """Return the word that tells real money from paper, and whether its orders may leave; paper has none."""
    if account is None or account.env is not Env.REAL:
        return ""
    word, _ = ENVS[account.env]
    return f"{word} ARMED" if safety.is_armed(account.env, account.acc_id) else word


def header_lines(view: HeaderView, width: int, mark: str = "") -> tuple[Line, Line]:
    """Lay the header out in two lines; lot and tick stand where there is room, `mark` before all."""
    change = view.change.text
    sign = _SIGNS.get(change[0], "") if len(change) > 1 else ""
    last = span_of(view.last)
    price: Line = (
        Span(f"{last.text} {sign} " if sign else f"{last.text} ", last.ink, bold=True),
        span_of(view.change),
        Span(" "),
        span_of(view.change_percent),
    )
    money: Line = (Span(f" {mark} ", "env-real", bold=True, reverse=True),) if mark else ()
    code: Line = (*money, Span(f" {view.code.text}  ", bold=True))
    stale: Line = (span_of(view.freshness, reverse=True), Span(" ")) if view.freshness.text else ()
    state: Line = (*stale, span_of(view.state), Span(" "))
    static = tuple(
        labelled(label, cell)
        for label, cell in ((view.size_label, view.lot), ("Tick", view.tick))
        if cell.text
    )
    taken = width_of(code) + width_of(price) + width_of(state) + 2 * len(BETWEEN)
    name = _cut(view.name.text, width - taken)
    left: Line = (*code, Span(f"{name}{BETWEEN}" if name else ""), *price)
    right: Line = (*joined(static), Span(BETWEEN), *state)
    together = width_of(left) + len(BETWEEN) + width_of(right) <= width
    day = (
        labelled(" O", view.open),
        labelled("H", view.high),
        labelled("L", view.low),
        labelled("Prev", view.prev_close),
        labelled("Vol", view.volume),
        labelled("Turnover", view.turnover),
        *(() if together else static),
        labelled("at", view.updated) if view.updated.text else (),
    )
    return spread_out(left, right if together else state, width), packed(day, width, 1)[0]


def _cut(name: str, room: int) -> str:
    if cell_len(name) <= room:
        return name
    return set_cell_size(name, room - 1) + CUT if room >= _SHORTEST_NAME else ""
