"""Who waits for a question to be shown waits for all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App, ComposeResult

from tui.app import eyes
from tui.app.screens.question import Question
from tui.app.widgets.lines import Lines, Span


class Asks(Question[None]):
    """A question that is written with the next paint of the screen behind it."""

    DEFAULT_CSS = "Asks { align: center bottom; }"

    def compose(self) -> ComposeResult:
        yield Lines()


class Outlet:
    """Knows what is waited for."""

    def __init__(self) -> None:
        self.boxes: list[tuple[int, int, int, int]] = []

    def when_shown(self, box: tuple[int, int, int, int], tell: Callable[[], object]) -> None:
        self.boxes.append(box)
        tell()


class Shows(App[None]):
    """An app on a terminal of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.outlet = Outlet()


async def test_lines_that_are_written_later_are_waited_for() -> None:
    app = Shows()
    async with app.run_test(size=(20, 6)) as pilot:
        screen = Asks()
        await app.push_screen(screen)
        await pilot.pause()
        await pilot.pause()
        assert app.outlet.boxes == []
        screen.query_one(Lines).show([(Span("sell"),), (Span("it?"),)])
        while not screen.is_painted:
            await pilot.pause()
        assert app.outlet.boxes == [(0, 2, 20, 4)]  # Two lines at the foot are no box's.


async def test_what_never_has_any_room_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eyes, "AGAIN_S", 1e-9)  # Over before anybody looks, as after a stall.
    app = Shows()
    async with app.run_test(size=(20, 6)) as pilot:
        screen = Asks()
        await app.push_screen(screen)
        while not screen.is_painted:
            await pilot.pause()
