from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Vertical

from tui.app.output.panes import FOCUSED, Panes, panes_of
from tui.app.widgets.columns import Column
from tui.app.widgets.grid import Grid
from tui.state.rows import Cell


class Board(App[None]):
    def compose(self) -> ComposeResult:
        with Vertical():
            for name in ("upper", "lower"):
                yield Grid([Column("Name", 4, Cell)], str, id=name)


async def test_panes_are_looked_for_again_when_something_changed() -> None:
    app, panes = Board(), Panes()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        lower = app.query_one("#lower")
        upper, under = panes.of(app.screen)
        assert [upper.box, under.box] == [(0, 0, 20, 3), (0, 3, 20, 6)]
        assert panes.of(app.screen) is panes.of(app.screen)
        app.screen.set_focus(lower)
        assert [pane.weight for pane in panes.of(app.screen)] == [1.0, FOCUSED]
        lower.display = False
        await pilot.pause()
        assert [pane.box for pane in panes.of(app.screen)] == [(0, 0, 20, 6)]
        assert panes.of(app.screen) == panes_of(app.screen)
