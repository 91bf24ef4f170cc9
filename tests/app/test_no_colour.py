from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from rich.color import ColorSystem

from tests.app.face import dashboard, running, settled
from tests.app.fakes import FakeEngine
from tests.app.gated import COLOURS, Gated
from tui.app.app import FutuApp
from tui.app.drawn_app import PAUSE_S
from tui.app.line_watch import LineWatch
from tui.app.output.pace import Line, Rates
from tui.app.output.pens import Pen

REVERSE, UNDERLINE = 1 << 6, 1 << 3


def pens_of(shown: Gated, text: str) -> list[Pen]:
    """Return the pens of the first line with this text."""
    return shown.pens[next(y for y, line in enumerate(shown.lines) if text in line)]


async def test_where_no_colours_are_wished_none_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with running(FakeEngine(), theme="dark") as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        assert (app.theme, app.colours) == ("mono", None)
        await pilot.press("t", "j")
        await settled(pilot)
        shown = Gated(app, app.colours)
        assert app.theme == "mono"
        assert not COLOURS.search(shown.bytes)
        at_cursor = pens_of(shown, "HK.00005")
        width = dashboard(pilot).watchlist.size.width
        assert all(pen.attributes & REVERSE for pen in at_cursor[:width])
        await pilot.press("b", "1", "enter")
        await settled(pilot)
        for keys in (
            ("escape", "escape"),
            ("question_mark",),
            ("escape", "ctrl+p"),
            ("escape", "slash", "0"),
        ):
            assert not COLOURS.search(Gated(app, app.colours).bytes)
            await pilot.press(*keys)
            await settled(pilot)
        assert not COLOURS.search(Gated(app, app.colours).bytes)


async def test_the_terminals_own_colours_are_sent_by_their_numbers() -> None:
    async with running(FakeEngine(), theme="terminal") as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        shown = Gated(app, app.colours)
        inks = {pen.ink for pens in shown.pens for pen in pens}
        assert {pen.ground for pens in shown.pens for pen in pens} == {""}
        assert {"31", "32"} < inks <= {"", "31", "32", "33", "34", "36"}


@dataclass
class SlowOutlet:
    """A line that carries 2 kB/s, as far as the colours depend on it."""

    keyless_s: float
    rates = Rates(0.0, 0.0, 1.0, Line.ANSWERS, line_bytes_per_s=2000.0)
    colours: list[ColorSystem | None] = field(default_factory=list)

    def draw_in(self, colours: ColorSystem | None) -> None:
        self.colours.append(colours)


@pytest.mark.parametrize(("keyless_s", "drawn_in"), [(PAUSE_S - 0.1, []), (PAUSE_S, [ColorSystem.EIGHT_BIT])])
async def test_a_slow_line_gets_fewer_colours_once_nobody_types(
    keyless_s: float, drawn_in: list[ColorSystem]
) -> None:
    async with running(FakeEngine(), line=LineWatch()) as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        app._colours = ColorSystem.TRUECOLOR
        outlet = SlowOutlet(keyless_s)
        app._outlet = cast("Any", outlet)
        app._look_at_line()
        app._look_at_line()
        app._outlet = None
        assert outlet.colours == drawn_in
        assert app.line_profile.colours == "256"


async def test_fewer_colours_are_drawn_from_one_moment_to_the_next() -> None:
    async with running(FakeEngine()) as pilot:
        app = pilot.app
        assert isinstance(app, FutuApp)
        before = Gated(app, app.colours)
        app.draw_in(None)
        await settled(pilot)
        after = Gated(app, app.colours)
        assert COLOURS.search(before.bytes)
        assert not COLOURS.search(after.bytes)
        assert before.lines == after.lines
        header = pens_of(after, "Code  ")
        assert all(pen.attributes & (REVERSE | UNDERLINE) for pen in header[:20])
