from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tui.domain.day_pl import DayLine, day_pl
from tui.domain.markets import Currency

D = Decimal


def line(
    qty: str, bought: str | None = "0", paid: str | None = "0", currency: Currency = Currency.HKD, **more: Any
) -> DayLine:
    prices = {"last": D(110), "prev_close": D(100), **more}
    return DayLine(
        currency, D(qty), None if bought is None else D(bought), None if paid is None else D(paid), **prices
    )


@pytest.mark.parametrize(
    ("one", "pl"),
    [
        (line("100"), 1000),  # held overnight
        (line("-100"), -1000),  # short overnight
        (line("100", "100", "10500"), 500),  # bought today at 105
        (line("0", "-100", "-10500"), 500),  # held overnight, sold today at 105
        (line("0", "0", "200"), -200),  # bought at 107 and sold at 105
        (line("0", "0", "200", last=None, prev_close=None), -200),  # flat: no price is needed
        (line("150", "50", "5000"), 1500),  # 100 overnight, 50 more at 100
        (line("-100", "-200", "-21000"), 0),  # 100 overnight and 200 sold at 105: now short at 110
        (line("2", multiplier=D(50)), 1000),
    ],
)
def test_what_the_day_made(one: DayLine, pl: int) -> None:
    assert one.pl == pl
    assert day_pl([one], Currency.HKD) == pl


@pytest.mark.parametrize(
    "unknown",
    [
        line("100", last=None),
        line("100", prev_close=None),
        line("100", bought=None, paid=None),
        line("100", multiplier=None),
    ],
)
def test_what_cannot_be_worked_out_is_unknown_unless_opend_tells(unknown: DayLine) -> None:
    assert unknown.pl is None
    assert day_pl([line("100"), unknown], Currency.HKD) is None


def test_opend_s_own_figure_counts_only_where_ours_cannot_be_had() -> None:
    assert line("100", last=None, told=D(7)).pl == 7
    assert line("100", told=D(7)).pl == 1000


@pytest.mark.parametrize(
    ("other", "pl"),
    [(line("100", currency=Currency.USD), 1000), (line("-100", currency=Currency.USD), None)],
)
def test_another_currency_never_makes_the_day_better(other: DayLine, pl: int | None) -> None:
    assert day_pl([line("100"), other], Currency.HKD) == pl


def test_a_day_without_anything_is_zero() -> None:
    assert day_pl([], Currency.HKD) == 0
