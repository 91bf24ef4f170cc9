"""Keys one at a time: what a key opens gets the keys behind it, in one burst."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.app.bursts import COMMANDS, LINE
from tui.app.key_queue import KeyQueue
from tui.app.screens.quit import AtWork, QuitScreen


class Box(Vertical):
    """Closes when its input is submitted, through messages as the finder does."""

    class Done(Message):
        """The input was submitted."""

    def compose(self) -> ComposeResult:
        yield Input(id="first")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Done())


class Burst(App[int]):
    """Two inputs; Enter in the first leads to the second."""

    def __init__(self) -> None:
        super().__init__()
        self.queue = KeyQueue(self, super().on_event)

    def compose(self) -> ComposeResult:
        yield Box()
        yield Input(id="second")
        yield Static("end")

    def on_box_done(self) -> None:
        self.query_one("#second").focus()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.queue.put(event)
        else:
            await super().on_event(event)


def type_at_once(app: App[int], keys: str) -> None:
    """Post all keys before the first is handled, as one read from a slow line does."""
    came = [events.Key({"\r": "enter", "\t": "tab"}.get(key, key), key) for key in keys]
    for key in came:
        key.time = came[0].time
        app.post_message(key)


async def test_a_burst_follows_the_focus_it_moves() -> None:
    app = Burst()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        type_at_once(app, "abc\rdef")
        for _ in range(100):
            await pilot.pause()
            if app.query_one("#second", Input).value == "def":
                break
        assert app.query_one("#first", Input).value == "abc"
        assert app.query_one("#second", Input).value == "def"


class Asking(Burst):
    """Counts the commands that keys give outside the inputs, and asks a question."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "buy"), Binding("y", "buy")]

    def __init__(self) -> None:
        super().__init__()
        self.bought = self.told = 0
        self.queue = KeyQueue(self, super(Burst, self).on_event, self.tell)

    def tell(self) -> None:
        self.told += 1

    def action_buy(self) -> None:
        self.bought += 1


async def test_a_paste_gives_no_commands_and_is_told_once() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.set_focus(None)
        await pilot.pause()
        type_at_once(app, "y\rb\t" * 50)
        for _ in range(100):
            await pilot.pause()
        assert app.bought <= COMMANDS
        assert app.told == 1


async def test_what_is_typed_makes_no_paste() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        type_at_once(app, "123456789\r1234567890")
        for _ in range(200):
            await pilot.pause()
        assert app.query_one("#first", Input).value == "123456789"
        assert app.query_one("#second", Input).value == "1234567890"
        assert app.told == 0


async def test_a_command_held_over_a_stuttering_line_is_no_paste() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.set_focus(None)
        await pilot.pause()
        type_at_once(app, "b" * LINE * 2)
        for _ in range(400):
            await pilot.pause()
        assert (app.bought, app.told) == (LINE * 2, 0)


async def test_a_text_is_a_paste_wherever_it_goes() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        type_at_once(app, "ab" * LINE + "\r")
        app.set_focus(None)
        type_at_once(app, "by")
        for _ in range(200):
            await pilot.pause()
        assert (app.bought, app.told) == (0, 1)


async def test_a_paste_into_an_input_is_typed() -> None:
    app = Asking()
    async with app.run_test() as pilot:
        app.query_one("#second").focus()
        await pilot.pause()
        type_at_once(app, "bybybybyby" * 3)
        for _ in range(100):
            await pilot.pause()
        assert app.query_one("#second", Input).value == "bybybybyby" * 3
        assert (app.bought, app.told) == (0, 0)


@pytest.mark.parametrize(("after", "answers"), [(0.0, []), (0.29, []), (0.31, [True])])
async def test_a_question_gets_no_key_before_it_could_be_read(after: float, answers: list[bool]) -> None:
    app = Asking()
    given: list[bool | None] = []
    async with app.run_test() as pilot:
        screen = QuitScreen(AtWork(paper=1))
        screen.clock = lambda: 10.0
        app.push_screen(screen, given.append)
        while not screen.is_painted:
            await pilot.pause()
        screen.clock = lambda: 10.0 + after
        await pilot.press("y")
        for _ in range(10):
            await pilot.pause()
        assert given == answers
