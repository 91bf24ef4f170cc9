"""Paints in, frames out, answers in: with a terminal that is a list, and a clock that is stepped."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from textual import events
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.app.output.outlet import COMING_S, Outlet
from tui.app.output.pace import SILENT_S, UNREAD_S, Pace

SIZE = Size(20, 4)


class Terminal:
    """Stands in for the writer."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.taken = 0
        self.gone = False
        self.blocked = 0.0

    def write(self, text: str) -> None:
        self.texts.append(text)
        self.taken += len(text)

    def blocked_s(self) -> float:
        return self.blocked


@dataclass
class FakeApp:
    """What the outlet and the hooks ask of an app."""

    size: Size = SIZE
    is_running: bool = True
    _running: bool = True
    _closed: bool = False
    _batch_count: int = 0
    _sync_available: bool = False
    screen: Any = None


@dataclass
class Driver:
    writer: Terminal = field(default_factory=Terminal)
    on_start: Any = None


class Drawn:
    """What lies on top: one line that says this."""

    def __init__(self, x: int, text: str) -> None:
        self._x = x
        self._text = text

    def take(self, *_: object) -> list[tuple[int, int, Strip]]:
        return [(0, self._x, Strip([Segment(self._text)]))]


class Desk:
    """An outlet with everything around it."""

    def __init__(self) -> None:
        self.app, self.driver, self.now = FakeApp(), Driver(), 100.0
        self.terminal = self.driver.writer
        self.told: list[str] = []
        self.busy = False
        self.outlet = Outlet(
            self.app,  # type: ignore[arg-type]
            self.driver,  # type: ignore[arg-type]
            Pace(),
            panes=list,
            busy=lambda: self.busy,
            on_unread=lambda: self.told.append("unread"),
            on_read=lambda: self.told.append("read"),
            colours=ColorSystem.STANDARD,
            clock=lambda: self.now,
        )

    async def paint(self, text: str, y: int = 0) -> None:
        line = Strip([Segment(text)])
        self.outlet.display(LayoutUpdate([[line]], Region(0, y, len(text), 1)))
        await asyncio.sleep(0)

    def answer(self, *, column: int = 0, after_s: float = 0.02) -> None:
        self.now += after_s
        line = int(self.terminal.texts[-1].removesuffix("\x1b[6n").rpartition("[")[2].removesuffix("H") or 1)
        self.outlet.answered(events.CursorPosition(column, line - 1))

    @property
    def waits(self) -> bool:
        timer = self.outlet._timer
        return timer is not None and not timer.cancelled()


async def test_a_question_goes_first_and_then_what_is_painted() -> None:
    desk = Desk()
    assert desk.terminal.texts == ["\x1b[H\x1b[6n"]
    await desk.paint("hello")
    assert "hello" in desk.terminal.texts[-1]
    desk.answer()
    desk.answer()
    assert not desk.waits, "idle there is nothing to wait for"


async def test_paints_of_one_turn_of_the_loop_are_one_frame() -> None:
    desk = Desk()
    desk.answer()
    for text in ("one", "two", "sum"):
        desk.outlet.display(LayoutUpdate([[Strip([Segment(text)])]], Region(0, 0, 3, 1)))
    await asyncio.sleep(0)
    assert [text.count("sum") for text in desk.terminal.texts] == [0, 1]


async def test_data_that_comes_in_turns_goes_in_one_frame() -> None:
    desk = Desk()
    desk.answer()
    for x, text, more in ((0, "one", True), (3, "two", False)):
        desk.outlet._foreground = Drawn(x, text)  # type: ignore[assignment]
        desk.outlet.display_data((), more=more)
        await asyncio.sleep(0)
    assert [("one" in frame, "two" in frame) for frame in desk.terminal.texts] == [
        (False, False),
        (True, True),
    ]


async def test_all_is_sent_again_after_something_else_wrote_on_the_terminal() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("price")
    desk.answer()
    desk.now += 1
    desk.outlet.redraw()
    await asyncio.sleep(0)
    assert "price" in desk.terminal.texts[-1]
    assert sum("price" in text for text in desk.terminal.texts) == 2


async def test_a_key_that_reads_like_a_report_is_none() -> None:
    desk = Desk()
    desk.answer(column=1)
    desk.answer(column=1)
    assert desk.outlet.rates.answer_s is None
    desk.answer()
    assert desk.outlet.rates.answer_s is not None


async def test_a_question_below_the_last_line_of_a_smaller_screen_is_answered_there() -> None:
    desk = Desk()
    number = 0
    while not desk.terminal.texts[-1].endswith("\x1b[4H\x1b[6n"):
        desk.answer()
        number += 1
        await desk.paint(f"a price {number}")
    desk.app.size = Size(20, 2)
    desk.now += 0.02
    desk.outlet.answered(events.CursorPosition(0, 0))
    assert desk.outlet._gate.pace.heard < desk.outlet._gate.pace.asked, "no answer comes from above"
    desk.outlet.answered(events.CursorPosition(0, 1))
    assert desk.outlet._gate.pace.heard == desk.outlet._gate.pace.asked


