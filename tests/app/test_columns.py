from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.app.widgets.columns import GAP, Column, share_width


def column(width: int, *, stretch: int = 0, widest: int | None = None, drop: int = 0) -> Column[Any]:
    return Column(f"c{width}", width, lambda row: row, stretch=stretch, widest=widest, drop=drop)


@pytest.mark.parametrize(
    ("columns", "width", "expected"),
    [
        ([column(5), column(5)], 20, [5, 5]),
        ([column(5), column(5, stretch=1)], 20, [5, 14]),
        ([column(5, stretch=1), column(5, stretch=1)], 21, [10, 10]),
        ([column(5, stretch=1, widest=7), column(5, stretch=1)], 21, [7, 13]),
        ([column(5), column(6, drop=1), column(7, drop=2)], 13, [5, 6]),
        ([column(5), column(6, drop=1), column(7, drop=2)], 6, [5]),
        ([column(5), column(6)], 8, [5, 2]),
        ([column(5), column(6)], 6, [5]),
        ([column(5)], 0, []),
    ],
)
def test_room_is_shared(columns: list[Column[Any]], width: int, expected: list[int]) -> None:
    assert [cells for _, cells in share_width(columns, width)] == expected


@given(
    st.lists(
        st.builds(column, st.integers(1, 20), stretch=st.integers(0, 3), drop=st.integers(0, 3)), max_size=8
    ),
    st.integers(0, 120),
)
def test_columns_never_outgrow_the_pane(columns: list[Column[Any]], width: int) -> None:
    shared = share_width(columns, width)
    assert sum(cells for _, cells in shared) + GAP * max(len(shared) - 1, 0) <= width
    assert all(cells > 0 for _, cells in shared)
