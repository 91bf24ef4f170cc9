"""The first sign of life: one line on the terminal while the face is being loaded.

Written straight to the terminal, before Textual is imported. It is taken away before the first frame, which
covers the terminal, and before anything else is said.
"""

from __future__ import annotations

import os
import select
from collections.abc import Mapping
from contextlib import suppress

TEXT = b"\rfutu-tui: starting..."
GONE = b"\r\x1b[K"
"""Back to where the line began, and nothing from there on."""


class Splash:
    """Shown once, and gone once; on anything but a terminal that takes it at once, never there."""

    def __init__(self, fd: int, environ: Mapping[str, str]) -> None:
        """`fd` is what Textual will draw on."""
        self._fd = fd
        self._plain = environ.get("TERM", "") in ("", "dumb", "unknown")
        self._shown = False

    def show(self) -> None:
        """Say that the program starts."""
        if not self._plain and os.isatty(self._fd):
            self._shown = self._write(TEXT)

    def clear(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            self._shown = False
            self._write(GONE)

    def _write(self, data: bytes) -> bool:
        # A terminal that nobody reads would hold the start up for a word of greeting.
        with suppress(OSError, ValueError):
            if select.select([], [self._fd], [], 0)[1]:
                os.write(self._fd, data)
                return True
        return False
