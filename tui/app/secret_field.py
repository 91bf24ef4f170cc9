"""A password being typed: counted, never shown, and forgotten when it is taken."""

from __future__ import annotations

from tui.domain.secret import Secret

LONGEST = 128
DOT = "*"


class SecretField:
    """Characters that nobody sees."""

    def __init__(self) -> None:
        self._chars: list[str] = []

    def __repr__(self) -> str:
        return "SecretField()"

    def __len__(self) -> int:
        return len(self._chars)

    @property
    def dots(self) -> str:
        """What is shown of it."""
        return DOT * len(self._chars)

    def type(self, text: str) -> None:
        """Add what can stand in a password: the rest of a paste behind its first line is left out."""
        line = text.splitlines()[0] if text else ""
        self._chars += [char for char in line if char.isprintable()][: LONGEST - len(self._chars)]

    def erase(self) -> None:
        """Take back the last character."""
        if self._chars:
            self._chars.pop()

    def clear(self) -> None:
        """Forget it."""
        self._chars.clear()

    def take(self) -> Secret:
        """Hand it on and forget it."""
        secret = Secret("".join(self._chars))
        self._chars.clear()
        return secret
