from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.decimals import (
    change_text,
    compact_text,
    money_text,
    percent_text,
    places_of,
    price_text,
    quantity_text,
    signed_text,
)

prices = st.decimals(0, 100_000, places=5)


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("price", "tick", "text"),
    [
        ("419.8", "0.200", "419.8"),
        ("420", "0.2", "420.0"),
        ("8.12", "0.005", "8.120"),
        ("0.251", "0.005", "0.251"),
        ("8.125", "0.01", "8.125"),
        ("0.0123", "0.0001", "0.0123"),
        ("25000", "1.000", "25,000"),
        ("25000.50", None, "25,000.5"),
        ("1E+3", None, "1,000"),
        (None, "0.2", "-"),
    ],
)
def test_prices_have_the_decimals_of_their_tick_and_all_of_their_own(
    price: str | None, tick: str | None, text: str
) -> None:
    assert price_text(number(price), number(tick)) == text


@given(prices, st.sampled_from([None, Decimal("0.001"), Decimal("0.2"), Decimal(5)]))
def test_no_price_is_ever_rounded(price: Decimal, tick: Decimal | None) -> None:
    assert Decimal(price_text(price, tick).replace(",", "")) == price


@pytest.mark.parametrize(
    ("change", "price", "tick", "text"),
    [
        ("4.6", "419.8", "0.2", "+4.6"),
        ("-0.5", "420", "0.2", "-0.5"),
        ("-0.05", "8.12", "0.005", "-0.050"),
        ("0", "420", "0.2", "0.0"),
        (None, "420", "0.2", "-"),
    ],
)
def test_changes_are_signed(change: str | None, price: str, tick: str, text: str) -> None:
    assert change_text(number(change), number(price), number(tick)) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [("1.1079", "+1.11%"), ("-0.004", "0.00%"), ("-0.006", "-0.01%"), ("0", "0.00%"), (None, "-")],
)
def test_percentages_are_signed_unless_they_round_to_zero(percent: str | None, text: str) -> None:
    assert percent_text(number(percent)) == text


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_signed_text_says_the_sign_of_what_it_shows(amount: Decimal, places: int) -> None:
    text = signed_text(amount, places)
    value = Decimal(text.replace(",", ""))
    assert text[0] == ("+" if value > 0 else "-" if value < 0 else "0")
    assert abs(value - amount) <= Decimal(10) ** -places / 2


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (12_300, "12,300"),
        (Decimal("100.000"), "100"),
        (Decimal("0.125"), "0.125"),
        (Decimal("1E+4"), "10,000"),
        (None, "-"),
    ],
)
def test_quantities_are_grouped_and_exact(quantity: int | Decimal | None, text: str) -> None:
    assert quantity_text(quantity) == text


@pytest.mark.parametrize(
    ("amount", "text"), [("-0.001", "0.00"), ("-1234.5", "-1,234.50"), ("82440", "82,440.00"), (None, "-")]
)
def test_money_has_two_decimals(amount: str | None, text: str) -> None:
    assert money_text(number(amount)) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "0"),
        (9_999, "9,999"),
        (12_345, "12.3K"),
        (100_000, "100K"),
        (999_949, "1.00M"),
        (1_234_567, "1.23M"),
        (12_345_678, "12.3M"),
        (999_999_999, "1.00B"),
        (Decimal("5182345678.5"), "5.18B"),
        (456_000_000_000, "456B"),
        (7_890_000_000_000, "7.89T"),
        (1_234_000_000_000_000, "1,234T"),
        (-12_345, "-12.3K"),
        (Decimal("12.345"), "12.34"),
        (None, "-"),
    ],
)
def test_compact_amounts(amount: int | Decimal | None, text: str) -> None:
    assert compact_text(amount) == text


@given(st.integers(-(10**14), 10**14))
def test_compact_amounts_are_short_and_close(amount: int) -> None:
    text = compact_text(amount)
    units = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
    shown = Decimal(text.rstrip("KMBT").replace(",", "")) * units.get(text[-1], 1)
    assert len(text.lstrip("-")) <= 5
    assert abs(shown - amount) <= abs(amount) / Decimal(190)


@pytest.mark.parametrize(
    ("text", "places"), [("0.200", 1), ("100", 0), ("1E+3", 0), ("0.0001", 4), ("NaN", 0)]
)
def test_places_of_a_number(text: str, places: int) -> None:
    assert places_of(Decimal(text)) == places


@pytest.mark.parametrize("write", [price_text, quantity_text, compact_text])
def test_numbers_that_are_equal_look_the_same(write: Callable[[Decimal], str]) -> None:
    for same in (("-0", "0", "-0.0", "0.00"), ("5", "5.0", "5.00"), ("1000", "1E+3", "1000.0")):
        assert len({write(Decimal(number)) for number in same}) == 1
    assert write(Decimal("-0.0")) == "0"
