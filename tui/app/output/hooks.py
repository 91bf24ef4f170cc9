"""Everything private of Textual that the output needs, in one place; made for one version of it.

`tests/app/output/test_hooks.py` fails when another version is installed, or when one of these is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import takewhile
from threading import Lock
from time import monotonic
from typing import Any, Final

from rich.color import ColorSystem
from rich.segment import Segment
from textual import constants
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.app.output.input import Reader, listen
from tui.app.output.restore import LEAVE, NO_MOUSE, set_modes
from tui.app.output.writer import Writer

TEXTUAL: Final = "8.2.8"
PRIVATE: Final = (
    "App._display",
    "App._batch_count",
    "App._driver",
    "App._closed",
    "App._sync_available",
    "Screen._dirty_widgets",
    "Screen._repaint_required",
    "Screen._layout_required",
    "Screen._scroll_required",
    "Screen._compositor",
    "Screen._on_timer_update",
    "Screen._compositor_refresh",
    "Screen._repaint_regions",
    "Widget._repaint_required",
    "Widget._layout_required",
    "Widget._scroll_required",
    "Widget._refresh_styles_required",
    "Widget._exchange_repaint_regions",
    "Compositor.visible_widgets",
    "Compositor.update_widgets",
    "Console._color_system",
    "LayoutUpdate.strips",
    "ChopsUpdate.chops",
    "LinuxDriver._writer_thread",
    "LinuxDriver._run_input_thread",
    "LinuxDriver._mouse",
    "LinuxDriver._query_in_band_window_resize",
    "LinuxDriver._key_thread",
    "LinuxDriver._auto_restart",
    "LinuxDriver._must_signal_resume",
    "LinuxDriver._sigcont_application",
    "XTermParser._sequence_to_key_events",
    "App._handle_exception",
    "App._exception",
    "App._exception_event",
    "App._return_code",
    "App._close_messages_no_wait",
)
TAKE_BACK = "\x1b[?1049h\x1b[<u"
"""Before a terminal is taken that is ours still: what it was told of keys lies there once, not twice."""
LAST_ANSWER_S = 0.5
"""So long leaving waits for an answer of the terminal that is on its way."""


def pieces(update: CompositorUpdate) -> Iterator[tuple[int, int, list[Segment]]]:
    """Yield line, column and segments of everything that a compositor's update draws."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            yield y, update.region.x, [segment for strip in line for segment in strip]
    elif isinstance(update, ChopsUpdate):
        for y, x1, x2 in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                # Typed as never None by Textual, which leaves None where nothing changed.
                if strip is not None and x <= x2 and end > x1:
                    yield y, x, list(strip.crop(0, min(end, x2) - x))


def is_whole(update: CompositorUpdate | None, size: Size) -> bool:
    """Whether an update draws every cell of a screen of this size."""
    return isinstance(update, LayoutUpdate) and update.region == size.region


def colours_of(app: App[Any]) -> ColorSystem | None:
    """Return what the terminal can show, as Rich found out; None where the user wants no colours."""
    return None if app.no_color else app.console._color_system  # noqa: SLF001


def holds_frames(app: App[Any]) -> bool:
    """Whether the terminal said that it shows a frame only when it is complete."""
    return app._sync_available  # noqa: SLF001


class Foreground:
    """Which widgets of a screen nothing lies over: what they draw is seen as they draw it.

    The compositor would look at all widgets to find out the same, for most of the time that a paint takes. It
    keeps nothing of what it has drawn, so that it is none the worse for what is shown without it.
    """

    def __init__(self) -> None:
        self._arranged: Mapping[Widget, tuple[Region, Region]] = {}
        """What the rest was found out of; the compositor makes another one for every arrangement."""
        self._free: dict[Widget, Region | None] = {}

    def take(self, screen: Screen[Any], widgets: Iterable[Widget]) -> Iterator[tuple[int, int, Strip]]:
        """Yield line, column and content of what these have drawn, which counts as shown from now on.

        What has something over it, and all of it while the screen is to be arranged anew, is left alone.
        """
        if screen._layout_required or screen._scroll_required:  # noqa: SLF001
            return
        for widget in widgets:
            region = self._region_of(widget, screen) if widget._repaint_required else None  # noqa: SLF001
            if region is not None:
                widget._repaint_required = False  # noqa: SLF001
                changed = widget._exchange_repaint_regions()  # noqa: SLF001
                lines = sorted({y for one in changed for y in one.line_range if 0 <= y < region.height})
                if lines:
                    first = lines[0]
                    drawn = widget.render_lines(Region(0, first, region.width, lines[-1] - first + 1))
                    for y in lines:
                        yield region.y + y, region.x, drawn[y - first]

    def _region_of(self, widget: Widget, screen: Screen[Any]) -> Region | None:
        """Return where a widget lies when all of it can be seen, else None."""
        arranged = screen._compositor.visible_widgets  # noqa: SLF001
        if arranged is not self._arranged:
            self._arranged, self._free = arranged, {}
        if widget not in self._free:
            self._free[widget] = _uncovered(widget, arranged, screen.size.region)
        return self._free[widget]


