"""A short text being typed: whole characters, counted in the bytes they take on the wire."""

from __future__ import annotations


class NoteField:
    """A text of at most so many bytes of UTF-8; what does not fit is not taken."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.text = ""

    @property
    def bytes_used(self) -> int:
        """How many bytes the text takes."""
        return len(self.text.encode())

    def type(self, text: str) -> bool:
        """Add characters, line breaks and the like as spaces; False when not all of them found room."""
        for char in text:
            shown = char if char.isprintable() else " "
            if self.bytes_used + len(shown.encode(errors="replace")) > self.most_bytes:
                return False
            self.text += shown
        return True

    def erase(self) -> None:
        """Take back the last character."""
        self.text = self.text[:-1]

    def clear(self) -> None:
        """Empty the field."""
        self.text = ""
