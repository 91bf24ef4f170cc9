"""Carries the gate's frames to the terminal: the loop's timers, the writer, and the terminal's answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from rich.color import ColorSystem
from rich.segment import Segment
from textual import events
from textual.app import App
from textual.geometry import Size
from textual.widget import Widget

from tui.app.output.gate import Gate
from tui.app.output.hooks import (
    Foreground,
    GateDriver,
    display_now,
    holds_frames,
    is_whole,
    may_display,
    pieces,
)
from tui.app.output.pace import Line, Pace, Rates
from tui.app.output.regions import Box, Pane
from tui.app.output.writer import Writer
from tui.app.stalls import soon

ANSWER_S = (0.08, 0.25)
"""What is painted so long after a key answers it in any case; and at most, if it is the first paint since, or
while the key is handled."""
COMING_S = 0.05
"""A key that was read is handled within so long, or it is one that nothing comes of."""
PANES_EVERY_S = 0.5
_SOONEST_S = 0.005


@dataclass(slots=True)
class _Look:
    """Somebody who waits until what was drawn in a box is shown."""

    box: Box
    drawn_at: float
    tell: Callable[[], object]
    asked: int | None = None
    """The question that follows the last of it; None as long as not all of it was sent."""


class Outlet:
    """Paints go in, frames come out as the terminal takes them; belongs to one app on a real terminal."""

    def __init__(
        self,
        app: App[Any],
        driver: GateDriver,
        pace: Pace,
        *,
        panes: Callable[[], Sequence[Pane]],
        busy: Callable[[], bool],
        on_unread: Callable[[], None],
        on_read: Callable[[], None],
        colours: ColorSystem | None,
        ascii_only: bool = False,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Take the place of Textual's output.

        `busy` tells whether a key is being handled; `on_unread` is told when nobody reads the terminal any
        more, `on_read` when somebody does again. `colours` are drawn with, None is none at all.
        """
        self._app = app
        self._driver = driver
        self._panes = panes
        self._busy = busy
        self._on_unread, self._on_read = on_unread, on_read
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._soon = self._closed = False
        self._came_at = self._pressed_at = float("-inf")
        self._painted = True
        """Whether anything was painted since a key was handled."""
        self._foreground = Foreground()
        self._is_torn = False
        """Whether some of what is to be seen was never taken: nothing counts as shown before all of it is."""
        self._shows_data = False
        """Whether what is painted now is no answer to a key, whenever that came."""
        self._panes_at = float("-inf")
        self._eyes: list[_Look] = []
        self._counted: tuple[object, int] = (None, 0)
        """A writer, and how many of its bytes are known to the pace."""
        self._gate = Gate(*app.size, pace, colours, ascii_only=ascii_only)
        driver.on_start = self._begin_anew
        # The first question goes out before the first paint, which would be measured with it.
        self._flush()

    @property
    def rates(self) -> Rates:
        """What went over the line of late."""
        return self._gate.pace.rates(self._clock())

    @property
    def is_unread(self) -> bool:
        """Whether nobody reads the terminal now."""
        return self._gate.pace.line is Line.UNREAD

    @property
    def answers_key(self) -> bool:
        """Whether what is painted now answers a key: what else is due had better wait."""
        since = self._clock() - self._pressed_at
        if since < ANSWER_S[0]:
            return True
        return since < ANSWER_S[1] and (not self._painted or self._busy())

    @property
    def expects_key(self) -> bool:
        """Whether a key was read that waits for the loop: what is due had better wait for it."""
        return self._clock() - self._came_at < COMING_S

    @property
    def keyless_s(self) -> float:
        """For how long no key has come."""
        return self._clock() - max(self._came_at, self._pressed_at)

    # ---- what happens

    def key_came(self) -> None:
        """Know that a key was read; may be told by any thread."""
        self._came_at = self._clock()

    def display_data(self, widgets: Iterable[Widget], *, more: bool = False) -> None:
        """Take what the widgets have drawn, before a key draws on the same lines; `more` goes with it."""
        drawn, screen = tuple(widgets), self._app.screen
        self._shows_data = True
        try:
            if may_display(self._app) and tuple(self._app.size) == self._gate.size:
                self._take(self._foreground.take(screen, drawn))
            display_now(screen, drawn)
        finally:
            self._shows_data = False
        if not more:
            self._flush_soon()

    def display(self, update: Any) -> None:
        """Take what the compositor drew; it goes out once the loop has done what is due now."""
        if not may_display(self._app):
            self._is_torn = True
            return
        size = self._app.size
        if tuple(size) != self._gate.size:
            self._gate.resize(*size)
            self._is_torn = True
        self._take(pieces(update))
        if self._is_torn:
            self._mend(update, size)
        self._flush_soon()

    def when_shown(self, box: Box, tell: Callable[[], object]) -> None:
        """Tell once the terminal has shown what is drawn in a box by now."""
        self._eyes.append(_Look(box, self._clock(), tell))
        # While updates are put off it is told before the paint.
        self._is_torn = self._is_torn or not may_display(self._app)
        self._flush_soon()

    def poked(self) -> None:
        """Know that a key came, whatever becomes of it; look whether anybody sees what it does."""
        writer, now = self._driver.writer, self._clock()
        if writer is not None:
            self._look(now, writer.blocked_s())
            was_unread = self.is_unread
            self._gate.pace.poked(now)
            if was_unread and not self.is_unread:
                self._on_read()
                self._flush_soon()

    def pressed(self) -> None:
        """Know that a key is being handled: what is painted next answers it."""
        self._pressed_at, self._painted = self._clock(), False

    def resized(self, size: Size) -> None:
        """Paint all of it anew; a terminal that became another one may be as large as before."""
        if tuple(size) == self._gate.size:
            self.redraw()

    def redraw(self) -> None:
        """Send all of it again: something else may have written on the terminal."""
        self._forget()
        self._flush_soon()

    def answered(self, report: events.CursorPosition) -> None:
        """Take the terminal's word of where the cursor is.

        Only the first column is ours: an old terminal's Shift+F3 reads like a report from the second.
        """
        was_unread, line = self.is_unread, report.y + 1
        is_last = line == self._app.size.height
        if report.x == 0 and self._gate.answered(line, self._clock(), is_last=is_last):
            if was_unread:
                self._on_read()
            self._flush()

    def control(self, text: str) -> bool:
        """Have the terminal obey a sequence that draws nothing; False when the line is too slow for it."""
        writer, now = self._driver.writer, self._clock()
        if writer is None or writer.gone:
            return False
        frame = self._gate.control(text, now)
        if frame is not None:
            self._count(writer, now)
            writer.write(frame.text)
            self._counted = writer, writer.taken
            self._wake(now)
        return frame is not None

    def draw_in(self, colours: ColorSystem | None) -> None:
        """Draw with so many colours what is drawn from now on."""
        self._gate.colours = colours

    def close(self) -> None:
        """Send nothing more."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._driver.on_start = None

    # ---- inner

    def _take(self, drawn: Iterable[tuple[int, int, Iterable[Segment]]]) -> None:
        now = self._clock()
        if self._shows_data:
            self._gate.urgent = False
        else:
            self._gate.urgent, self._painted = self.answers_key, True
        for y, x, segments in drawn:
            self._gate.put(y, x, segments, now)

    def _mend(self, update: Any, size: Size) -> None:
        """Have all of the screen drawn when a part of it was lost, and whoever waits look at it then."""
        if is_whole(update, size):
            self._is_torn = False
            self._look_again((0, 0, *size))
        elif self._app.screen.size == size:
            # Else it is about to be arranged, and drawn, anew.
            self._app.screen.refresh()

    def _forget(self) -> None:
        """Send everything again; nobody can know what was seen of it."""
        self._gate.forget(self._clock())
        self._look_again()

    def _look_again(self, box: Box | None = None) -> None:
        """Have those who wait see what is drawn now, in this box where it may have moved."""
        for look in self._eyes:
            look.box, look.drawn_at, look.asked = box or look.box, self._clock(), None

    def _flush_soon(self) -> None:
        if not self._soon:
            self._soon = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._soon = False
        writer, now = self._driver.writer, self._clock()
        if self._closed or writer is None or writer.gone or not self._app.is_running:
            return
        self._count(writer, now)
        self._look(now, writer.blocked_s())
        self._gate.sync = holds_frames(self._app)
        if now - self._panes_at >= PANES_EVERY_S:
            self._panes_at = now
            self._gate.set_panes(self._panes())
        while (frame := self._gate.next_frame(now)) is not None:
            writer.write(frame.text)
        self._counted = writer, writer.taken
        self._tell_shown()
        self._wake(now)

    def _tell_shown(self) -> None:
        pace = self._gate.pace
        if not self._eyes or self._is_torn or pace.line is Line.UNREAD:
            return
        seen: list[_Look] = []
        for look in self._eyes:
            if look.asked is None and not self._gate.holds(look.box, look.drawn_at):
                look.asked = pace.asked
            if look.asked is not None and (pace.heard >= look.asked or pace.line is Line.SILENT):
                seen.append(look)
        self._eyes = [look for look in self._eyes if look not in seen]
        for look in seen:
            look.tell()

    def _count(self, writer: Writer, now: float) -> None:
        """Let the pace know of bytes that were not ours: the driver's."""
        seen, counted = self._counted
        self._gate.pace.spent(now, writer.taken - (counted if seen is writer else 0))

    def _look(self, now: float, blocked_s: float) -> None:
        """Look at the clock, and tell when the terminal turns out to be unread, or not to be so any more."""
        was_unread = self.is_unread
        self._gate.pace.tick(now, blocked_s=blocked_s)
        if self.is_unread != was_unread:
            (self._on_read if was_unread else self._on_unread)()

    def _wake(self, now: float) -> None:
        """Look again when the pace allows more without an answer, or gives up waiting for one."""
        if self._timer is not None:
            self._timer.cancel()
        at = self._gate.pace.next_at(now, waiting=self._gate.behind)
        self._timer = None if at is None else self._loop.call_later(max(at - now, _SOONEST_S), self._flush)

    def _begin_anew(self) -> None:
        """Take note that the terminal was taken over again, maybe between any two instructions."""
        soon(self._loop, self._anew)

    def _anew(self) -> None:
        was_unread = self.is_unread
        self._gate.pace.begin_anew()
        if was_unread:
            self._on_read()
        self._forget()
        self._flush()