def _uncovered(
    widget: Widget, arranged: Mapping[Widget, tuple[Region, Region]], whole: Region
) -> Region | None:
    if widget not in arranged:
        return None
    region, clip = arranged[widget]
    if not (clip.contains_region(region) and whole.contains_region(region)):
        return None
    # From front to back, as Textual sorts them.
    before = takewhile(lambda one: one is not widget, arranged)
    covered = any(arranged[one][0].intersection(arranged[one][1]).overlaps(region) for one in before)
    return None if covered else region


def is_settled(widget: Widget) -> bool:
    """Whether a widget wants nothing done for it when its messages are through."""
    return not (
        widget._repaint_required  # noqa: SLF001
        or widget._layout_required  # noqa: SLF001
        or widget._scroll_required  # noqa: SLF001
        or widget._refresh_styles_required  # noqa: SLF001
    )


def arrangement_of(screen: Screen[Any]) -> object:
    """Return what stands for where everything lies on a screen: another object after each change of it."""
    return screen._compositor.visible_widgets  # noqa: SLF001


def display_now(screen: Screen[Any], widgets: Iterable[Widget]) -> None:
    """Have the screen show what these have drawn by themselves, not together with what is drawn next."""
    drawn = [one for one in widgets if one._repaint_required and one.screen is screen]  # noqa: SLF001
    if drawn and not screen._layout_required:  # noqa: SLF001
        screen._dirty_widgets.update(drawn)  # noqa: SLF001
        screen._on_timer_update()  # noqa: SLF001


def keep_updates(screen: Screen[Any]) -> None:
    """Have what widgets changed drawn although a part of the screen itself is to be drawn, before it is.

    Textual takes that for all of the screen, and forgets which widgets changed.
    """
    if screen._repaint_required and screen.is_current and not screen.app._batch_count:  # noqa: SLF001
        screen._compositor.update_widgets(screen._dirty_widgets)  # noqa: SLF001


@contextmanager
def drawn_once(screen: Screen[Any]) -> Iterator[None]:
    """Have a screen that lies behind the one in front hand over what changed on it, and be done with it.

    Textual has it drawn again with all that changes there from then on, until that is most of the screen.
    """
    wanted, regions = screen._repaint_required, set(screen._repaint_regions)  # noqa: SLF001
    is_behind = screen.app.screen is not screen
    yield
    if is_behind:
        screen._repaint_required, screen._repaint_regions = wanted, regions  # noqa: SLF001


def may_display(app: App[Any]) -> bool:
    """Whether a paint should go out now; Textual asks the same of itself."""
    return bool(app._running and not app._closed and not app._batch_count)  # noqa: SLF001


def end_on_fault(app: App[Any], error: Exception) -> bool:
    """Have the app end with code 1, as Textual does at a fault, but say nothing; whether it is the first."""
    first = app._exception is None  # noqa: SLF001
    app._return_code = 1  # noqa: SLF001
    if first:
        app._exception = error  # noqa: SLF001
        app._exception_event.set()  # noqa: SLF001
    app._close_messages_no_wait()  # noqa: SLF001
    return first


