"""Clicks, where the settings ask for them, choose a pane and nothing else."""

from __future__ import annotations

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from tests.app.face import dashboard, running
from tests.app.fakes import FakeEngine


async def click(pilot: Pilot[int], widget: Widget) -> None:
    """Click as the terminal tells of it."""
    x, y = widget.region.x + 1, widget.region.y + 1
    for kind in (events.MouseDown, events.MouseUp):
        pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
    await pilot.pause()


async def test_a_click_chooses_a_pane_but_nothing_beside_a_ticket_or_behind_a_question() -> None:
    async with running(FakeEngine()) as pilot:
        board = dashboard(pilot)
        await click(pilot, board.ladder)
        assert board.ladder.has_focus
        await pilot.press("b")
        assert board.panel.has_focus
        await click(pilot, board.watchlist)
        assert board.panel.has_focus
        await pilot.press("escape")
        before = board.focused
        await pilot.press("question_mark")
        await click(pilot, board.orders)
        await pilot.press("escape")
        assert board.focused is before
        await click(pilot, board.orders)
        assert board.orders.has_focus
