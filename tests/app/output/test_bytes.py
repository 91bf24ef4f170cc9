"""How many bytes pictures of the real dashboard cost, through the gate, on a line that takes them at once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from rich.color import ColorSystem

from tests.app.face import running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, quote
from tests.app.output.exactness import Watched
from tests.app.output.terminals import drained
from tui.app.output.gate import Frame, Gate
from tui.app.output.pace import Pace
from tui.app.output.panes import panes_of
from tui.domain.events import QuoteChanged
from tui.domain.lazy import Lazy


def size_of(frames: list[Frame]) -> int:
    return sum(frame.size for frame in frames)


LIMITS = [(ColorSystem.TRUECOLOR, 20_000, 180), (ColorSystem.STANDARD, 10_000, 120)]


@pytest.mark.parametrize(("colours", "first", "row"), LIMITS)
async def test_the_first_picture_and_a_changed_row_are_small(
    colours: ColorSystem, first: int, row: int
) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        watched = Watched(pilot)
        frames, now = repainted(watched, colours)
        assert 2_000 < size_of(frames) <= first
        await pilot.resize_terminal(200, 60)
        await settled(pilot)
        _, now = repainted(watched, colours)
        # Not of the code that ladder and header show as well.
        security = next(one for one in IDS[1:] if one in engine.watched and one != engine.focused)
        for number, last in enumerate(("98.70", "104.25", "97.15"), 1):
            changed = replace(
                quote(security, last),
                volume=1_000_000 * number,
                turnover=Decimal(345_678_901 * number),
                high=Decimal(f"1{number}7.45"),
                low=Decimal(f"8{number}.35"),
            )
            engine.apply(QuoteChanged(security, Lazy.of(changed)))
            watched.now = now = now + 1
            await watched.paint()
            frames, now = drained(watched.gate, now)
            assert 40 < size_of(frames) <= row, frames
        await settled(pilot)
        await watched.paint()
        assert drained(watched.gate, now + 60)[0] == [], "idle costs nothing"


def repainted(watched: Watched, colours: ColorSystem) -> tuple[list[Frame], float]:
    """Paint all of it on a terminal that shows nothing yet; return what went, and the time."""
    watched.gate = Gate(*watched.app.size, Pace(), colours)
    watched.gate.sync = True
    watched.gate.set_panes(panes_of(watched.app.screen))
    watched.repaint()
    return drained(watched.gate, watched.now)
