"""An option's code is shown whole and short; every other code as OpenD writes it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.app.widgets.columns import Column, grown
from tui.domain.ids import SecurityId
from tui.state.codes import LONGEST_CODE, code_text
from tui.state.rows import Cell


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("HK.00700", "HK.00700"),
        ("HK.TCH261127C480000", "TCH 261127 480C"),
        ("US.AAPL261127P227500", "AAPL 261127 227.5P"),
        ("HK.MHI2611", "HK.MHI2611"),
        ("US.SPXW261127C7000000", "SPXW 261127 7000C"),
        ("US.BRK.B", "US.BRK.B"),
    ],
)
def test_a_code_in_a_list(code: str, text: str) -> None:
    assert code_text(SecurityId.parse(code)) == text
    assert cell_len(text) <= LONGEST_CODE


def test_a_column_of_codes_grows_for_the_longest_and_no_further() -> None:
    column: Column[str] = Column("Code", 9, Cell, grows=LONGEST_CODE)
    plain: Column[str] = Column("Name", 6, Cell)
    rows = ("HK.00700", "TCH 261127 480C", "x" * 40)
    assert [one.width for one in grown((column, plain), rows[:1])] == [9, 6]
    assert [one.width for one in grown((column, plain), rows[:2])] == [15, 6]
    assert [one.width for one in grown((column, plain), rows)] == [LONGEST_CODE, 6]
