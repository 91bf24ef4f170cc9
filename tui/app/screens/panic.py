"""What the kill switch does, order by order, and what to do about orders it could not cancel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from tui.app.actions import Where
from tui.app.keymap import bindings_for, key_of
from tui.app.ports import EnginePort
from tui.app.screens.base import BaseModal
from tui.app.screens.progress import Scrolls, cell_lines
from tui.app.widgets.lines import Line, Lines, Span, wrap
from tui.app.widgets.scrolled import Scrolled
from tui.app.withdrawing import Withdrawing
from tui.domain.withdrawals import Fate, Withdrawal
from tui.state.rows_withdrawal import withdrawal_lines

LIVE = (
    "Some orders are STILL LIVE: the kill switch again tries again; cancel them in the Futu app, or call "
    "the broker's trading desk."
)
UNKNOWN = (
    "Of some orders it is UNKNOWN whether they are live: the kill switch again asks again; look them up in "
    "the Futu app."
)


def advice(withdrawal: Withdrawal) -> str:
    """Say what to do about what is not gone; nothing while it goes on, or when all is."""
    if not withdrawal.over or withdrawal.confirmed:
        return ""
    return LIVE if withdrawal.count(Fate.LIVE) else UNKNOWN


class PanicScreen(Scrolls, BaseModal[None]):
    """Follows one run of the kill switch; putting it away ends nothing."""

    DEFAULT_CSS = """
    PanicScreen { background: $background; }
    PanicScreen #panic-title, PanicScreen #panic-keys { height: 1; }
    PanicScreen #panic-lock, PanicScreen #panic-advice { height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.PANIC)]

    def __init__(self, engine: EnginePort, run: Withdrawing) -> None:
        super().__init__()
        self.run = run
        self._engine = engine
        self._was_locked = False

    def compose(self) -> ComposeResult:
        """Title, lock, orders, advice, keys."""
        with Vertical(id="panic"):
            yield Lines(((),), id="panic-title")
            yield Lines(((),), id="panic-lock")
            yield Scrolled(id="panic-orders")
            yield Lines(id="panic-advice")
            yield Lines(((),), id="panic-keys")

    def on_mount(self) -> None:
        """Follow from now on."""
        self.run.on_change = self.paint
        self.set_interval(1, self.paint, name="lock")
        self.call_after_refresh(self.paint)

    def on_unmount(self) -> None:
        """Look no more."""
        if self.run.on_change == self.paint:
            self.run.on_change = None

    def on_resize(self) -> None:
        """Choose anew what fits."""
        self.call_after_refresh(self.paint)

    def paint(self) -> None:
        """Show how far it is."""
        if not self.is_here:
            return
        withdrawal = self.run.withdrawal
        ink = "lamp-live" if withdrawal.confirmed else "failed"
        self._line("#panic-title", (Span(" KILL SWITCH ", ink, bold=True, reverse=True),))
        self.query_one("#panic-lock", Lines).show(self._lock())
        orders = self.query_one("#panic-orders", Scrolled)
        orders.fill(cell_lines(withdrawal_lines(withdrawal, self.size.width - 2)))
        text = advice(withdrawal)
        lines = [
            (Span(f" {line}", "failed", bold=True),) for line in wrap(text, max(self.size.width - 2, 10))
        ]
        self.query_one("#panic-advice", Lines).show(lines if text else ())
        self._line("#panic-keys", tuple(self._keys(withdrawal, orders.hidden)))

    def action_release_lock(self) -> None:
        """Ask for the word that lets orders leave again."""
        from tui.app.screens.release import ReleaseScreen

        self.app.push_screen(ReleaseScreen(self._engine))

    def action_stop_trying(self) -> None:
        """Send no more cancels; what was sent stays sent, and trading stays locked."""
        self.run.stop()

    def action_leave_panic(self) -> None:
        """Put it away."""
        self.dismiss(None)

    def _lock(self) -> tuple[Line, ...]:
        """Say what is locked; a lock that is gone again was released."""
        locked = self._engine.store.safety.locked
        if locked:
            self._was_locked = True
            width = max(self.size.width - 2, 10)
            return tuple((Span(f" {line}", "failed", bold=True),) for line in wrap(locked, width))
        return ((Span(" the lock was released" if self._was_locked else " locking trading...", "dim"),),)

    def _line(self, selector: str, line: Line) -> None:
        self.query_one(selector, Lines).show((line,))

    def _keys(self, withdrawal: Withdrawal, hidden: str) -> Iterator[Span]:
        named = [
            ("leave_panic", "puts this away" if withdrawal.over else "puts this away, the cancels go on")
        ]
        named += (
            [("release_lock", "releases the lock")] if withdrawal.over else [("stop_trying", "stops trying")]
        )
        for action, what in named:
            yield Span(f" {key_of(action)}", bold=True)
            yield Span(f" {what}  ", "dim")
        if hidden:
            yield Span(f" {hidden}: {key_of('progress_next')}", "dim")
