from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.ids import SecurityId
from tui.domain.ranks import Bound, Heat, HeatField, HotSecurity, Interval


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [
        (None, None, True),
        (Bound(Decimal(5)), None, True),
        (Bound(Decimal(5), included=False), None, False),
        (None, Bound(Decimal(5)), True),
        (None, Bound(Decimal(5), included=False), False),
        (Bound(Decimal(6)), None, False),
        (None, Bound(Decimal(4)), False),
        (Bound(Decimal(4)), Bound(Decimal(6)), True),
    ],
)
def test_an_interval_and_its_ends(low: Bound | None, high: Bound | None, inside: bool) -> None:
    assert Interval(low, high).holds(Decimal(5)) is inside


def test_columns_of_the_hot_list() -> None:
    trade, search, news, average = heats = [Heat(Decimal(n)) for n in range(4)]
    row = HotSecurity(SecurityId.parse("700"), "", trade, search, news, average)
    assert [row.heat(field) for field in list(HeatField)[1:]] == heats
    assert row.heat(HeatField.UNKNOWN) == row.average
