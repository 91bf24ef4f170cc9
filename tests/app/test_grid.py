from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from tui.app.palette import Palette
from tui.app.widgets.columns import Bar, Column, number_column
from tui.app.widgets.grid import Grid
from tui.app.widgets.pieces import WholeStrip
from tui.state.rows import Cell, Tone


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: Cell
    price: Cell


def row(key: str, price: str, name: str = "") -> Row:
    return Row(key, Cell(name or key), Cell(price, Tone.UP))


COLUMNS: list[Column[Row]] = [
    Column("Name", 8, lambda r: r.name, stretch=1),
    number_column("Price", 8, lambda r: r.price),
]


class Watched(Grid[Row]):
    """A grid that notes which regions it asked to be repainted; None is the whole of it."""

    def __init__(self, columns: list[Column[Row]] = COLUMNS) -> None:
        super().__init__(columns, lambda r: r.key)
        self.asked: list[Region | None] = []

    def refresh(self, *regions: Region, **options: bool) -> Watched:
        self.asked += regions or (None,)
        super().refresh(*regions, **options)
        return self


class GridApp(App[None]):
    def __init__(self, columns: list[Column[Row]] = COLUMNS) -> None:
        super().__init__()
        self.grid = Watched(columns)
        self.heard: list[Grid.Moved] = []

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_grid_moved(self, message: Grid.Moved) -> None:
        self.heard.append(message)

    def on_grid_chosen(self, message: Grid.Chosen) -> None:
        self.heard.append(message)


@asynccontextmanager
async def shown(*rows: Row, size: tuple[int, int] = (30, 6)) -> AsyncIterator[tuple[Watched, Pilot[None]]]:
    app = GridApp()
    async with app.run_test(size=size) as pilot:
        app.grid.update_rows(rows)
        await pilot.pause()
        app.grid.asked.clear()
        yield app.grid, pilot


def lines(grid: Watched) -> list[str]:
    return [grid.render_line(y).text for y in range(grid.size.height)]


async def test_rows_stand_under_their_titles() -> None:
    async with shown(row("00700", "412.800"), row("00005", "98.5")) as (grid, _):
        assert lines(grid)[:3] == [
            "Name                     Price",
            "00700                  412.800",
            "00005                     98.5",
        ]


async def test_only_changed_lines_are_repainted_and_always_whole() -> None:
    rows = [row(f"c{i}", "1") for i in range(5)]
    async with shown(*rows) as (grid, _):
        grid.update_rows([*rows[:3], row("c3", "2"), rows[4]])
        assert grid.asked == [Region(0, 4, 30, 1)]


async def test_equal_rows_repaint_nothing() -> None:
    async with shown(row("a", "1"), row("b", "2")) as (grid, _):
        grid.update_rows([row("a", "1"), row("b", "2")])
        assert grid.asked == []


async def test_a_change_out_of_sight_repaints_nothing() -> None:
    rows = [row(f"c{i}", "1") for i in range(20)]
    async with shown(*rows) as (grid, _):
        grid.update_rows([*rows[:19], row("c19", "2")])
        assert grid.asked == []


async def test_unchanged_lines_keep_their_strips() -> None:
    async with shown(row("a", "1"), row("b", "2")) as (grid, _):
        before = [grid.render_line(1), grid.render_line(2)]
        grid.update_rows([row("a", "1"), row("b", "3")])
        assert grid.render_line(1) is before[0]
        assert grid.render_line(2) is not before[1]


async def test_fewer_rows_clear_the_lines_they_leave() -> None:
    async with shown(row("a", "1"), row("b", "2"), row("c", "3")) as (grid, _):
        grid.update_rows([row("a", "1")])
        assert grid.asked == [Region(0, 2, 30, 2)]
        assert lines(grid)[2].strip() == ""


@pytest.mark.parametrize(
    ("keys", "at"),
    [
        (["down"], "c1"),
        (["j", "j", "k"], "c1"),
        (["up"], "c0"),
        (["end"], "c19"),
        (["end", "home"], "c0"),
        (["pagedown"], "c4"),
        (["pagedown", "pageup"], "c0"),
    ],
)
async def test_keys_move_the_cursor_and_the_row_stays_in_sight(keys: list[str], at: str) -> None:
    async with shown(*(row(f"c{i}", "1") for i in range(20))) as (grid, pilot):
        grid.focus()
        await pilot.press(*keys)
        assert grid.cursor_row is not None
        assert grid.cursor_row.key == at
        assert any(line.startswith(f"{at} ") for line in lines(grid))