async def test_what_a_key_paints_goes_while_data_is_under_way() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("data")
    await desk.paint("more")
    assert "more" not in desk.terminal.texts[-1]
    desk.outlet.pressed()
    await desk.paint("echo", y=2)
    assert "echo" in desk.terminal.texts[-1]
    desk.now += 1
    await desk.paint("late", y=2)
    assert "late" not in desk.terminal.texts[-1]


async def test_a_key_is_expected_from_when_it_was_read() -> None:
    desk = Desk()
    assert not desk.outlet.expects_key
    desk.outlet.key_came()
    assert desk.outlet.expects_key
    assert not desk.outlet.answers_key, "what is painted by then was asked for by no key"
    desk.now += 2 * COMING_S
    assert not desk.outlet.expects_key


async def test_it_knows_for_how_long_no_key_has_come() -> None:
    desk = Desk()
    assert desk.outlet.keyless_s == float("inf")
    desk.outlet.key_came()
    desk.now += 1
    assert desk.outlet.keyless_s == pytest.approx(1)
    desk.outlet.pressed()
    assert desk.outlet.keyless_s == 0


async def test_a_terminal_that_stops_answering_is_told_of_once_and_so_is_its_return() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("x")
    desk.now += UNREAD_S
    await desk.paint("y")
    await desk.paint("z")
    assert desk.told == ["unread"]
    assert desk.outlet.is_unread
    desk.answer(after_s=20)
    assert desk.told == ["unread", "read"]
    desk.answer()
    assert "z" in "".join(desk.terminal.texts)
    assert "y" not in "".join(desk.terminal.texts)


async def test_a_key_finds_out_that_nobody_reads() -> None:
    desk = Desk()
    desk.answer()
    desk.terminal.blocked = UNREAD_S
    desk.outlet.poked()
    assert desk.told == ["unread"]
    desk.terminal.blocked = 0
    desk.now += 100
    desk.outlet.poked()
    assert desk.told == ["unread", "read"]


async def test_a_terminal_taken_over_again_is_asked_and_painted_again() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("kept")
    desk.answer()
    before = len(desk.terminal.texts)
    desk.driver.on_start()
    for _ in range(3):
        await asyncio.sleep(0)
    assert desk.terminal.texts[before].endswith("H\x1b[6n")
    assert "kept" in "".join(desk.terminal.texts[before:])


async def test_the_same_size_again_may_be_another_terminal() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("kept")
    desk.answer()
    before = len(desk.terminal.texts)
    desk.now += 1
    desk.outlet.resized(Size(1, 1))
    await asyncio.sleep(0)
    assert len(desk.terminal.texts) == before
    desk.outlet.resized(SIZE)
    await asyncio.sleep(0)
    assert "kept" in desk.terminal.texts[-1]


async def test_what_others_write_counts() -> None:
    desk = Desk()
    desk.answer()
    desk.terminal.write("x" * 1000)
    await desk.paint("y")
    assert desk.outlet.rates.bytes_per_s * 10 == desk.terminal.taken


async def test_a_sequence_for_the_terminal_goes_when_the_line_carries_it() -> None:
    desk = Desk()
    desk.answer()
    assert desk.outlet.control("\x1b]52;c;eA==\x07")
    assert desk.terminal.texts[-1].startswith("\x1b]52;")
    desk.answer()
    assert not desk.outlet.control("x" * 10**6)


async def test_nothing_goes_to_a_terminal_that_is_gone_or_after_the_end() -> None:
    desk = Desk()
    desk.answer()
    desk.terminal.gone = True
    await desk.paint("x")
    assert not desk.outlet.control("y")
    assert len(desk.terminal.texts) == 1
    desk.terminal.gone = False
    desk.outlet.close()
    await desk.paint("z")
    assert len(desk.terminal.texts) == 1
    assert not desk.waits
    assert desk.driver.on_start is None


async def test_what_is_shown_is_told_when_the_terminal_has_shown_it() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("a question", y=1)
    desk.outlet.when_shown((0, 1, 20, 2), lambda: desk.told.append("seen"))
    await asyncio.sleep(0)
    assert desk.told == []
    desk.answer(after_s=1.2)
    assert desk.told == ["seen"]
    desk.outlet.when_shown((0, 1, 20, 2), lambda: desk.told.append("again"))
    await asyncio.sleep(0)
    assert desk.told == ["seen", "again"]


async def test_nothing_is_shown_to_nobody() -> None:
    desk = Desk()
    desk.answer()
    await desk.paint("a question")
    desk.outlet.when_shown((0, 0, 20, 1), lambda: desk.told.append("seen"))
    desk.now += UNREAD_S + 0.1
    await desk.paint("a price", y=2)
    assert desk.told == ["unread"]


async def test_a_terminal_that_answers_nothing_is_believed() -> None:
    desk = Desk()
    desk.now += SILENT_S + 0.1
    await desk.paint("a price", y=2)
    await desk.paint("a question")
    desk.outlet.when_shown((0, 0, 20, 1), lambda: desk.told.append("seen"))
    await asyncio.sleep(0)
    desk.now += 1
    await desk.paint("another price", y=2)
    assert desk.told == ["seen"]
