"""Something that nobody may see, to be used once."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds a password until it is taken, and says nothing of it in any text.

    It is handed from where it was typed or read to where it is turned into what OpenD wants; after `take`
    nothing here has it any more, however long this object lives.
    """

    __slots__ = ("_held",)

    def __init__(self, text: str) -> None:
        self._held = text

    def take(self) -> str:
        """Return it and forget it; the second time there is nothing left."""
        held, self._held = self._held, ""
        return held

    def __bool__(self) -> bool:
        return bool(self._held)

    def __repr__(self) -> str:
        return "Secret()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")
