"""Signals while the program is still being loaded: nothing is left on the terminal, and the code says which.

Nothing of Textual is here yet, nothing is armed and nothing is written: it is enough to leave.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from types import FrameType
from typing import Any, NoReturn, Self

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)


class EarlyEnd:
    """Has the signals until somebody else takes them over; use it as a context, in the main thread."""

    def __init__(self, clear: Callable[[], None]) -> None:
        """`clear` takes away what was written to the terminal."""
        self._clear = clear
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in SIGNALS:
            before = signal.getsignal(number)
            # What was to be ignored, as under nohup, is.
            if before is not None and before is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, self._leave)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            if signal.getsignal(number) == self._leave:
                signal.signal(number, before)

    def _leave(self, number: int, frame: FrameType | None) -> NoReturn:
        del frame
        self._clear()
        raise SystemExit(128 + number)
