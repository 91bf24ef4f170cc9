from __future__ import annotations

import pytest
from rich.segment import Segment
from rich.style import Style

from tui.app.palette import DEFAULTS, Palette
from tui.app.widgets import row_painter
from tui.app.widgets.columns import Bar, Column, number_column
from tui.app.widgets.row_painter import RowPainter
from tui.state.rows import Cell, Tone

COLOURS = Palette(DEFAULTS)
GROUND = Style.parse("#d0d0d0 on #101010")
UP = GROUND + COLOURS.tone(Tone.UP)
STALE = GROUND + COLOURS.text("stale")
OVER_BAR = UP + COLOURS.ground("bar-up")
COLUMNS: tuple[tuple[Column[Cell], int], ...] = (
    (Column("Name", 4, lambda _: Cell("ab")), 4),
    (number_column("Size", 6, lambda cell: cell, bar=lambda _: Bar(0.5, "bar-up")), 6),
)


def painter(columns: tuple[tuple[Column[Cell], int], ...] = COLUMNS, **options: bool) -> RowPainter[Cell]:
    return RowPainter(columns, 14, COLOURS, GROUND, dimmed=options.get("dimmed", False))


@pytest.mark.parametrize(
    ("dimmed", "segments"),
    [
        (False, [("ab      ", GROUND), (" 12", OVER_BAR), ("   ", GROUND)]),
        (True, [("ab       12   ", STALE)]),
    ],
)
def test_a_row_is_as_few_segments_as_look_the_same(dimmed: bool, segments: list[tuple[str, Style]]) -> None:
    line = painter(dimmed=dimmed).draw(Cell("12", Tone.UP))
    assert list(line) == [Segment(*one) for one in segments]
    assert line.cell_length == 14


def test_a_number_looks_the_same_again_and_in_another_tone_it_does_not() -> None:
    rows = painter(((COLUMNS[1][0], 6),))
    first = list(rows.draw(Cell("12", Tone.UP)))
    assert list(rows.draw(Cell("12", Tone.DOWN))) != first
    assert list(rows.draw(Cell("12", Tone.UP))) == first


def test_not_all_the_numbers_of_a_market_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_painter, "MOST_KEPT", 10)
    rows = painter()
    lines = [rows.draw(Cell(str(number))) for number in range(100)]
    assert [line.text.split()[-1] for line in lines] == [str(number) for number in range(100)]
    assert len(rows._looks) <= 10


def test_no_columns_are_a_blank_line() -> None:
    assert painter(()).draw(Cell("")).text == " " * 14
