"""Ladder places as numbers: exact for legal prices, sensible for the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.ticks import LADDERS, Ladder
from tui.sim.market.steps import Steps

HK = Steps(LADDERS["hk.part_a"])


@pytest.mark.parametrize("text", ["0.01", "0.25", "0.255", "9.995", "10.01", "486.4", "500.5", "9995"])
def test_place_and_value_undo_each_other(text: str) -> None:
    price = Decimal(text)
    index = HK.index(price)
    assert HK.price(index) == price
    assert HK.place(float(price)) == pytest.approx(index)
    assert HK.value(index) == pytest.approx(float(price))
    assert HK.nearest(float(price)) == index


def test_a_price_between_places_is_a_fraction() -> None:
    assert HK.place(486.5) == pytest.approx(HK.index(Decimal("486.4")) + 0.5)


@pytest.mark.parametrize(("price", "expected"), [(-3.0, "0.01"), (0.004, "0.01"), (20000.0, "9995")])
def test_nothing_lies_outside_the_ladder(price: float, expected: str) -> None:
    assert HK.price(HK.nearest(price)) == Decimal(expected)


def test_an_open_ladder_has_no_highest_place() -> None:
    steps = Steps(Ladder.flat(Decimal(1)))
    assert steps.highest is None
    assert steps.price(steps.nearest(25_918.4)) == Decimal(25_918)


def test_an_illegal_price_has_no_place() -> None:
    with pytest.raises(ValueError, match="ladder"):
        HK.index(Decimal("486.41"))
