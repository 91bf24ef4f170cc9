"""Ends that always end: signals, a vanished terminal and faults, also while the event loop is stuck.

A stuck loop runs no signal handlers of its own. So handlers here are plain ones, the terminal is watched from
a thread, and once the end was asked for that thread counts down: then the program leaves without the loop.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import TextIO

from tui.app.early_end import SIGNALS
from tui.app.output.restore import RESTORE, make_room, modes_of, say, set_modes

GRACE_S = 1.9
"""What an orderly end may take; with the watch and what leaving takes it stays under the promised 3 s."""
QUIT_S = 4.5
"""What one may take that the user asked for: a slow disk gets more time."""
WATCH_S = 0.4
LEAVE_S = 0.5
HUNG_UP = 128 + signal.SIGHUP
CRASHED = 1


class Lifeline:
    """Asks for an orderly end when told to or when the terminal is gone, and makes sure it comes."""

    def __init__(self, terminal: int | None = None) -> None:
        """Know what is to be put back; of standard input and error unless another terminal is given."""
        self._input = _number_of(sys.__stdin__, 0) if terminal is None else terminal
        self._output = _number_of(sys.__stderr__, 2) if terminal is None else terminal
        self._modes = modes_of(self._input)
        self._ask_to_end: Callable[[int], None] = lambda _: None
        self._let_go: Callable[[], None] | None = None
        self._at_last: list[Callable[[], int | None]] = []
        self._code: int | None = None
        self._until = 0.0
        self._asked = threading.Event()

    def hold(self, ask_to_end: Callable[[int], None]) -> None:
        """Take over the signals and begin to watch; call it from the main thread.

        `ask_to_end` is called with an exit code and must only schedule; it may come from any thread.
        """
        self._ask_to_end = ask_to_end
        for number in SIGNALS:
            # What was to be ignored, as under nohup, is; a terminal that vanishes is noticed all the same.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)
        threading.Thread(target=self._watch, name="lifeline", daemon=True).start()

    def before_leaving(self, work: Callable[[], int | None]) -> None:
        """Have this done when the loop cannot do it any more; it must be quick, and fit for any thread.

        An exit code that it returns takes the place of the one that was asked for.
        """
        self._at_last.append(work)

    def through(self, let_go: Callable[[], None]) -> None:
        """Know who gives the terminal back, once somebody has taken it over."""
        self._let_go = let_go

    def end(self, code: int) -> None:
        """Ask for the end once and start the countdown."""
        if self._begin(code, GRACE_S):
            self._ask_to_end(code)

    def gone(self) -> None:
        """End because there is no terminal any more."""
        self.end(HUNG_UP)

    def ending(self, code: int) -> None:
        """Count down for an end that somebody else has begun."""
        self._begin(code, QUIT_S if code == 0 else GRACE_S)

    def ask(self) -> None:
        """Ask for the end that is counted down for."""
        if self._code is not None:
            self._ask_to_end(self._code)

    @property
    def code(self) -> int | None:
        """The exit code that was asked for first; None while nothing ends."""
        return self._code

    def _begin(self, code: int, within_s: float) -> bool:
        until = monotonic() + within_s
        self._until = until if self._code is None else min(self._until, until)
        # A signal may come while this runs: it must find everything said, and not wait for its own lock.
        if self._code is not None:
            return False
        self._code = code
        self._asked.set()
        return True

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        del frame
        self.end(128 + number)

    def _watch(self) -> None:
        while not self._asked.wait(WATCH_S):
            if vanished(self._input):
                self.gone()
        while (left := self._until - monotonic()) > 0:
            threading.Event().wait(min(left, WATCH_S))
        self._leave()

    def _leave(self) -> None:
        """Put the terminal back as far as it takes it, do what is left to do, and go."""
        last = threading.Thread(target=self._tidy, name="last-things", daemon=True)
        last.start()
        last.join(LEAVE_S)
        os._exit(CRASHED if self._code is None else self._code)

    def _tidy(self) -> None:
        if self._let_go is not None:
            self._let_go()
        elif not vanished(self._input):
            make_room(self._output)
            say(self._output, RESTORE)
        set_modes(self._input, self._modes)
        for work in self._at_last:
            self._code = work() or self._code


def vanished(terminal: int) -> bool:
    """Whether nobody is at the other end any more."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(flags & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, flags in poll.poll(0))


def _number_of(stream: TextIO | None, usual: int) -> int:
    return usual if stream is None else stream.fileno()
