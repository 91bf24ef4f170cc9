"""Where bytes are few: answers to keys go in rows and leave data its share; a resize loses no answer."""

from __future__ import annotations

import re
from collections import deque

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.app.output.gate import Frame, Gate
from tui.app.output.pace import Kind, Line, Pace
from tui.app.output.regions import Pane

INK, OTHER = Style.parse("#aabbcc on #102030"), Style.parse("#aabbcc on #405060")
STEP_S = 0.005
ANSWER_S = 0.03


class Terminal:
    """A gate on a stepped clock, whose terminal answers each question after a while."""

    def __init__(self, cap: int | None, *, answers: bool = True) -> None:
        self.gate = Gate(120, 40, Pace(cap=cap), ColorSystem.TRUECOLOR)
        self.gate.set_panes([Pane(0, 0, 60, 40), Pane(60, 0, 120, 40, 4.0)])
        self.now, self.answers = 0.0, answers
        self.frames: list[tuple[float, Frame]] = []
        self._asked: deque[tuple[float, int]] = deque()

    def step(self) -> None:
        """Let a moment pass."""
        self.now += STEP_S
        while self._asked and self._asked[0][0] <= self.now:
            self.gate.answered(self._asked.popleft()[1], self.now)
        self.gate.pace.tick(self.now)
        while (frame := self.gate.next_frame(self.now)) is not None:
            self.frames.append((self.now, frame))
            place = re.search(r"\x1b\[(\d*);?H\x1b\[6n\Z", frame.text)
            assert place is not None
            if self.answers:
                self._asked.append((self.now + ANSWER_S, int(place[1] or 1)))

    def paint(self, rows: range, x: int, style: Style, text: str, *, urgent: bool) -> None:
        self.gate.urgent = urgent
        for row in rows:
            self.gate.put(row, x, [Segment(f"{text:<55}", style)], self.now)
        self.gate.urgent = False

    def until_sent(self, most_s: float) -> float:
        """Step until nothing waits; how long that took."""
        began = self.now
        while self.gate.behind and self.now < began + most_s:
            self.step()
        return self.now - began


@pytest.mark.parametrize("cap", [1000, 4096, 16_384])
def test_a_large_answer_to_a_key_takes_no_longer_than_data_under_a_cap(cap: int) -> None:
    took: list[float] = []
    frames: list[int] = []
    for urgent in (False, True):
        line = Terminal(cap)
        for style in (INK, OTHER):  # what was saved up is spent by the first
            line.frames.clear()
            line.paint(range(40), 0, style, "left", urgent=urgent)
            line.paint(range(40), 60, style, "right", urgent=urgent)
            spent = line.until_sent(100)
        took.append(spent)
        frames.append(len(line.frames))
    assert took[1] < 1.5 * took[0] + 0.1
    assert frames[1] < 1.5 * frames[0] + 5


@pytest.mark.parametrize(("cap", "answers"), [(4096, True), (16_384, True), (None, False)])
def test_held_keys_leave_data_its_share(cap: int | None, answers: bool) -> None:
    line, pressed, ticked = Terminal(cap, answers=answers), 0, 0
    while line.now < 20:
        if line.now >= ticked / 10:
            ticked += 1
            line.paint(range(ticked % 40, ticked % 40 + 1), 0, INK, str(ticked), urgent=False)
        if line.now >= 3 + pressed / 30:
            pressed += 1
            line.paint(range(5, 7), 60, (INK, OTHER)[pressed % 2], f"{pressed} of many", urgent=True)
        line.step()
    data = [at for at, frame in line.frames if frame.kind is Kind.DATA and at > 2.5]
    assert max(later - before for before, later in zip([3.0, *data], [*data, line.now], strict=True)) < 1.6
    assert sum(frame.kind is Kind.URGENT for _, frame in line.frames) > 20


def test_an_answer_that_a_smaller_terminal_gave_elsewhere_is_not_waited_for() -> None:
    line = Terminal(None)
    line.paint(range(40), 0, INK, "all", urgent=False)
    line.until_sent(10)
    line.answers = False
    line.paint(range(1), 0, OTHER, "asked below what will be left", urgent=False)
    line.until_sent(10)
    assert not line.gate.answered(12, line.now)  # The terminal is smaller, and nobody has said so yet.
    line.gate.resize(80, 12)
    line.answers = True
    line.frames.clear()
    line.paint(range(12), 0, INK, "anew", urgent=False)
    line.until_sent(3)
    assert line.frames[0][1].kind is Kind.PROBE
    assert not line.gate.behind
    assert line.gate.pace.line is Line.ANSWERS