class GateDriver(LinuxDriver):
    """Textual's driver with a writer that nobody waits for, our own reader, and ends that always end."""

    _writer: Writer | None = None
    _reader: Reader | None = None
    _wants_terminal = _has_terminal = _is_taking = _is_due = _gave_back = False
    on_start: Callable[[], None] | None = None
    """Told each time that the terminal was taken over: another one may be there."""
    on_gone: Callable[[], None] | None = None
    """Told by the input thread when there is no terminal any more."""
    on_fault: Callable[[Exception], None] | None = None
    """Told by the input thread of a fault of ours."""
    is_ending: Callable[[], bool] = staticmethod(lambda: False)
    """Whether the program is on its way out: then it takes no terminal any more."""
    on_keys: Callable[[Sequence[Key]], None] | None = None
    """Told by the input thread which keys came with one read, before the first of them goes on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._reads = Lock()
        super().__init__(*args, **kwargs)

    @property
    def _writer_thread(self) -> Any:
        return self._writer

    @_writer_thread.setter
    def _writer_thread(self, stock: object) -> None:
        """Take ours where Textual makes its own; the one at work stays: it may hold a part of a frame."""
        if stock is not None and self._writer is not None and self._writer.serves:
            self.write(TAKE_BACK + NO_MOUSE)
            return
        if self._writer is not None:
            self._writer.stop()
        if stock is not None and self._file is not None:
            self._writer = Writer(self._file.fileno())
            self._writer.write(NO_MOUSE)

    def _sigcont_application(self, *_: object) -> None:
        """Take the terminal again after a stop, announced or not; never when it was given back for good."""
        wanted = self._wants_terminal or self._must_signal_resume
        if self._auto_restart and wanted and not self.is_ending():
            self.resume_application_mode()

    def start_application_mode(self) -> None:
        """Take the terminal over, and say so; anew when the program was stopped meanwhile."""
        self._wants_terminal = self._is_due = True
        if self._is_taking:
            return
        self._is_taking = True
        try:
            while self._is_due:
                self._is_due = False
                self._take()
        finally:
            self._is_taking = False
        if self.on_start is not None:
            self.on_start()

    def _take(self) -> None:
        """Take the terminal over; one that is ours still keeps its reader and what its line was before us.

        So it is after a stop that nobody announced; the shell may have changed all the rest.
        """
        self._gave_back = False
        had_terminal, before, thread = self._has_terminal, self.attrs_before, self._key_thread
        try:
            super().start_application_mode()  # type: ignore[no-untyped-call]
        finally:
            if had_terminal:
                self.attrs_before = before
                if thread is not None and thread.is_alive():
                    self._key_thread = thread
            # In the background Textual begins nothing.
            self._has_terminal = had_terminal or self._key_thread is not thread

    def _enable_mouse_support(self) -> None:
        """Ask for clicks only: moves would be sent up a slow line for nothing."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1006h")

    def _query_in_band_window_resize(self) -> None:
        """Ask for no sizes in sequences: Textual would hear no signal of another size any more.

        Such a signal is all that tells where something between us and the terminal changes the size. It would
        want clicks in pixels with them, too.
        """

    def stop_application_mode(self) -> None:
        """Give the terminal back, once: it is the shell's then. What it was not sent yet it does not get."""
        self._wants_terminal = self._has_terminal = False
        if self._gave_back:
            return
        if self._writer is not None:
            self._writer.finish(LEAVE)
        self._hear_out()
        self.disable_input()
        set_modes(self.fileno, self.attrs_before)
        self._gave_back = True

    def disable_input(self) -> None:
        """Read no more; a terminal that was given back has its keys for the shell."""
        if not self._gave_back:
            super().disable_input()

    def let_go(self) -> None:
        """Give the terminal back at once, from any thread, whatever else the program is stuck at."""
        self._wants_terminal = self._has_terminal = False
        if self._gave_back:
            return
        if self._writer is not None:
            self._writer.finish(LEAVE, patience_s=0)
        set_modes(self.fileno, self.attrs_before)

    def run_input_thread(self) -> None:
        """Read the terminal until the end of it, or of the program."""
        self._reader = reader_for(self)
        if not listen(self.fileno, self._reader, self._deliver, self.exit_event) and self.on_gone is not None:
            self.on_gone()

    def _run_input_thread(self) -> None:
        """Read the terminal, whatever happens: a fault is told of, but never on the screen."""
        if not self._reads.acquire(blocking=False):
            # Somebody does: what came in two pieces would be parted between two readers.
            return
        try:
            self.run_input_thread()
        except Exception as error:
            # The isolation point of this thread: without it nobody would hear of the fault.
            if self.on_fault is None:
                raise
            self.on_fault(error)
        finally:
            self._reads.release()

    def _deliver(self, came: list[Message]) -> None:
        if self.on_keys is not None:
            self.on_keys([one for one in came if isinstance(one, Key)])
        try:
            for message in came:
                self.process_message(message)
        except RuntimeError:
            # A loop that is over has nobody who would take it.
            if not self._loop.is_closed():
                raise

    def owes_answer(self) -> bool:
        """Whether the terminal, which does answer, has not said yet where its cursor is."""
        writer, reader = self._writer, self._reader
        return reader is not None and writer is not None and 0 < reader.answered < writer.asked

    def _hear_out(self) -> None:
        """Wait for the last answer: one that comes later would be typed into the shell."""
        until = monotonic() + LAST_ANSWER_S
        while self.owes_answer() and monotonic() < until and not self.exit_event.wait(0.005):
            pass

    @property
    def writer(self) -> Writer | None:
        """The thread that writes, once there is one."""
        return self._writer


def reader_for(driver: GateDriver) -> Reader:
    """Make a reader that knows keys and the mouse as Textual does."""
    parser = XTermParser()

    def keys(sequence: str, alt: bool) -> Iterable[Key]:
        return parser._sequence_to_key_events(sequence, alt)  # noqa: SLF001

    def mouse(sequence: str) -> Message | None:
        return parser.parse_mouse_code(sequence) if driver._mouse else None  # noqa: SLF001

    return Reader(
        keys,
        mouse,
        # Of ESCDELAY, which is higher over SSH: see line_profile.
        escape_s=constants.ESCAPE_DELAY,
        owes_answer=driver.owes_answer,
    )
