"""Keys one at a time: what a key opens gets the keys behind it, in one burst."""

from __future__ import annotations

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from tui.app.key_queue import KeyQueue


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
    for key in keys:
        name = {"\r": "enter", "\t": "tab"}.get(key, key)
        app.post_message(events.Key(name, key))


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
