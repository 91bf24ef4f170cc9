from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.ranges import ANY, Range

TEN, TWENTY = Decimal(10), Decimal(20)


@pytest.mark.parametrize(
    ("wanted", "value", "holds"),
    [
        (ANY, 5, True),
        (ANY, None, True),
        (Range(TEN), TEN, True),
        (Range(TEN), Decimal("9.999"), False),
        (Range(high=TEN), 10, True),
        (Range(high=TEN), 11, False),
        (Range(TEN, TWENTY), 15, True),
        (Range(TEN, TWENTY), 21, False),
        (Range(TEN), None, False),
        (Range(TWENTY, TEN), 15, False),
    ],
)
def test_ends_are_included_and_the_unknown_is_in_no_range(
    wanted: Range, value: Decimal | int | None, holds: bool
) -> None:
    assert wanted.holds(value) is holds


@pytest.mark.parametrize(
    ("wanted", "says"), [(ANY, False), (Range(Decimal(0)), True), (Range(None, TEN), True)]
)
def test_a_range_knows_whether_it_says_anything(wanted: Range, says: bool) -> None:
    assert bool(wanted) is says
