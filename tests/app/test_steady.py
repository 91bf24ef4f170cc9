"""A day of looking around: panes are kept and not made anew, and nothing piles up."""

from __future__ import annotations

import gc

from textual.strip import Strip
from textual.widget import Widget

from tests.app.face import dashboard, running, settled
from tests.app.fakes import FakeEngine

PANES = ("orders", "positions", "fills", "tape", "ladder", "watchlist")
SWITCHES = 300
VISITS = 8
PAINTED_EVERY = 25
"""Not a multiple of the panes, so that each is painted in its turn."""


async def test_many_changes_of_the_pane_leave_nothing_behind() -> None:
    async with running(FakeEngine()) as pilot:
        board = dashboard(pilot)

        async def switch(times: int) -> None:
            for number in range(times):
                getattr(board, f"action_show_{PANES[number % len(PANES)]}")()
                if number % PAINTED_EVERY == 0:
                    await settled(pilot)
            await settled(pilot)

        def alive() -> tuple[set[int], int]:
            gc.collect()
            things = gc.get_objects()
            return {id(one) for one in things if isinstance(one, Widget)}, len(things)

        await switch(SWITCHES)  # caches fill
        widgets, things = alive()
        await switch(SWITCHES)
        widgets_after, things_after = alive()
        assert widgets_after == widgets
        assert things_after - things < SWITCHES, "less than one thing for every change"


async def test_a_screen_that_was_left_keeps_none_of_its_lines() -> None:
    """Textual remembers colours by what drew them, and so kept every line that ever was on such a screen."""
    async with running(FakeEngine()) as pilot:

        async def visit(times: int) -> None:
            for _ in range(times):
                for key in ("question_mark", "escape", "n", "escape", "ctrl+p", "escape"):
                    await pilot.press(key)
                    await pilot.app.workers.wait_for_complete()
            await settled(pilot)

        def lines() -> int:
            gc.collect()
            return sum(isinstance(one, Strip) for one in gc.get_objects())

        await visit(2)
        before = lines()
        await visit(VISITS)
        for _ in range(100):  # The last screen is taken down while the one below is painted.
            if lines() - before < VISITS:
                break
            await pilot.pause(0.05)
        assert lines() - before < VISITS, "less than a line for every visit"
