"""Keeps a key that was already on its way from answering a question it has not seen."""

from __future__ import annotations

QUIET_S = 0.3


class KeyGuard:
    """Holds answers back until a question has been on the screen, with no key pressed, for a while.

    A key pressed too early is ignored and starts the wait again, so that a held key never answers.
    Times come from the caller, in seconds on any clock that does not go back.
    """

    def __init__(self, quiet_s: float = QUIET_S) -> None:
        self._quiet_s = quiet_s
        self._since: float | None = None

    def ask(self) -> None:
        """A new question is about to be painted: nothing answers it before `painted`."""
        self._since = None

    def painted(self, at: float) -> None:
        """The question is on the screen; later repaints of it change nothing."""
        if self._since is None:
            self._since = at

    @property
    def is_painted(self) -> bool:
        """Whether the question is on the screen."""
        return self._since is not None

    def accepts(self, at: float) -> bool:
        """Whether a key pressed now may answer."""
        if self._since is None:
            return False
        if at - self._since < self._quiet_s:
            self._since = max(self._since, at)
            return False
        return True
