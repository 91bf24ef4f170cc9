"""The little form of a price reminder: a condition and a value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.app.actions import Where
from tui.app.glyphs import CHOSEN
from tui.app.keymap import bindings_for, key_of
from tui.app.number_field import NumberField
from tui.app.screens.base import BaseBox
from tui.app.widgets.lines import Line, Lines, Span
from tui.domain.decimals import price_text
from tui.domain.ids import SecurityId
from tui.domain.reminders import ReminderType
from tui.state.rows_details_market import REMINDER_TYPES, in_percent

_WIDTH = 58
CONDITIONS: tuple[ReminderType, ...] = (
    ReminderType.PRICE_UP,
    ReminderType.PRICE_DOWN,
    ReminderType.CHANGE_RATE_UP,
    ReminderType.CHANGE_RATE_DOWN,
    ReminderType.CHANGE_RATE_5M_UP,
    ReminderType.CHANGE_RATE_5M_DOWN,
    ReminderType.VOLUME_UP,
    ReminderType.TURNOVER_UP,
)
"""What the form offers, most wanted first."""


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """A reminder to be set."""

    type: ReminderType
    value: Decimal


class ReminderScreen(BaseBox[ReminderWish | None]):
    """Asks for condition and value; gives them back, or None."""

    DEFAULT_CSS = f"""
    ReminderScreen {{ align: center middle; }}
    ReminderScreen Lines {{
        width: {_WIDTH + 4}; max-width: 100%; height: auto; padding: 1 2; background: $surface;
    }}
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Where.REMINDER)]

    def __init__(self, security: SecurityId, last: Decimal | None) -> None:
        super().__init__()
        self._security = security
        self._last = last
        self._at = 0
        self._number = NumberField(last, fractions=True)
        self._why = ""

    @property
    def condition(self) -> ReminderType:
        """The condition chosen now."""
        return CONDITIONS[self._at]

    def compose(self) -> ComposeResult:
        """One block of lines, always as many."""
        yield Lines(self._lines(), id="reminder")

    def action_type_value(self, char: str) -> None:
        """Type a digit or the point."""
        self._number.type(char)
        self._show()

    def action_erase_value(self) -> None:
        """Take back the last character."""
        self._number.erase()
        self._show()

    def action_clear_value(self) -> None:
        """Empty the value."""
        self._number.clear()
        self._show()

    def action_next_condition(self) -> None:
        """Take the next condition."""
        self._walk(1)

    def action_previous_condition(self) -> None:
        """Take the condition before."""
        self._walk(-1)

    def action_keep_reminder(self) -> None:
        """Give the wish back, or say what is missing."""
        value = self._number.value
        if value is None or value <= 0:
            self._show("type a value above zero first")
        else:
            self.dismiss(ReminderWish(self.condition, value))

    def action_leave_reminder(self) -> None:
        """Leave without a reminder."""
        self.dismiss(None)

    def _walk(self, by: int) -> None:
        """Take another condition; a value nobody typed is the last price where a price is asked for."""
        self._at = (self._at + by) % len(CONDITIONS)
        if not self._number.touched:
            priced = self.condition in (ReminderType.PRICE_UP, ReminderType.PRICE_DOWN)
            self._number.set(self._last if priced else None, touched=False)
        self._show()

    def _show(self, why: str = "") -> None:
        self._why = why
        self.query_one("#reminder", Lines).show(self._lines())

    def _lines(self) -> tuple[Line, ...]:
        shown = self._number.text if self._number.selected else f"{self._number.text}_"
        unit = "%" if in_percent(self.condition) else ""
        last = "" if self._last is None else f"   last {price_text(self._last)}"
        lines: list[Line] = [(Span(f" Remind me of {self._security} ", bold=True, reverse=True),), ()]
        for kind in CONDITIONS:
            here = kind is self.condition
            mark = Span(
                f"{CHOSEN if here else ' '} {REMINDER_TYPES[kind]} ", "" if here else "dim", bold=here
            )
            value = (Span(shown or " ", bold=True, reverse=True), Span(unit), Span(last, "dim"))
            lines.append((mark, *value) if here else (mark,))
        keys = (
            f"{key_of('keep_reminder')} set   "
            f"{key_of('previous_condition')}/{key_of('next_condition')} condition   "
            f"{key_of('leave_reminder')} leave"
        )
        return (*lines, (Span(self._why, "failed", bold=True),), (Span(keys, bold=True),))
