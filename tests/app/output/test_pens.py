from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style

from tests.app.output.terminals import Shown
from tui.app.output.pens import PLAIN, Pen, blank_pen, change, draws_blank, pen_of, pen_with

BOLD, DIM, ITALIC, UNDERLINE, REVERSE = 1, 2, 4, 8, 64
RED, BLUE = "38;2;255;0;0", "48;2;0;0;255"

PENS = st.builds(
    pen_with,
    st.sampled_from([0, BOLD, ITALIC, UNDERLINE, REVERSE, BOLD | ITALIC, UNDERLINE | REVERSE | 256]),
    st.sampled_from(["", "31", "38;5;17", RED]),
    st.sampled_from(["", "44", "48;5;17", BLUE]),
)


@pytest.mark.parametrize(
    ("style", "colours", "pen"),
    [
        (None, ColorSystem.TRUECOLOR, PLAIN),
        ("#ff0000 on #0000ff", ColorSystem.TRUECOLOR, pen_with(0, RED, BLUE)),
        ("#ff0000 on #0000ff", ColorSystem.EIGHT_BIT, pen_with(0, "38;5;196", "48;5;21")),
        ("#ff0000 on #0000ff", ColorSystem.STANDARD, pen_with(0, "31", "44")),
        ("bold #ff0000 on #0000ff", None, pen_with(BOLD)),
        ("default on default", ColorSystem.TRUECOLOR, PLAIN),
        ("not bold italic", ColorSystem.TRUECOLOR, pen_with(ITALIC)),
        ("blink conceal", ColorSystem.TRUECOLOR, PLAIN),
    ],
)
def test_a_style_is_one_pen(style: str | None, colours: ColorSystem | None, pen: Pen) -> None:
    assert pen_of(None if style is None else Style.parse(style), colours) is pen


def test_there_is_one_pen_of_a_kind_however_many_there_were() -> None:
    first = pen_with(BOLD, "31", "44")
    for number in range(20_000):
        pen_with(0, f"38;2;0;{number >> 8};{number & 255}")
    assert pen_with(BOLD, "31", "44") is first


@pytest.mark.parametrize(
    ("old", "new", "bytes_"),
    [
        (PLAIN, PLAIN, ""),
        (pen_with(BOLD, "31"), PLAIN, "\x1b[m"),
        (PLAIN, pen_with(0, "31"), "\x1b[31m"),
        (pen_with(0, "31", "44"), pen_with(0, "32", "44"), "\x1b[32m"),
        (pen_with(0, "31", "44"), pen_with(0, "31"), "\x1b[49m"),
        (pen_with(0, RED, "44"), pen_with(0, "", "44"), "\x1b[39m"),
        (pen_with(BOLD, "31"), pen_with(0, "31"), "\x1b[22m"),
        (pen_with(BOLD | DIM, RED), pen_with(DIM, RED), "\x1b[22;2m"),
        (pen_with(BOLD | ITALIC | UNDERLINE, "31"), pen_with(0, "31"), "\x1b[;31m"),
        (pen_with(ITALIC, "31"), pen_with(REVERSE, "31"), "\x1b[23;7m"),
    ],
)
def test_a_change_is_the_shortest(old: Pen, new: Pen, bytes_: str) -> None:
    assert change(old, new) == bytes_


@given(st.lists(PENS, min_size=1, max_size=6))
def test_a_terminal_follows_any_changes(pens: list[Pen]) -> None:
    followed, anew, held = Shown(2, 1), Shown(2, 1), PLAIN
    for pen in pens:
        followed.feed(change(held, pen))
        held = pen
    followed.feed("x")
    anew.feed(change(PLAIN, pens[-1]) + "x")
    assert followed.cells() == anew.cells()


@pytest.mark.parametrize(
    ("pen", "blank"),
    [
        (pen_with(BOLD | ITALIC, RED, BLUE), pen_with(0, "", BLUE)),
        (pen_with(0, RED), PLAIN),
        (pen_with(UNDERLINE, RED), pen_with(UNDERLINE, RED)),
        (pen_with(REVERSE | BOLD | ITALIC, RED, BLUE), pen_with(REVERSE | BOLD, RED, BLUE)),
    ],
)
def test_a_blank_shows_its_ground_only(pen: Pen, blank: Pen) -> None:
    assert blank_pen(pen) is blank
    assert blank_pen(blank) is blank


def test_a_blank_needs_no_change_on_the_same_ground() -> None:
    assert draws_blank(pen_with(BOLD, RED, BLUE), pen_with(0, "", BLUE))
    assert not draws_blank(pen_with(BOLD, RED), pen_with(0, "", BLUE))
    assert not draws_blank(pen_with(UNDERLINE, RED), PLAIN)
