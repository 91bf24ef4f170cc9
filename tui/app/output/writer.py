"""The thread that writes to the terminal, so that nobody waits for it."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic

from tui.app.output.restore import CUT_OFF, make_room, say

_PIECE = 65536
_QUESTION = b"\x1b[6n"
LAST_WAIT_S = 1.0
"""So long a terminal may take for the last bytes; one that nobody reads takes them never."""
_LET_LOOSE_S = 0.2


class Writer:
    """Hands bytes to a file descriptor in the order they came.

    Writing never waits: how much may be under way is the gate's to decide. It looks like the writer thread of
    Textual's driver, which it stands in for.
    """

    def __init__(self, fd: int, *, clock: Callable[[], float] = monotonic) -> None:
        self._fd = fd
        self._clock = clock
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._began: float | None = None
        """When the write under way began."""
        self.taken = 0
        """Bytes so far."""
        self.asked = 0
        """How often the terminal was asked where its cursor is, in what was written."""
        self._failed, self._over, self._cut = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, text: str) -> None:
        """Have this written, after all that came before."""
        if not (self._failed.is_set() or self._over.is_set()):
            data = text.encode("utf-8", "replace")
            self.taken += len(data)
            self._queue.put(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    @property
    def gone(self) -> bool:
        """Whether the terminal takes nothing any more."""
        return self._failed.is_set()

    def blocked_s(self) -> float:
        """Return how long the write under way has taken so far."""
        began = self._began
        return 0.0 if began is None else self._clock() - began

    def stop(self) -> None:
        """Write what is left, as far as the terminal takes it in time."""
        self._queue.put(None)
        self._join(LAST_WAIT_S)

    def finish(self, last: bytes, *, patience_s: float = LAST_WAIT_S) -> None:
        """End with these bytes; of the rest only what is under way goes, as far as it does in time."""
        self._over.set()
        while True:
            try:
                self._queue.get_nowait()
            except Empty:
                break
        self._queue.put(None)
        if self._join(patience_s):
            if not self.gone:
                say(self._fd, last)
            return
        self._cut.set()
        make_room(self._fd)
        self._join(_LET_LOOSE_S)
        if not self.gone:
            say(self._fd, CUT_OFF + last)

    def _join(self, timeout_s: float) -> bool:
        """Wait for the thread; whether it is at its end."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            last = False
            while not (last or self._queue.empty()) and len(data) < _PIECE:
                more = self._queue.get()
                last = more is None
                data += more or b""
            self._write(data)
            if last:
                return

    def _write(self, data: bytes) -> None:
        if self._failed.is_set():
            return
        questions = data.count(_QUESTION)
        self._began = self._clock()
        try:
            while data and not self._cut.is_set():
                try:
                    data = data[os.write(self._fd, data) :]
                except BlockingIOError:
                    # Another program left the terminal's end like that, and they are one for all of them.
                    select.select((), (self._fd,), ())
            self.asked += questions
        except OSError:
            self._failed.set()
        finally:
            self._began = None
