from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.layout import Layout, Shape, layout_for


@pytest.mark.parametrize(
    ("width", "height", "layout"),
    [
        (59, 24, Layout(Shape.TOO_SMALL, 12, 5)),
        (80, 19, Layout(Shape.TOO_SMALL, 6, 2)),
        (60, 20, Layout(Shape.COMPACT, 8, 3)),
        (80, 24, Layout(Shape.COMPACT, 12, 5)),
        (99, 60, Layout(Shape.COMPACT, 22, 10)),
        (100, 30, Layout(Shape.NORMAL, 18, 8)),
        (120, 40, Layout(Shape.NORMAL, 22, 10)),
        (160, 44, Layout(Shape.NORMAL, 22, 10)),
        (200, 60, Layout(Shape.WIDE, 22, 10)),
    ],
)
def test_size_decides(width: int, height: int, layout: Layout) -> None:
    assert layout_for(width, height) == layout


@given(st.integers(60, 400), st.integers(20, 120))
def test_lists_and_ticket_always_have_room(width: int, height: int) -> None:
    layout = layout_for(width, height)
    header, tabs, status, keys, ticket = 2, 1, 1, 1, 6
    assert height - header - layout.main_height - tabs - status - keys >= ticket
    assert layout.main_height == 2 * layout.levels + 2
