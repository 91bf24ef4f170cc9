"""What the simulated OpenD says no with."""

from __future__ import annotations


class RefusalError(Exception):
    """The request is answered with retType -1 and this one sentence."""

    @property
    def text(self) -> str:
        """The sentence."""
        return str(self)
