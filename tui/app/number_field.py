"""One number being typed: exact, and honest about what is not a number yet."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

LONGEST = 14
"""More digits than any price or quantity has."""


class NumberField:
    """A Decimal with the text it was typed as; `None` while empty or unfinished.

    A value that was set (preset, arrow, an order's own price) is kept as it is: its text never goes
    through a number again. The first character typed after `select` replaces it.
    """

    def __init__(self, value: Decimal | None = None, *, fractions: bool) -> None:
        self._fractions = fractions
        self.value = value
        self.text = text_of(value)
        self.touched = False
        """Whether the trader changed it."""
        self._selected = True

    @property
    def selected(self) -> bool:
        """Whether the next character replaces the whole."""
        return self._selected

    def select(self) -> None:
        """Make the next character replace what is there."""
        self._selected = True

    def set(self, value: Decimal | None, *, touched: bool = True) -> None:
        """Put a value in place of what was typed."""
        self.value, self.text, self.touched = value, text_of(value), touched
        self._selected = True

    def type(self, char: str) -> None:
        """Add a digit or the point; what cannot be part of a number changes nothing."""
        text = "" if self._selected else self.text
        if char == ".":
            if not self._fractions or "." in text:
                return
            text = text or "0"
        elif not (char.isascii() and char.isdigit()):
            return
        if len(text) < LONGEST:
            self._typed("0." if text + char == "0." else _without_leading_zero(text + char))

    def erase(self) -> None:
        """Take back the last character."""
        self._typed(self.text[:-1])

    def clear(self) -> None:
        """Empty the field."""
        self._typed("")

    def _typed(self, text: str) -> None:
        self.text, self.touched, self._selected = text, True, False
        try:
            self.value = Decimal(text.removesuffix("."))
        except InvalidOperation:
            self.value = None


def text_of(value: Decimal | None) -> str:
    """Return a value as one would type it: no exponent, no separators, no needless zeros."""
    return "" if value is None else f"{value.normalize():f}"


def _without_leading_zero(text: str) -> str:
    return text[1:] if len(text) > 1 and text[0] == "0" and text[1] != "." else text
