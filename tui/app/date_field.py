"""A day being typed as eight digits, or stepped to."""

from __future__ import annotations

from datetime import date, timedelta

_DIGITS = 8


class DateField:
    """A day with the digits it was typed as; None while there are too few, or no such day."""

    def __init__(self, value: date | None = None) -> None:
        self.value = value
        self._digits = _digits_of(value)
        self._selected = True

    @property
    def text(self) -> str:
        """The digits so far with the dashes of a date: `2026-11-`."""
        parts = (self._digits[:4], self._digits[4:6], self._digits[6:])
        return "-".join(part for part in parts if part)

    @property
    def selected(self) -> bool:
        """Whether the next digit replaces the whole."""
        return self._selected

    def select(self) -> None:
        """Make the next digit replace what is there."""
        self._selected = True

    def set(self, value: date | None) -> None:
        """Put a day in place of what was typed."""
        self.value, self._digits, self._selected = value, _digits_of(value), True

    def type(self, char: str) -> None:
        """Add a digit; anything else changes nothing."""
        if not (char.isascii() and char.isdigit()):
            return
        digits = "" if self._selected else self._digits
        if len(digits) < _DIGITS:
            self._typed(digits + char)

    def erase(self) -> None:
        """Take back the last digit."""
        self._typed(self._digits[:-1])

    def clear(self) -> None:
        """Empty the field."""
        self._typed("")

    def step(self, days: int, first: date) -> None:
        """Go some days on, never before the first; an empty field starts there."""
        self.set(first if self.value is None else max(self.value + timedelta(days=days), first))

    def _typed(self, digits: str) -> None:
        self._digits, self._selected = digits, False
        try:
            self.value = date.fromisoformat(self.text) if len(digits) == _DIGITS else None
        except ValueError:
            self.value = None


def _digits_of(value: date | None) -> str:
    return "" if value is None else value.strftime("%Y%m%d")
