from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tui.domain.candles import Rehab
from tui.domain.rehabs import UNCHANGED, Adjustment, Factors, Ratio, factors_on

SPLIT = Adjustment(
    date(2024, 6, 10),
    Factors(Decimal("0.1"), Decimal(0)),
    Factors(Decimal(10), Decimal(0)),
    split=Ratio(Decimal(1), Decimal(10)),
)
PAID = Adjustment(
    date(2025, 3, 12),
    Factors(Decimal(1), Decimal("-0.5")),
    Factors(Decimal(1), Decimal("0.5")),
    dividend=Decimal("0.50"),
)
ACTIONS = (SPLIT, PAID)


@pytest.mark.parametrize(
    ("day", "rehab", "price"),
    [
        ("2024-06-07", Rehab.NONE, "1000"),
        ("2024-06-07", Rehab.FORWARD, "99.5"),
        ("2024-06-07", Rehab.BACKWARD, "1000"),
        ("2024-06-10", Rehab.FORWARD, "999.5"),
        ("2024-06-10", Rehab.BACKWARD, "10000"),
        ("2025-03-12", Rehab.FORWARD, "1000"),
        ("2025-03-12", Rehab.BACKWARD, "10005"),
        ("2025-03-12", Rehab.UNKNOWN, "1000"),
    ],
)
def test_prices_of_a_day(day: str, rehab: Rehab, price: str) -> None:
    factors = factors_on(date.fromisoformat(day), ACTIONS, rehab)
    assert factors.apply(Decimal(1000)) == Decimal(price)


def test_forward_and_backward_are_inverse() -> None:
    for action in ACTIONS:
        assert action.forward.then(action.backward).apply(Decimal("12.3")) == Decimal("12.3")
    assert factors_on(date(2026, 1, 1), (), Rehab.BACKWARD) == UNCHANGED


def test_text() -> None:
    assert SPLIT.text == "split 1:10"
    assert PAID.text == "dividend 0.5"
    both = Adjustment(
        date(2024, 1, 1),
        UNCHANGED,
        UNCHANGED,
        bonus=Ratio(Decimal(10), Decimal(8)),
        special_dividend=Decimal(20),
    )
    assert both.text == "bonus 10:8, special dividend 20"
