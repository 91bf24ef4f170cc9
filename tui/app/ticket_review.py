"""The reading of an order before it is sent: what it takes until the confirm key works."""

from __future__ import annotations

from decimal import Decimal

from tui.app.guard import KeyGuard
from tui.app.number_field import NumberField
from tui.domain.repeats import Repeat


class Review:
    """What the trader did so far on one review; a new review begins with nothing."""

    def __init__(self, guard: KeyGuard) -> None:
        self._guard = guard
        self._guard.ask()
        self.page = 0
        self.pages = 1
        """Pages of the text; the last one must have been on the screen."""
        self._read = 0
        self.again = NumberField(None, fractions=False)
        """The quantity, typed once more."""
        self.wants_qty: Decimal | None = None
        """The quantity that has to be typed; None where that is not asked for."""
        self.repeat: Repeat | None = None
        """An order in the same terms that was sent a moment ago."""
        self._knows = ""
        """Name of the order that is knowingly repeated."""
        self.not_armed = ""
        """Why a real order may not leave yet, and what helps."""

    # ---- keys

    @property
    def guard(self) -> KeyGuard:
        """What holds answers back until the page is on the screen."""
        return self._guard

    def cover(self) -> None:
        """Something lies over it: it must be on the screen anew before a key answers."""
        self._guard.ask()

    def accepts(self, at: float, key: str = "") -> bool:
        """Whether a key comes late enough, and was up before, so that it can be an answer."""
        return self._guard.accepts(at, key)

    @property
    def is_painted(self) -> bool:
        """Whether it is on the screen."""
        return self._guard.is_painted

    def turn(self, pages: int) -> None:
        """Show another page; it takes its time to be read, too."""
        page = min(max(self.page + pages, 0), self.pages - 1)
        if page != self.page:
            self.page = page
            self._guard.ask()
        self._read = max(self._read, page)

    def repeat_knowingly(self) -> None:
        """Say that the same order is meant to be sent again."""
        if self.repeat is not None:
            self._knows = self.repeat.name

    # ---- what is missing

    @property
    def repeats(self) -> str:
        """Name of the order that is knowingly repeated, if it still is one."""
        return self._knows if self.repeat is not None and self.repeat.name == self._knows else ""

    @property
    def qty_is_typed(self) -> bool:
        """Whether the quantity was asked for and typed."""
        return self.wants_qty is not None and self.again.value == self.wants_qty

    @property
    def repeat_open(self) -> bool:
        """Whether the earlier order waits for the key that says it is known."""
        return self.repeat is not None and not self.repeats

    @property
    def unread(self) -> bool:
        """Whether there are pages that were never shown."""
        return self._read < self.pages - 1

    @property
    def qty_open(self) -> bool:
        """Whether the quantity has to be typed still."""
        return self.wants_qty is not None and not self.qty_is_typed

    @property
    def ready(self) -> bool:
        """Whether the confirm key works."""
        return not (self.repeat_open or self.unread or self.qty_open or self.not_armed)
