"""Everything private of Textual that the output needs, in one place; made for one version of it.

`tests/app/output/test_hooks.py` fails when another version is installed, or when one of these is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from rich.color import ColorSystem
from rich.segment import Segment
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from tui.app.output.writer import Writer

TEXTUAL: Final = "8.2.8"
PRIVATE: Final = (
    "App._display",
    "App._batch_count",
    "App._driver",
    "App._closed",
    "App._sync_available",
    "Console._color_system",
    "LayoutUpdate.strips",
    "ChopsUpdate.chops",
    "LinuxDriver._writer_thread",
)


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


def colours_of(app: App[Any]) -> ColorSystem | None:
    """Return what the terminal can show, as Rich found out."""
    return app.console._color_system  # noqa: SLF001


def holds_frames(app: App[Any]) -> bool:
    """Whether the terminal said that it shows a frame only when it is complete."""
    return app._sync_available  # noqa: SLF001


def may_display(app: App[Any]) -> bool:
    """Whether a paint should go out now; Textual asks the same of itself."""
    return bool(app._running and not app._closed and not app._batch_count)  # noqa: SLF001


class GateDriver(LinuxDriver):
    """Textual's driver with a writer that nobody waits for."""

    _writer: Writer | None = None
    on_start: Callable[[], None] | None = None
    """Told each time that the terminal was taken over: another one may be there."""

    @property
    def _writer_thread(self) -> Any:
        return self._writer

    @_writer_thread.setter
    def _writer_thread(self, stock: object) -> None:
        """Take ours where Textual makes its own."""
        if self._writer is not None:
            self._writer.stop()
        if stock is not None and self._file is not None:
            self._writer = Writer(self._file.fileno())

    def start_application_mode(self) -> None:
        """Take the terminal over, and say so."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self.on_start is not None:
            self.on_start()

    @property
    def writer(self) -> Writer | None:
        """The thread that writes, once there is one."""
        return self._writer
