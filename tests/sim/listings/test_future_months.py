"""Contract months and their last days, as the exchanges' calendars have them."""

from __future__ import annotations

from datetime import date

import pytest

from tui.sim.listings.future_months import Months, index_months_hk, index_months_us, metal_months, oil_months


@pytest.mark.parametrize(
    ("months", "today", "expected"),
    [
        (index_months_hk, date(2026, 11, 20), ["2611", "2612", "2703", "2706"]),
        (index_months_hk, date(2026, 11, 30), ["2612", "2701", "2703", "2706"]),
        (index_months_hk, date(2026, 12, 1), ["2612", "2701", "2703", "2706"]),
        (index_months_us, date(2026, 11, 20), ["2612", "2703", "2706"]),
        (index_months_us, date(2026, 12, 19), ["2703", "2706", "2709"]),
        (oil_months, date(2026, 11, 21), ["2701", "2702", "2703", "2704"]),
        (oil_months, date(2026, 11, 20), ["2612", "2701", "2702", "2703"]),
        (metal_months, date(2026, 11, 20), ["2612", "2702", "2704"]),
    ],
)
def test_months_of_a_day(months: Months, today: date, expected: list[str]) -> None:
    found = months(today)
    assert [month.code for month in found] == expected
    assert all(month.last_day >= today for month in found)


@pytest.mark.parametrize(
    ("months", "code", "last_day"),
    [
        (index_months_hk, "2611", date(2026, 11, 27)),
        (index_months_hk, "2612", date(2026, 12, 30)),
        (index_months_us, "2612", date(2026, 12, 18)),
        (oil_months, "2701", date(2026, 12, 22)),
        (metal_months, "2612", date(2026, 12, 29)),
    ],
)
def test_last_days(months: Months, code: str, last_day: date) -> None:
    assert {month.code: month.last_day for month in months(date(2026, 11, 20))}[code] == last_day
