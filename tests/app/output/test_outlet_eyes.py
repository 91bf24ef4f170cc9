"""When the terminal counts as showing what somebody waits for: a question is no earlier taken for read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from tests.app.output.test_outlet import SIZE, Desk

ASKS = "sell it?"
LARGER = Size(30, 5)


@dataclass
class Screen:
    """What lies in front: it is asked to draw all of itself."""

    size: Size = SIZE
    refreshed: int = 0

    def refresh(self) -> None:
        self.refreshed += 1


async def paint_all(desk: Desk, text: str) -> None:
    width, height = desk.app.size
    line = Strip([Segment(text.ljust(width))])
    desk.outlet.display(LayoutUpdate([[line] for _ in range(height)], Region(0, 0, width, height)))
    await asyncio.sleep(0)


def is_sent(desk: Desk, text: str = ASKS) -> bool:
    return any(text in one for one in desk.terminal.texts)


async def is_seen_once_sent(desk: Desk) -> None:
    """Answer for the terminal until the question was sent, and until that was answered."""
    while not is_sent(desk):
        assert desk.told == []
        desk.answer()
        await asyncio.sleep(0)
    assert desk.told == []
    while not desk.told:
        desk.answer()
        await asyncio.sleep(0)
    assert desk.told == ["seen"]


async def asked_over_a_slow_line() -> Desk:
    """Have a question wait behind data that is under way."""
    desk = Desk()
    desk.answer()
    await desk.paint("a price", y=3)
    await desk.paint(ASKS, y=1)
    desk.outlet.when_shown((0, 1, 20, 2), lambda: desk.told.append("seen"))
    await asyncio.sleep(0)
    assert not is_sent(desk)
    return desk


async def larger(desk: Desk) -> None:
    desk.app.size = LARGER
    desk.now += 0.01
    await paint_all(desk, ASKS)


async def same_size(desk: Desk) -> None:
    desk.now += 0.01
    desk.outlet.resized(SIZE)


async def taken_over(desk: Desk) -> None:
    desk.now += 0.01
    assert desk.driver.on_start is not None
    desk.driver.on_start()
    for _ in range(3):
        await asyncio.sleep(0)


async def test_what_is_elsewhere_in_another_size_is_not_seen_before_it_is_sent() -> None:
    desk = await asked_over_a_slow_line()
    await larger(desk)
    await is_seen_once_sent(desk)


@pytest.mark.parametrize("happens", [larger, same_size, taken_over])
async def test_what_another_terminal_was_sent_is_not_seen(happens: Callable[[Desk], Awaitable[None]]) -> None:
    desk = await asked_over_a_slow_line()
    while not is_sent(desk):
        desk.answer()
        await asyncio.sleep(0)
    desk.terminal.texts[:-1] = []
    desk.terminal.texts[0] = desk.terminal.texts[0].replace(ASKS, "")
    await happens(desk)
    await is_seen_once_sent(desk)


async def test_nothing_is_seen_while_updates_are_put_off() -> None:
    desk = Desk()
    desk.answer()
    await paint_all(desk, "a palette")
    desk.answer()
    desk.app._batch_count = 1
    await paint_all(desk, ASKS)
    desk.outlet.when_shown((0, 1, 20, 2), lambda: desk.told.append("seen"))
    await asyncio.sleep(0)
    desk.answer()
    assert desk.told == []
    desk.app._batch_count = 0
    await paint_all(desk, ASKS)
    await is_seen_once_sent(desk)


async def test_a_size_that_was_another_for_a_moment_is_drawn_whole() -> None:
    desk = Desk()
    screen = desk.app.screen = Screen()
    await paint_all(desk, "a price")
    desk.app.size = LARGER
    await desk.paint("another", y=1)
    assert screen.refreshed == 0, "it is arranged for that size soon"
    desk.app.size = SIZE
    await desk.paint("another", y=1)
    assert screen.refreshed == 1
    await paint_all(desk, "a price")
    await desk.paint("another", y=1)
    assert screen.refreshed == 1
