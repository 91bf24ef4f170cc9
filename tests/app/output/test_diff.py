from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.app.output.diff import BRIDGE, Encoder, Run, changed
from tui.app.output.surface import UNKNOWN, Surface

RED, GREEN = Style.parse("red"), Style.parse("green")


def surface(*lines: str, width: int = 20, style: Style | None = None) -> Surface:
    made = Surface(width, max(len(lines), 1))
    for y, line in enumerate(lines):
        made.put(y, 0, [Segment(line.ljust(width), style)], ColorSystem.STANDARD)
    return made


def spans(old: str, new: str, cuts: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    return [(run.x1, run.x2) for run in changed(surface(old), surface(new), 0, frozenset(cuts))]


@pytest.mark.parametrize(
    ("old", "new", "cuts", "runs"),
    [
        ("abc", "abc", (), []),
        ("abc", "aXc", (), [(1, 2)]),
        ("a1b2c", "aXbYc", (), [(1, 4)]),
        ("1" + "." * BRIDGE + "2", "X" + "." * BRIDGE + "Y", (), [(0, BRIDGE + 2)]),
        ("1." + "." * BRIDGE + "2", "X." + "." * BRIDGE + "Y", (), [(0, 1), (BRIDGE + 2, BRIDGE + 3)]),
        ("1騰2", "X騰Y", (), [(0, 1), (3, 4)]),
        ("1.2", "X.Y", (1,), [(0, 1), (2, 3)]),
        ("12", "XY", (1,), [(0, 1), (1, 2)]),
        ("12", "XY", (2,), [(0, 2)]),
        ("騰x", "ab騰", (), [(0, 4)]),
        ("a騰", "騰a", (), [(0, 3)]),
        ("騰", "訊", (), [(0, 2)]),
        ("騰", "訊", (1,), [(0, 2)]),
        ("騰b", "xyb", (1,), [(0, 2), (0, 2)]),
    ],
)
def test_runs(old: str, new: str, cuts: tuple[int, ...], runs: list[tuple[int, int]]) -> None:
    assert spans(old, new, cuts) == runs


def test_cells_of_another_pen_are_no_bridge() -> None:
    old, new = surface("1.2"), surface("X.Y")
    for one in (old, new):
        one.put(0, 1, [Segment(".", RED)], ColorSystem.STANDARD)
    assert [(run.x1, run.x2) for run in changed(old, new, 0)] == [(0, 1), (2, 3)]


def test_another_pen_is_a_difference() -> None:
    assert changed(surface("ab", style=RED), surface("ab", style=GREEN), 0) == [Run(0, 0, 2)]
    assert changed(surface("  ", style=RED), surface("  ", style=GREEN), 0) == []


def test_what_nobody_knows_differs_from_everything() -> None:
    old = Surface(4, 1, shows=UNKNOWN)
    assert changed(old, surface("    ", width=4), 0) == [Run(0, 0, 4)]


def encoded(made: Surface, *runs: Run, most: int | None = None) -> str:
    encoder = Encoder()
    for run in runs:
        encoder.add(made, run, most)
    assert encoder.size == len(encoder.text().encode())
    return encoder.text()


@pytest.mark.parametrize(
    ("lines", "runs", "sent"),
    [
        (("abcdef",), [Run(0, 0, 3)], "\x1b[m\x1b[1Habc"),
        (("abcdef",), [Run(0, 1, 3)], "\x1b[m\x1b[1;2Hbc"),
        (("abcdef",), [Run(0, 0, 1), Run(0, 2, 3)], "\x1b[m\x1b[1Ha\x1b[Cc"),
        (("abcdef",), [Run(0, 0, 1), Run(0, 4, 5)], "\x1b[m\x1b[1Ha\x1b[3Ce"),
        (("abcdef",), [Run(0, 0, 2), Run(0, 2, 4)], "\x1b[m\x1b[1Habcd"),
        (("ab", "cd"), [Run(0, 0, 2), Run(1, 0, 2)], "\x1b[m\x1b[1Hab\x1b[2Hcd"),
        (("a騰b",), [Run(0, 0, 4)], "\x1b[m\x1b[1Ha騰\x1b[4Gb"),
        (("騰訊控b",), [Run(0, 0, 7)], "\x1b[m\x1b[1H騰訊控\x1b[7Gb"),
        (("👨b",), [Run(0, 0, 3)], "\x1b[m\x1b[1H👨\x1b[3Gb"),
        (("─b",), [Run(0, 0, 2)], "\x1b[m\x1b[1H─\x1b[2Gb"),
        (("e\u0301b",), [Run(0, 0, 2)], "\x1b[m\x1b[1He\u0301\x1b[2Gb"),
        (("騰b",), [Run(0, 0, 2), Run(0, 2, 3)], "\x1b[m\x1b[1H騰\x1b[1;3Hb"),
    ],
)
def test_bytes_of_runs(lines: tuple[str, ...], runs: list[Run], sent: str) -> None:
    assert encoded(surface(*lines), *runs) == sent


def test_behind_the_last_column_the_cursor_is_placed_anew() -> None:
    made = surface("abcd", "efgh", width=4)
    assert encoded(made, Run(0, 0, 4), Run(1, 0, 1)) == "\x1b[m\x1b[1Habcd\x1b[2He"


def test_blanks_on_the_same_ground_need_no_ink() -> None:
    made = Surface(8, 1)
    made.put(0, 0, [Segment("ab cd", RED), Segment("ef", GREEN)], ColorSystem.STANDARD)
    assert encoded(made, Run(0, 0, 8)) == "\x1b[m\x1b[1H\x1b[31mab cd\x1b[32mef "


def test_drawing_ends_where_there_is_no_more_room_but_draws_one_cell() -> None:
    encoder = Encoder()
    made = surface("abcdefgh")
    assert encoder.add(made, Run(0, 0, 8), most=12) == 5
    assert encoder.text() == "\x1b[m\x1b[1Habcde"
    assert encoder.add(made, Run(0, 5, 8), most=12) == 6
    wide = Encoder()
    assert wide.add(surface("a騰訊"), Run(0, 0, 5), most=1) == 1
    assert wide.add(surface("a騰訊"), Run(0, 1, 5), most=1) == 3
