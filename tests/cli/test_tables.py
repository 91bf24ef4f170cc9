"""Tables for people and JSON for scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.commands.json import dumps, json_number
from tui.commands.tables import cell_text, cells, fields, hanging, table


def test_columns_line_up_under_wide_names() -> None:
    rows = [
        {"code": "HK.00700", "name": "騰訊控股", "last": Decimal("400.2"), "volume": 1234567},
        {"code": "US.AAPL", "name": "Apple", "last": Decimal("9.05"), "volume": None},
    ]
    assert table(rows, ["code", "name", "last", "volume"]).splitlines() == [
        "code      name        last     volume",
        "HK.00700  騰訊控股  400.20  1,234,567",
        "US.AAPL   Apple       9.05          -",
    ]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("01:30  sending  BUY 200", 30, ["01:30  sending  BUY 200"]),
        ("01:30  sending  BUY 200", 20, ["01:30  sending  BUY", "   200"]),
        ("01:30  sending  BUY 200", 15, ["01:30  sending", "   BUY 200"]),
        ("  warned: far from it", 14, ["  warned: far", "   from it"]),
        ("騰訊 騰訊 騰訊", 9, ["騰訊 騰訊", "   騰訊"]),
        ("a ft:00000000000000 b", 10, ["a", "   ft:00000000000000", "   b"]),
        ("", 10, [""]),
    ],
)
def test_long_lines_break_between_words_and_hang(text: str, width: int, lines: list[str]) -> None:
    assert hanging(text, width, 3) == lines


def test_large_sums_end_with_the_cents_and_small_prices_stay_exact() -> None:
    rows = [
        {"in": Decimal("50653183.366"), "price": Decimal("0.375")},
        {"in": Decimal(-3515333), "price": Decimal(12)},
    ]
    assert table(rows, ["in", "price"]).splitlines() == [
        "           in   price",
        "50,653,183.37   0.375",
        "-3,515,333.00  12.000",
    ]


def test_no_rows_leave_the_head() -> None:
    assert table([], ["code", "prev_close"]) == "code  prev close"


def test_record() -> None:
    assert (
        fields({"acc_id": "1", "total_assets": Decimal("1000.50")})
        == "acc id        1\ntotal assets  1,000.5"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        ("", "-"),
        (True, "yes"),
        (1234, "1,234"),
        (Decimal("0.001"), "0.001"),
        (Decimal("1E+3"), "1,000"),
        (["HK", "US"], "HK US"),
        (datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20"),
        (datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "2026-11-20 09:30:00"),
        (datetime(2026, 11, 20, 9, 30, 1, 5000, tzinfo=UTC), "2026-11-20 09:30:01.005"),
    ],
)
def test_cells_of_a_table(value: object, text: str) -> None:
    assert cell_text(value) == text


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("騰訊", 4), ("e\u0301", 1), ("ｱ", 1), ("", 0)])
def test_width_in_cells(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("400"), "400"),
        (Decimal("400.200"), "400.2"),
        (Decimal("0.001"), "0.001"),
        (Decimal("1E+3"), "1000"),
        (Decimal("12345678901234567890.123"), '"12345678901234567890.123"'),
    ],
)
def test_numbers_keep_their_digits(number: Decimal, text: str) -> None:
    assert dumps(number) == text


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_any_price_survives_json(price: Decimal) -> None:
    assert json.loads(dumps({"price": price}), parse_float=Decimal)["price"] == price


def test_what_is_no_number_is_not_written() -> None:
    with pytest.raises(ValueError, match="no JSON number"):
        json_number(Decimal("NaN"))


def test_times_and_names() -> None:
    value = {"time": datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "name": "騰訊", "ids": ("1",)}
    assert json.loads(dumps(value)) == {"time": "2026-11-20T09:30:00+00:00", "name": "騰訊", "ids": ["1"]}
