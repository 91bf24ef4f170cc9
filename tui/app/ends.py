"""What is done at every end of the dashboard, whoever brings it about, with the event loop or without."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from tui.app.clean_end import CUT_OFF, Session
from tui.app.crash import line_of, tell, write_report
from tui.app.journals import Journals
from tui.app.lifeline import CRASHED, Lifeline
from tui.app.stalls import soon
from tui.resources import version

INCOMPLETE = 6
"""The exit code when the order journal may lack entries, whatever else ended the program."""
CHOICES_S, CHOICES_NOW_S = 1.0, 0.05

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app.output.hooks import GateDriver


def _nothing() -> Iterable[str]:
    return ()


def _at_once(_: float) -> None:
    """Have nothing that would have to be written."""


class Ends:
    """Owns the lifeline, and what must be said and written when it is over."""

    def __init__(self, lifeline: Lifeline, session: Session) -> None:
        self._lifeline = lifeline
        self._session = session
        self._journals: Journals | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._words: list[str] = []
        """What is to be said once the terminal is no longer ours."""
        self._fault: BaseException | None = None
        self._report: Path | None = None
        self._said_fault = False
        self._incomplete = False
        self._parting: Callable[[], Iterable[str]] = _nothing
        self._flush: Callable[[float], object] = _at_once
        lifeline.before_leaving(self.close_now)
        lifeline.before_leaving(self.say)

    @property
    def news(self) -> tuple[str, ...]:
        """What there is to tell of the session before this one."""
        return (CUT_OFF,) if self._session.was_cut_off else ()

    @property
    def code(self) -> int:
        """The exit code of a program that ended by a fault, or as it was told to; else 0."""
        if self._incomplete:
            return INCOMPLETE
        return CRASHED if self._fault is not None else (self._lifeline.code or 0)

    def hold(
        self,
        journals: Journals,
        leave: Callable[[int], None],
        *,
        parting: Callable[[], Iterable[str]] = _nothing,
        flush: Callable[[float], object] = _at_once,
    ) -> None:
        """Take over signals and faults; `leave` makes the face end, with an exit code, on its loop.

        `parting` tells at the end what is said last; `flush` waits so long for choices to be on the disk.
        Both are asked from any thread.
        """
        loop = self._loop = asyncio.get_running_loop()
        self._journals, self._parting, self._flush = journals, parting, flush
        self._lifeline.hold(lambda code: soon(loop, partial(leave, code)))
        loop.set_exception_handler(self._in_loop)
        threading.excepthook = self._in_thread

    def takes(self, driver: GateDriver) -> None:
        """Know who has the terminal now."""
        driver.on_gone = self._lifeline.gone
        driver.on_fault = self.fault_elsewhere
        driver.is_ending = lambda: self._lifeline.code is not None
        self._lifeline.through(driver.let_go)

    def leaving(self, code: int) -> None:
        """See to it that an end that was begun comes."""
        self._lifeline.ending(code)

    def fault(self, error: BaseException) -> None:
        """Write down a fault that ends the program, the first one, and see to it that the end comes."""
        if self._fault is not None:
            return
        self._fault = error
        # A disk that does not answer holds no end up.
        self._lifeline.ending(CRASHED)
        self._report = write_report(error, version())

    def fault_elsewhere(self, error: BaseException) -> None:
        """Write down a fault outside of the face, and end the face."""
        begun = self._lifeline.code is not None
        self.fault(error)
        if not begun:
            self._lifeline.ask()

    async def close(self) -> None:
        """Close what must be closed."""
        await asyncio.to_thread(self._flush, CHOICES_S)
        self._closed(() if self._journals is None else await self._journals.close())

    def close_now(self) -> int:
        """Do the same at once, from any thread; return the exit code where that is not the one asked for."""
        self._closed(() if self._journals is None else self._journals.close_now())
        self._flush(CHOICES_NOW_S)
        return INCOMPLETE if self._incomplete else 0

    def say(self) -> None:
        """Say all there is to say, once; orders that may be live come last."""
        words, self._words = self._words, []
        if self._fault is not None and not self._said_fault:
            self._said_fault = True
            words.insert(0, line_of(self._fault, self._report))
        parting, self._parting = self._parting, _nothing
        for line in (*words, *(f"futu-tui: {line}" for line in parting())):
            tell(line)

    # ---- inner

    def _in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Take a call of the loop that failed for a fault; a task that nobody waited for is only logged."""
        error = context.get("exception")
        if isinstance(error, Exception) and "handle" in context:
            self.fault_elsewhere(error)
        else:
            loop.default_exception_handler(context)

    def _in_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None and not isinstance(found.exc_value, SystemExit):
            self.fault_elsewhere(found.exc_value)

    def _closed(self, missing: Iterable[str]) -> None:
        """Know what the journals lack: only an end without gaps is one."""
        told = [f"futu-tui: {why}" for why in missing]
        if told and not self._incomplete:
            self._words += told
        self._incomplete = self._incomplete or bool(told)
        if not self._incomplete:
            self._session.ended()
