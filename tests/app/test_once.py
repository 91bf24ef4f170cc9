"""A call after a while comes, however late the process gets to it."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App
from textual.message_pump import MessagePump
from textual.types import CallbackType as Callback

from tui.app.once import Once


async def test_a_call_that_is_due_before_anybody_looks_still_comes() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        calls: list[str] = []
        for number in range(20):
            Once(app, 1e-9, lambda number=number: calls.append(str(number)))  # type: ignore[misc]
        await pilot.pause(0.05)
        assert calls == [str(number) for number in range(20)]


async def test_a_call_that_was_called_off_does_not_come() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        calls: list[str] = []
        Once(app, 0.01, lambda: calls.append("off")).cancel()
        Once(app, 0.02, lambda: calls.append("on"))
        await pilot.pause(0.05)
        assert calls == ["on"]


class Busy(MessagePump):
    """Keeps what it is to call until a test lets it."""

    def call_next(self, callback: Callback, *args: Any, **kwargs: Any) -> None:
        self.call = callback


async def test_one_that_has_rung_can_be_called_off_while_the_pump_is_busy() -> None:
    pump, calls = Busy(), list[str]()
    call = Once(pump, 0, lambda: calls.append("too late"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    call.cancel()
    pump.call()
    assert calls == []


async def test_nothing_is_called_in_an_app_that_was_closed() -> None:
    app = App[None]()
    calls: list[str] = []
    async with app.run_test():
        pass
    Once(app, 0, lambda: calls.append("late"))
    for _ in range(3):
        await asyncio.sleep(0)
    assert calls == []


async def test_textual_still_loses_such_a_call() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        calls: list[str] = []
        app.set_timer(1e-9, lambda: calls.append("textual"))
        await pilot.pause(0.05)
        assert calls == []  # When this fails `Once` may go.
