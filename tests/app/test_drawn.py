from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.filter import Monochrome
from textual.geometry import Region
from textual.strip import Strip

from tui.app.widgets import drawn
from tui.app.widgets.drawn import Drawn

WHOLE = Region(0, 0, 6, 2)


class Words(Drawn):
    """Two lines, each in a style that is made for it."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ["one", "two"]
        self.colour = "#804020"
        self.drawings = 0

    def render_line(self, y: int) -> Strip:
        self.drawings += 1
        return Strip([Segment(self.words[y], Style.parse(self.colour).copy())])


class Board(App[None]):
    CSS = "Words { height: 2; width: 6; }"

    def compose(self) -> ComposeResult:
        yield Words()


async def test_lines_are_kept_until_they_are_refreshed() -> None:
    app = Board()
    async with app.run_test() as pilot:
        await pilot.pause()
        words = app.query_one(Words)
        assert [line.text for line in words.render_lines(WHOLE)] == ["one   ", "two   "]
        before = words.drawings
        words.words = ["1", "2"]
        words.refresh(Region(0, 1, 6, 1))
        assert [line.text for line in words.render_lines(WHOLE)] == ["one   ", "2     "]
        assert words.drawings == before + 1
        words.styles.width = 4
        await pilot.pause()
        assert [line.text for line in words.render_lines(Region(0, 0, 4, 2))] == ["1   ", "2   "]
        assert [line.text for line in words.render_lines(Region(1, 0, 2, 1))] == ["  "]


async def test_the_filters_of_the_app_hold_for_every_style() -> None:
    app = Board()
    async with app.run_test() as pilot:
        await pilot.pause()
        words = app.query_one(Words)
        app._filters.append(Monochrome())
        for number in range(drawn.MOST_STYLES + 10):
            words.colour = f"#80{number % 256:02x}20"
            words.refresh()
            (line, _) = words.render_lines(WHOLE)
            colour = next(segment.style for segment in line if segment.style).color
            assert colour is not None
            assert colour.triplet is not None
            assert len(set(colour.triplet)) == 1, "it is grey"
        assert len(words._filtered) <= drawn.MOST_STYLES + 4
