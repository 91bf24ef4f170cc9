from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.app import glyphs
from tui.app.widgets.fit import Align, Overflow, compacted, fit


@pytest.mark.parametrize(
    ("text", "width", "align", "overflow", "shown"),
    [
        ("TENCENT", 9, Align.LEFT, Overflow.CUT, "TENCENT  "),
        ("TENCENT HOLDINGS", 9, Align.LEFT, Overflow.CUT, "TENCENT ›"),
        ("騰訊控股", 8, Align.LEFT, Overflow.CUT, "騰訊控股"),
        ("騰訊控股", 7, Align.LEFT, Overflow.CUT, "騰訊控›"),
        ("騰訊控股", 6, Align.LEFT, Overflow.CUT, "騰訊 ›"),
        ("412.800", 9, Align.RIGHT, Overflow.NUMBER, "  412.800"),
        ("412.800", 6, Align.RIGHT, Overflow.NUMBER, "   ###"),
        ("412.800", 2, Align.RIGHT, Overflow.NUMBER, "##"),
        ("1,234,567", 9, Align.RIGHT, Overflow.AMOUNT, "1,234,567"),
        ("1,234,567", 7, Align.RIGHT, Overflow.AMOUNT, "1234567"),
        ("1,234,567", 6, Align.RIGHT, Overflow.AMOUNT, "1.235M"),
        ("1,234,567", 4, Align.RIGHT, Overflow.AMOUNT, "1.2M"),
        ("999,999", 4, Align.RIGHT, Overflow.AMOUNT, "1.0M"),
        ("1,234,567", 1, Align.RIGHT, Overflow.AMOUNT, "#"),
        ("suspended", 5, Align.RIGHT, Overflow.AMOUNT, "  ###"),
        ("HSBC, Futu, UBS", 15, Align.LEFT, Overflow.LIST, "HSBC, Futu, UBS"),
        ("HSBC, Futu, UBS", 14, Align.LEFT, Overflow.LIST, "HSBC, Futu +1 "),
        ("HSBC, Futu, UBS", 9, Align.LEFT, Overflow.LIST, "HSBC +2  "),
        ("Goldman Sachs, Futu", 9, Align.LEFT, Overflow.LIST, "Goldm› +1"),
        ("Goldman Sachs", 9, Align.LEFT, Overflow.LIST, "Goldman ›"),
        ("Goldman Sachs, Futu", 3, Align.LEFT, Overflow.LIST, "Go›"),
        ("anything", 0, Align.LEFT, Overflow.CUT, ""),
    ],
)
def test_a_text_fills_its_column_exactly(
    text: str, width: int, align: Align, overflow: Overflow, shown: str
) -> None:
    assert fit(text, width, align, overflow) == shown


@given(st.text(max_size=30), st.integers(0, 40), st.sampled_from(Align), st.sampled_from(Overflow))
def test_no_text_breaks_a_column_or_reaches_the_terminal_as_a_command(
    text: str, width: int, align: Align, overflow: Overflow
) -> None:
    shown = fit(text, width, align, overflow)
    assert cell_len(shown) == width
    assert shown.isprintable()


@given(st.integers(0, 10**15), st.integers(1, 20))
def test_a_compact_amount_is_a_rounding_of_the_amount(amount: int, width: int) -> None:
    form = compacted(f"{amount:,}", width)
    if form is None:
        return
    scale = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}.get(form[-1], 1)
    digits = form.rstrip("KMBT")
    places = len(digits.partition(".")[2])
    assert len(form) <= width
    assert abs(float(digits) * scale - amount) <= scale * 10**-places / 2 + 1e-6 * amount


def test_our_own_signs_are_one_cell_wide_in_every_locale() -> None:
    signs = {name: sign for name, sign in vars(glyphs).items() if name.isupper() and isinstance(sign, str)}
    widths = {name: unicodedata.east_asian_width(sign) for name, sign in signs.items()}
    assert widths
    assert {name: width for name, width in widths.items() if width not in ("N", "Na")} == {}
