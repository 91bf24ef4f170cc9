from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from tui.app.output.pens import PLAIN, pen_with
from tui.app.output.surface import REST, Surface, cells_of

FULL = ColorSystem.TRUECOLOR


def drawn(*puts: tuple[int, str], width: int = 8, ascii_only: bool = False) -> list[str]:
    surface = Surface(width, 1, ascii_only=ascii_only)
    for x, text in puts:
        surface.put(0, x, [Segment(text)], FULL)
    return surface.chars[0]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("ab", ["a", "b"]),
        ("騰訊", ["騰", REST, "訊", REST]),
        ("e\u0301x", ["e\u0301", "x"]),
        ("e\u0301\u0302\u0303\u0304\u0305", ["e\u0301\u0302\u0303"]),
        ("騰\u0301", ["騰\u0301", REST]),
        (" \u0301", [" "]),
        ("\u0301a", ["a"]),
        ("\u3000|", [" ", " ", "|"]),
        ("a\xa0b", ["a", " ", "b"]),
        ("\x1b[31mA", ["[", "3", "1", "m", "A"]),
        ("a\tb\nc\x07\x7f\x9b", ["a", "b", "c"]),
        ("\u202ea\u2066", ["a"]),
        ("\ue000", ["?"]),
        ("❤\ufe0f|", ["❤", " ", "|"]),
        ("👨\u200d👩|", ["👨", REST, "|"]),
        ("a\ufe0e|", ["a", "|"]),
        ("\U0001f1ed|", ["H", "|"]),
        ("\U0001f1ed\U0001f1f0|", ["H", "K", "|"]),
    ],
)
def test_cells_of_a_text(text: str, cells: list[str]) -> None:
    assert list(cells_of(text)) == cells


@given(st.one_of(st.text(), st.text(alphabet="a騰é\u0301\u200d\ufe0f❤👨\U0001f1ed\x1b\u3000", max_size=20)))
def test_columns_are_those_of_the_layout_and_nothing_obeys(text: str) -> None:
    cells = cells_of(text)
    assert len(cells) == cell_len(text)
    assert all(cell.isprintable() for cell in cells)
    halves = [at for at, cell in enumerate(cells) if cell == REST]
    assert all(at and cell_len(cells[at - 1][0]) == 2 for at in halves)


@pytest.mark.parametrize(
    ("puts", "line"),
    [
        ([(0, "騰訊"), (1, "x")], " x訊     "),
        ([(0, "騰訊"), (0, "x")], "x 訊     "),
        ([(0, "騰訊"), (1, "騰")], " 騰      "),
        ([(0, "騰訊"), (2, "ab")], "騰ab     "),
        ([(7, "騰")], "        "),
        ([(6, "騰")], "      騰"),
        ([(5, "ab騰")], "     ab "),
        ([(5, "abcdef")], "     abc"),
        ([(8, "a")], "        "),
        ([(12, "abc")], "        "),
        ([(-1, "abc")], "        "),
        ([(0, "")], "        "),
    ],
)
def test_no_wide_character_is_there_by_half(puts: list[tuple[int, str]], line: str) -> None:
    cells = drawn(*puts)
    assert "".join(cells).rstrip() == line.rstrip()
    assert len(cells) == 8


def test_a_line_off_the_screen_is_left_out() -> None:
    surface = Surface(3, 2)
    assert surface.put(2, 0, [Segment("abc")], FULL) == 0
    assert surface.put(-1, 0, [Segment("abc")], FULL) == 0
    assert surface.put(1, 0, [Segment("abcd")], FULL) == 3
    assert surface.chars == [[" "] * 3, list("abc")]


def test_blanks_have_the_ink_of_none() -> None:
    surface = Surface(5, 1)
    surface.put(0, 0, [Segment("a b", Style.parse("bold red")), Segment("\x1b", control=[])], FULL)
    red = pen_with(1, "31")
    assert surface.pens[0] == [red, PLAIN, red, PLAIN, PLAIN]


def test_half_of_a_wide_character_leaves_the_ground_of_it() -> None:
    surface = Surface(4, 1)
    surface.put(0, 0, [Segment("騰訊", Style.parse("red on blue"))], FULL)
    surface.put(0, 1, [Segment("xy")], FULL)
    assert surface.chars[0] == [" ", "x", "y", " "]
    assert surface.pens[0] == [pen_with(0, "", "44"), PLAIN, PLAIN, pen_with(0, "", "44")]


def test_ascii_only_keeps_the_columns() -> None:
    cells = drawn((0, "騰a▴é"), ascii_only=True)
    assert len(cells) == 8
    assert "".join(cells).isascii()
    assert "".join(cells)[2] == "a"
