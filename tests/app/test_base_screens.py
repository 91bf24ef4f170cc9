"""What changed on a screen is drawn, whatever else of it is to be drawn at the same time."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, cast

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.widgets import Input

import tui.app.screens
from tests.app.face import SIZES, answer, dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import ACCOUNTS
from tui.app.layout import SMALLEST
from tui.app.output.hooks import pieces
from tui.app.screens.base import BaseModal, BasePalette, BaseScreen
from tui.app.screens.question import Question
from tui.app.widgets.lines import Lines, Span


class Two:
    """Two lines of text."""

    def compose(self) -> ComposeResult:
        yield Lines([(Span("first"),)], id="first")
        yield Lines([(Span("second"),)], id="second")


class Full(Two, BaseScreen[None]):
    """A screen of its own."""


class Over(Two, BaseModal[None]):
    """A screen over another one."""


class Stock(Two, ModalScreen[None]):
    """The same as Textual has it: when this one draws all, ours are needed no more."""


class StockBehind(Two, Screen[None]):
    """The same of one that lies behind."""


async def drawn_with_a_part_of(screen: Screen[None]) -> str:
    """Change the second line while the first one is to be drawn anew; return what is drawn."""
    app: App[None] = App()
    shown: list[str] = []

    def display(_: object, update: Any) -> None:
        shown.extend(segment.text for _, _, segments in pieces(update) for segment in segments)

    async with app.run_test(size=(20, 4)) as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        cast("Any", app)._display = display
        line = screen.query_one("#second", Lines)
        line.show([(Span("new"),)])
        screen._dirty_widgets.add(line)
        screen.refresh(Region(0, 0, 20, 1))
        screen._on_timer_update()
        return "".join(shown)


@pytest.mark.parametrize("kind", [Full, Over])
async def test_what_changed_is_drawn_with_a_part_of_the_screen(kind: type[Screen[None]]) -> None:
    assert "new" in await drawn_with_a_part_of(kind())


async def test_textual_forgets_it() -> None:
    assert "new" not in await drawn_with_a_part_of(Stock())


@pytest.mark.parametrize(("behind", "again"), [(Full, False), (StockBehind, True)])
async def test_what_changed_behind_is_handed_over_once(behind: type[Screen[None]], again: bool) -> None:
    app: App[None] = App()
    async with app.run_test(size=(20, 4)) as pilot:
        screen = behind()
        await app.push_screen(screen)
        await app.push_screen(Over())
        await pilot.pause()
        line = screen.query_one("#second", Lines)
        line.show([(Span("new"),)])
        screen._dirty_widgets.add(line)
        screen._on_timer_update()
        assert app.screen._repaint_required
        app.screen._on_timer_update()
        screen._on_timer_update()
        assert app.screen._repaint_required is again


async def test_the_palette_shows_what_is_typed_while_prices_move_behind_it() -> None:
    shown: list[str] = []

    def display(_: object, update: Any) -> None:
        shown.extend(segment.text for _, _, segments in pieces(update) for segment in segments)

    async with running(FakeEngine()) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        cast("Any", pilot.app)._display = display
        palette = pilot.app.screen
        field = palette.query_one(Input)
        field.value = "quit"
        palette._dirty_widgets.add(field)
        # As the dashboard does when a price moves in its last line.
        palette.refresh(Region(0, 39, 120, 1))
        palette._on_timer_update()
        assert "quit" in "".join(shown)


@pytest.mark.parametrize("size", [SMALLEST, *SIZES[:2]])
async def test_no_box_covers_environment_and_account(size: tuple[int, int]) -> None:
    async with running(FakeEngine(), size) as pilot:
        for keys in (
            ["F"],
            ["R"],
            ["A"],
            ["K"],
            ["q"],
            ["X"],
            ["X", "a"],
            ["X", "a", "y"],
            ["a"],
            ["ctrl+y"],
        ):
            await pilot.press("l", keys[0])
            await settled(pilot)
            for key in keys[1:]:
                await answer(pilot, key)
                await settled(pilot)
            assert isinstance(pilot.app.screen, BaseModal), keys
            assert picture(pilot)[-2].startswith(" PAPER  *1001"), keys
            while isinstance(pilot.app.screen, BaseModal):
                await (
                    answer(pilot, "escape")
                    if isinstance(pilot.app.screen, Question)
                    else pilot.press("escape")
                )
                await settled(pilot)


async def test_the_palette_covers_neither() -> None:
    async with running(FakeEngine(), SMALLEST) as pilot:
        await pilot.press("ctrl+p")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert any("Kill switch" in line for line in picture(pilot))
        assert picture(pilot)[-2].startswith(" PAPER  *1001")


async def test_no_box_cuts_a_sentence_in_the_smallest_terminal() -> None:
    async with running(FakeEngine(), SMALLEST, real=True) as pilot:
        for key, end in (
            ("A", "another account, and with A; orders can be cancelled with or without."),
            ("K", "leaves any futu-tui on this machine, over restarts too; cancels do."),
            ("X", "leaves; the next question lists them before anything is sent"),
            ("q", "they stay at the broker and can still be filled."),
            ("U", "from where it is kept Esc leave"),
        ):
            if key == "U":
                dashboard(pilot)._account_chosen(ACCOUNTS[2])
            await pilot.press("l", key)
            await settled(pilot)
            assert end in " ".join("\n".join(picture(pilot)).split()), key
            await answer(pilot, "escape")
            await settled(pilot)


def test_every_screen_of_ours_keeps_what_changed() -> None:
    for module in pkgutil.iter_modules(tui.app.screens.__path__, "tui.app.screens."):
        importlib.import_module(module.name)
    ours = {one for one in _below(Screen) if one.__module__.startswith("tui.")}
    assert len(ours) > 14
    assert {one for one in ours if not issubclass(one, BaseScreen | BaseModal | BasePalette)} == set()


def _below(kind: type[Any]) -> set[type[Any]]:
    below: list[type[Any]] = kind.__subclasses__()
    return set(below).union(*map(_below, below))
