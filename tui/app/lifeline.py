"""Ends that always end: signals and a vanished terminal, also while the event loop is stuck on its output.

Textual's writer blocks the loop when a terminal stops reading or is gone, and a stuck loop runs no signal
handlers of its own. So handlers here are plain ones, the terminal is watched from a thread, and whoever asks
for the end starts a countdown after which the process leaves without the loop.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
GRACE_S = 2.0
"""What an orderly end may take; with the watch it stays under the promised three seconds."""
WATCH_S = 0.5
HUNG_UP = 128 + signal.SIGHUP
RESTORE = (
    b"\x1b[?2026l\x1b[<u\x1b[?2004l\x1b[?1004l\x1b[?1006l\x1b[?1003l\x1b[?1000l\x1b[0m\x1b[?25h\x1b[?1049l"
)
"""Undoes what a full-screen program switches on: sync, keys, paste, focus, mouse, colours, cursor, screen."""


class Lifeline:
    """Asks for an orderly end when told to or when the terminal is gone, and makes sure it comes."""

    def __init__(self, ask_to_end: Callable[[int], None], terminal: int | None = None) -> None:
        """`ask_to_end` is called with an exit code and must only schedule; it may come from any thread."""
        self._ask_to_end = ask_to_end
        self._terminal = sys.__stdin__.fileno() if terminal is None and sys.__stdin__ else (terminal or 0)
        self._modes = _modes_of(self._terminal)
        self._asked = threading.Event()

    def hold(self) -> None:
        """Take over the signals and begin to watch; call it from the main thread."""
        for number in SIGNALS:
            signal.signal(number, self._on_signal)
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def end(self, code: int) -> None:
        """Ask for the end once and start the countdown."""
        if self._asked.is_set():
            return
        self._asked.set()
        countdown = threading.Timer(GRACE_S, self._leave, (code,))
        countdown.daemon = True
        countdown.start()
        self._ask_to_end(code)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.end(128 + number)

    def _watch(self) -> None:
        while not self._asked.wait(WATCH_S):
            if vanished(self._terminal):
                self.end(HUNG_UP)

    def _leave(self, code: int) -> None:
        """Put the terminal back as far as it takes it, and go."""
        if self._modes is not None and not vanished(self._terminal):
            if select.select((), (self._terminal,), (), 0)[1]:
                os.write(self._terminal, RESTORE)
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._modes)
        os._exit(code)


def vanished(terminal: int) -> bool:
    """Whether nobody is at the other end any more."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(flags & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, flags in poll.poll(0))


def _modes_of(terminal: int) -> list[Any] | None:
    try:
        return termios.tcgetattr(terminal)
    except termios.error:
        return None
