"""What we use of Textual's insides is there, and does what we take it for; made for one version of it."""

from __future__ import annotations

import inspect
from importlib.metadata import version
from types import SimpleNamespace
from typing import Any

import pytest
import textual
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.app.output import hooks
from tui.app.output.hooks import PRIVATE, TEXTUAL, Foreground, GateDriver, colours_of, pieces
from tui.app.output.writer import Writer
from tui.app.widgets.lines import Lines, Span

CHECK = (
    "Textual changed: read tui/app/output/hooks.py beside its source, run"
    " tests/app/output and `python -m tests.bench.run exact`, then change hooks.TEXTUAL"
)
OWNERS: dict[str, Any] = {
    "App": App,
    "Screen": Screen,
    "Widget": Widget,
    "Console": Console,
    "LayoutUpdate": LayoutUpdate,
    "ChopsUpdate": ChopsUpdate,
    "Compositor": Compositor,
    "LinuxDriver": LinuxDriver,
    "XTermParser": XTermParser,
}


def test_the_version_is_the_one_this_was_made_for() -> None:
    assert version("textual") == TEXTUAL, CHECK
    assert textual.__version__ == TEXTUAL, CHECK


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_name_is_there(name: str) -> None:
    owner, attribute = name.split(".")
    source = "".join(inspect.getsource(cls) for cls in OWNERS[owner].__mro__[:-1])
    assert hasattr(OWNERS[owner], attribute) or f"self.{attribute}" in source, f"{name} is gone. {CHECK}"


def test_every_private_name_in_use_is_listed() -> None:
    source = inspect.getsource(hooks)
    for name in PRIVATE:
        assert name.split(".")[1] in source or name in ("App._driver", "App._display"), name


@pytest.mark.parametrize(
    ("function", "parameters"),
    [
        (App._display, ["self", "screen", "renderable"]),
        (ChopsUpdate.__init__, ["self", "chops", "spans", "chop_ends"]),
        (LayoutUpdate.__init__, ["self", "strips", "region"]),
        (LinuxDriver.write, ["self", "data"]),
        (Strip.crop, ["self", "start", "end"]),
    ],
)
def test_signatures_are_as_we_use_them(function: Any, parameters: list[str]) -> None:
    assert list(inspect.signature(function).parameters) == parameters, CHECK


def test_app_goes_through_display_only() -> None:
    from textual import screen

    source = inspect.getsource(screen.Screen._compositor_refresh)
    assert source.count("app._display(") == 2, CHECK
    assert "_driver.write" not in inspect.getsource(screen), CHECK


def test_the_writer_has_all_that_the_driver_calls() -> None:
    source = inspect.getsource(LinuxDriver)
    for call in ("start", "write", "stop"):
        assert f"_writer_thread.{call}(" in source, CHECK
        assert callable(getattr(Writer, call))
    assert isinstance(inspect.getattr_static(GateDriver, "_writer_thread"), property)


def drawn(update: CompositorUpdate, width: int, height: int) -> list[str]:
    """Return what our pieces of an update draw."""
    lines = [["."] * width for _ in range(height)]
    for y, x, segments in pieces(update):
        for at, char in enumerate("".join(segment.text for segment in segments)):
            lines[y][x + at] = char
    return ["".join(line) for line in lines]


def stock(update: CompositorUpdate, width: int, height: int) -> list[str]:
    """Return what Textual's own rendering of it draws."""
    from tests.app.output.terminals import Shown

    shown = Shown(width, height)
    for y in range(height):
        shown.feed(f"\x1b[{y + 1}H{'.' * width}")
    shown.feed(update.render_segments(Console(color_system="truecolor", force_terminal=True)))
    return ["".join(cell.data for cell in line) for line in shown.cells()]


@pytest.mark.parametrize(
    "update",
    [
        LayoutUpdate(
            [[Strip([Segment("abc", Style())])], [Strip([Segment("de"), Segment("f")])]], Region(2, 1, 3, 2)
        ),
        ChopsUpdate(
            [{0: Strip([Segment("aaaa")]), 4: None, 8: Strip([Segment("cccc")])}, {}],
            [(0, 0, 10)],
            [[4, 8, 12], []],
        ),
        ChopsUpdate([{0: Strip([Segment("aaaa")]), 4: Strip([Segment("bbbb")])}], [(0, 5, 8)], [[4, 8]]),
        ChopsUpdate([{0: Strip([Segment("aaaa")]), 4: Strip([Segment("bbbb")])}], [(0, 0, 4)], [[4, 8]]),
    ],
    ids=["layout", "chops", "the second chop", "up to a chop"],
)
def test_pieces_draw_what_textual_draws(update: CompositorUpdate) -> None:
    assert drawn(update, 12, 3) == stock(update, 12, 3), CHECK


def test_other_updates_draw_nothing() -> None:
    assert list(pieces(SimpleNamespace())) == []  # type: ignore[arg-type]


async def test_what_an_app_says_of_its_terminal() -> None:
    app: App[None] = App()
    async with app.run_test():
        assert colours_of(app) in (None, *ColorSystem)
        assert hooks.holds_frames(app) is False
        assert hooks.may_display(app)
        with app.batch_update():
            assert not hooks.may_display(app)
        app._sync_available = True
        assert hooks.holds_frames(app)
    assert not hooks.may_display(app)


class Board(App[None]):
    """Three lines below one another, and something over the third."""

    CSS = "Screen { layers: base over; } #over { layer: over; offset: 4 2; width: 3; height: 1; }"

    def compose(self) -> ComposeResult:
        for name in ("first", "second", "third", "over"):
            yield Lines([(Span(name),)], id=name)

    def taken(self, foreground: Foreground) -> list[tuple[int, int, str]]:
        lines = list(self.query(Lines))
        return [(y, x, strip.text) for y, x, strip in foreground.take(self.screen, lines)]


async def test_only_what_nothing_lies_over_is_shown_without_the_compositor() -> None:
    app = Board()
    async with app.run_test(size=(8, 4)) as pilot:
        foreground = Foreground()
        await pilot.pause()
        assert app.taken(foreground) == []
        for line in app.query(Lines):
            line.show([(Span(f"new {line.id}"),)])
        assert app.taken(foreground) == [(0, 0, "new firs"), (1, 0, "new seco"), (2, 4, "new")]
        assert app.taken(foreground) == []
        await pilot.pause()
        app.query_one("#over").display = False
        app.query_one("#third", Lines).show([(Span("free"),)])
        assert (2, 0, "free    ") not in app.taken(foreground), "the screen is not arranged anew yet"
        await pilot.pause()
        app.query_one("#third", Lines).show([(Span("of it"),)])
        assert app.taken(foreground) == [(2, 0, "of it   ")]
        app.query_one("#third", Lines).show([(Span("later"),)])
        app.screen._layout_required = True
        assert app.taken(foreground) == []
        app.screen._layout_required = False
        assert app.taken(foreground) == [(2, 0, "later   ")]


def test_a_terminal_that_could_send_its_sizes_is_not_asked_to() -> None:
    # Textual would ask for clicks in pixels with them, and hear no signal of another size from then on.
    reader = hooks.reader_for(SimpleNamespace(_mouse=True, owes_answer=lambda: False))  # type: ignore[arg-type]
    assert reader.feed(b"\x1b[?2048;2$y", 0.0) == []
    assert "_query_in_band_window_resize" in vars(GateDriver)
