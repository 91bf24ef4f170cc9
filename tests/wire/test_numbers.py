from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from tests.wire.values import prices, quantities, signed_amounts
from tui.pb import Qot_Common_pb2
from tui.wire.errors import BodyError
from tui.wire.numbers import (
    amount_or_zero,
    decimal_from_wire,
    decimal_or_none,
    price_or_none,
    put_volume,
    volume_from_wire,
    wire_float,
)

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (300.0, "300"),
        (0.0, "0"),
        (-0.0, "0"),
        (300.2, "300.2"),
        (0.001, "0.001"),
        (0.1 + 0.2, "0.3"),
        (0.9999999999, "1"),
        (1e-10, "0"),
        (0.00001, "0.00001"),
        (1.6e-9, "2E-9"),
        (-12.345, "-12.345"),
        (123456789.123456789, "123456789.12345679"),
        (4503599627370496.0, "4503599627370496"),
        (1e17, "100000000000000000"),
    ],
)
def test_a_double_becomes_the_decimal_that_was_meant(value: float, text: str) -> None:
    assert str(decimal_from_wire(value)) == text


@pytest.mark.parametrize("value", [NAN, INF, -INF, 1e18, -1e300])
def test_what_is_no_number_is_an_error_or_unknown(value: float) -> None:
    with pytest.raises(BodyError):
        decimal_from_wire(value)
    assert decimal_or_none(value) is None
    assert price_or_none(value) is None
    assert amount_or_zero(value) == 0


def test_a_price_of_zero_is_unknown() -> None:
    assert price_or_none(0.0) is None
    assert price_or_none(1e-12) is None
    assert price_or_none(-37.63) == Decimal("-37.63")
    assert wire_float(None) == 0.0


@given(prices | quantities | signed_amounts)
def test_our_decimals_survive_the_wire(value: Decimal) -> None:
    assert decimal_from_wire(wire_float(value)) == value


@pytest.mark.parametrize(
    ("volume", "precise", "expected"),
    [
        (500, 0.0, 500),
        (0, 0.25, Decimal("0.25")),
        (3, 3.5, Decimal("3.5")),
        (0, 7.0, 7),
        (500, NAN, 500),
        (500, INF, 500),
    ],
)
def test_the_precise_volume_overrides_the_integer(
    volume: int, precise: float, expected: int | Decimal
) -> None:
    result = volume_from_wire(volume, precise)
    assert (result, type(result)) == (expected, type(expected))


def test_only_a_fraction_is_sent_as_precise_volume() -> None:
    level = Qot_Common_pb2.OrderBook()
    put_volume(level, Decimal(3))
    assert (level.volume, level.HasField("hpVolume")) == (3, False)
    put_volume(level, Decimal("3.5"))
    assert (level.volume, level.hpVolume) == (3, 3.5)
