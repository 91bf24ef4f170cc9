"""The keys of the kill switch: Ctrl+X, twice, unless the user moved it to another such key.

Every terminal sends Ctrl+X as one byte, at once: no escape sequence that a slow line tears apart, no key
that a multiplexer (tmux, screen, zellij), a terminal (VS Code takes Ctrl+K, browsers Ctrl+W, T and N),
flow control or another key of ours takes. It sits on one hand. No text holds it and no list uses it, and
one press alone only says what a second one would do. Two presses in one read of the terminal are a paste
or a bounce, not fingers, and count as one.
"""

from __future__ import annotations

WITHIN_S = 3.0
"""The second press must come this soon."""
LEAST_GAP_S = 0.06
"""And not sooner than this: fingers are slower."""


class KillChord:
    """Watches presses; times in seconds on a clock that does not go back."""

    def __init__(self) -> None:
        self._first: float | None = None

    def pressed(self, at: float) -> bool:
        """Know of a press; whether it is the second one."""
        first = self._first
        if first is not None and at - first < LEAST_GAP_S:
            return False
        if first is not None and at - first <= WITHIN_S:
            self._first = None
            return True
        self._first = at
        return False
