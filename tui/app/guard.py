"""Keeps a key that was already on its way, or is held down, from answering a question it has not seen."""

from __future__ import annotations

from tui.app.lone_keys import ALONE_S

QUIET_S = 0.3
REPEAT_S = 0.7
"""Longer than keyboards wait before a held key repeats: sooner, the same key may be the same press."""


class KeyGuard:
    """Holds answers back until a question has been on the screen, with no key pressed, for a while.

    A key pressed too early is ignored and starts the wait again, a key that was down a moment ago is taken
    for held, and one right behind another key is no finger's: so neither a held key nor a paste answers.
    Times come from the caller, in seconds on any clock that does not go back.
    """

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        self._quiet_s = quiet_s
        self._since: float | None = None
        self._pressed: dict[str, float] = {}
        self._last: tuple[str, float] = ("", float("-inf"))
        self.asked = 0
        """Which question this is: what is told of an earlier one does not count for it."""

    def ask(self) -> None:
        """A new question is about to be painted: nothing answers it before `painted`."""
        self._since = None
        self.asked += 1

    def painted(self, at: float, asked: int | None = None) -> None:
        """The question is on the screen, if it is still the one asked then; repaints change nothing."""
        if self._since is None and asked in (None, self.asked):
            self._since = at

    @property
    def is_painted(self) -> bool:
        """Whether the question is on the screen."""
        return self._since is not None

    def note(self, key: str, at: float) -> None:
        """Know of a key that was pressed before the question; it may still be held."""
        self._pressed[key] = at

    def accepts(self, at: float, key: str = "") -> bool:
        """Whether a key pressed now may answer; with its name only if it was up for a while, and is alone."""
        before = self._pressed.get(key) if key else None
        (other, other_at), self._last = self._last, (key, at)
        if key:
            self._pressed[key] = at
        if self._since is None:
            return False
        if at - self._since < self._quiet_s:
            self._since = max(self._since, at)
            return False
        if key and other != key and at - other_at <= ALONE_S:
            return False
        return before is None or at - before >= REPEAT_S


class PressGuard:
    """Lets one press of an order key through: not a held one, not one of a burst, whatever it is.

    Between two of them there must be quiet; the same key counts as held until it was up for a while, or
    until another key was pressed, which ends the repeat of the one before.
    """

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        self._quiet_s = quiet_s
        self._last: tuple[str, float] | None = None

    def other(self) -> None:
        """Know that a key was pressed that sends nothing."""
        if self._last is not None:
            self._last = ("", self._last[1])

    def accepts(self, key: str, at: float) -> bool:
        """Whether this press counts; each one, counted or not, begins the wait anew."""
        before, self._last = self._last, (key, at)
        if before is None:
            return True
        return at - before[1] >= (REPEAT_S if before[0] == key else self._quiet_s)