async def test_the_cursor_stays_on_its_row_when_rows_change_places() -> None:
    a, b, c = row("a", "1"), row("b", "2"), row("c", "3")
    async with shown(a, b, c) as (grid, _):
        grid.move_to("b")
        grid.update_rows([c, a, b])
        assert grid.cursor_row == b
        grid.update_rows([row("new", "9"), c, a, b])
        assert grid.cursor_row == b


async def test_the_cursor_survives_the_loss_of_its_row() -> None:
    a, b = row("a", "1"), row("b", "2")
    async with shown(a, b) as (grid, _):
        grid.move_to("b")
        grid.update_rows([a])
        assert grid.cursor_row == a
        grid.update_rows([])
        assert grid.cursor_row is None


async def test_moving_and_choosing_are_told() -> None:
    async with shown(row("a", "1"), row("b", "2")) as (grid, pilot):
        grid.focus()
        await pilot.press("down", "enter")
        heard = pilot.app.heard  # type: ignore[attr-defined]
        assert [(type(message), message.row.key) for message in heard] == [
            (Grid.Moved, "b"),
            (Grid.Chosen, "b"),
        ]


async def test_an_empty_grid_says_why() -> None:
    async with shown() as (grid, _):
        assert lines(grid)[1].strip() == "loading..."
        grid.show_state("no orders today")
        assert lines(grid)[1].strip() == "no orders today"


async def test_a_stale_grid_says_since_when_and_dims() -> None:
    async with shown(row("a", "1")) as (grid, _):
        fresh = list(grid.render_line(1))
        grid.show_state("", badge="stale since 12:03:10", dimmed=True)
        assert lines(grid)[0].rstrip().endswith("stale since 12:03:10")
        assert cell_len(lines(grid)[0]) == 30
        assert list(grid.render_line(1)) != fresh


@pytest.mark.parametrize("name", ["[/]", "[@click=app.quit]x[/]", "[red]x", "a[/", "[link=x]"])
async def test_markup_in_data_is_text(name: str) -> None:
    async with shown(row("a", "1", name)) as (grid, _):
        assert lines(grid)[1].startswith(name)
        assert all(not segment.style.meta for segment in grid.render_line(1) if segment.style)


@pytest.mark.parametrize("name", ["\x1b[2Jx", "\x1b]52;c;eA==\x07", "\x9b31mx", "a\rb", "a\u202eb"])
async def test_no_command_of_the_data_reaches_the_terminal(name: str) -> None:
    async with shown(row("a", "1", name)) as (grid, _):
        text = lines(grid)[1]
        assert text.isprintable()
        assert cell_len(text) == 30


async def test_wide_names_keep_the_columns_in_line() -> None:
    names = ["騰訊控股", "小米集團－Ｗ", "HSBC", "阿里巴巴－ＳＷ長長長長長長長長長"]
    async with shown(*(row(n, "412.800", n) for n in names)) as (grid, _):
        for line in lines(grid)[1:5]:
            assert cell_len(line) == 30
            assert line.endswith("412.800")


async def test_a_narrow_grid_never_shows_part_of_a_number() -> None:
    async with shown(row("a", "412.800"), size=(14, 4)) as (grid, _):
        assert lines(grid)[1] == "a          ###"


async def test_a_new_theme_redraws_in_new_colours() -> None:
    async with shown(row("a", "1")) as (grid, pilot):
        before = list(grid.render_line(1))
        pilot.app.get_css_variables()
        grid.app.theme_variables["quote-up"] = "#0000ff"
        grid.app.theme_changed_signal.publish(grid.app.current_theme)
        await pilot.pause()
        assert list(grid.render_line(1)) != before


async def test_a_bar_fills_its_share_of_the_cell_from_the_right() -> None:
    columns: list[Column[Row]] = [number_column("V", 10, lambda r: r.price, bar=lambda _: Bar(0.3, "bar-up"))]
    app = GridApp(columns)
    async with app.run_test(size=(10, 3)) as pilot:
        app.grid.update_rows([row("a", "12"), row("b", "34")])
        await pilot.pause()
        style = Palette(app.theme_variables).ground("bar-up")
        line = app.grid.render_line(2)
        assert line.text == "        34"
        assert [s.text for s in line if s.style and s.style.bgcolor == style.bgcolor] == [" 34"]


def test_a_line_that_is_not_cut_leaves_nothing_to_the_collector() -> None:
    gc.collect()
    line = WholeStrip([Segment("a"), Segment("bc")], 3)
    assert line.divide([3]) == [line]
    assert [part.text for part in line.divide([1, 3])] == ["a", "bc"]
    del line
    assert gc.collect() == 0
