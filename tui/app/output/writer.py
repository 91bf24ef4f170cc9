"""The thread that writes to the terminal, so that nobody waits for it."""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from time import monotonic

from tui.app.output.restore import CUT_OFF, make_room, opened_again, say

_PIECE = 65536
_QUESTION = b"\x1b[6n"
LAST_WAIT_S = 1.0
"""So long a terminal may take for the last bytes; one that nobody reads takes them never."""
PATIENCE_S = 0.3
"""So long it may take for what is on its way at the end, when the rest is not sent any more."""
_LET_LOOSE_S = 0.2
_LOOK_S = 0.05
_SMALL_PIECE = 512
"""What is written at once where a write may wait: so much may still come after it was told to stop."""


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
        self._ending = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="terminal-output", daemon=True)

    def start(self) -> None:
        """Begin to write, unless it has begun."""
        if not self._thread.is_alive():
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

    @property
    def serves(self) -> bool:
        """Whether what it is given now will be written."""
        return self._thread.is_alive() and not (self._failed.is_set() or self._over.is_set())

    def blocked_s(self) -> float:
        """Return how long the write under way has taken so far."""
        began = self._began
        return 0.0 if began is None else self._clock() - began

    def stop(self) -> None:
        """Write what is left, as far as the terminal takes it in time."""
        self._queue.put(None)
        self._join(LAST_WAIT_S)

    def finish(self, last: bytes, *, patience_s: float = PATIENCE_S) -> None:
        """End with these bytes; of the rest only what is under way goes, as far as it does in time.

        Any thread may call it, the first call counts. What the terminal does not take is thrown away: frames
        are worth nothing any more, and behind them nothing else would get through.
        """
        if not self._ending.acquire(timeout=LAST_WAIT_S):
            return
        try:
            if self._over.is_set():
                return
            self._over.set()
            self._drop()
            self._queue.put(None)
            if not self._join(patience_s):
                self._cut.set()
                # On a way of its own it has let go by then; a write that waits does when there is room.
                let_go = self._join(2 * _LOOK_S)
                make_room(self._fd)
                if not let_go:
                    self._join(_LET_LOOSE_S)
            if self.gone or (not self._cut.is_set() and say(self._fd, last)):
                return
            make_room(self._fd)
            say(self._fd, CUT_OFF + last)
        finally:
            self._ending.release()

    def _drop(self) -> None:
        try:
            while True:
                self._queue.get_nowait()
        except Empty:
            pass

    def _join(self, timeout_s: float) -> bool:
        """Wait for the thread; whether it is at its end."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        own = opened_again(self._fd)
        try:
            self._serve(own)
        finally:
            if own is not None:
                os.close(own)

    def _serve(self, own: int | None) -> None:
        while (data := self._queue.get()) is not None:
            last = False
            while not (last or self._queue.empty()) and len(data) < _PIECE:
                more = self._queue.get()
                last = more is None
                data += more or b""
            self._write(data, own)
            if last:
                return

    def _write(self, data: bytes, own: int | None) -> None:
        """Write all of it, unless it is cut off; on a way of our own no write waits."""
        if self._failed.is_set():
            return
        questions = data.count(_QUESTION)
        out, most = (self._fd, _SMALL_PIECE) if own is None else (own, _PIECE)
        poll = select.poll()
        poll.register(out, select.POLLOUT)
        self._began = self._clock()
        try:
            while data and not self._cut.is_set():
                if not poll.poll(_LOOK_S * 1000) or self._cut.is_set():
                    continue
                try:
                    data = data[os.write(out, data[:most]) :]
                except BlockingIOError:
                    # Told to be ready and is not, as one held by Ctrl-S may be: look again, not at once.
                    self._cut.wait(_LOOK_S)
            self.asked += questions
        except OSError:
            self._failed.set()
        finally:
            self._began = None
