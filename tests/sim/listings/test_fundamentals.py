"""What companies pay out is what their corporate actions say, in money for a share of today."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tui.domain.extras import EquityFigures
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.rehabs import Adjustment
from tui.sim.listings.corporate_actions import actions_of
from tui.sim.listings.fundamentals import dividends_of
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

D = Decimal


@pytest.mark.parametrize(
    ("code", "today", "ttm", "lfy"),
    [
        ("00700", "2026-11-20", "5.3", "4.5"),
        ("00700", "2026-05-14", "4.5", "4.5"),
        ("AAPL", "2026-11-23", "0.8", "1.03"),
        ("00005", "2024-12-31", "4.83", "2.58"),  # with a special dividend
        ("NVDA", "2024-11-20", "0.018", "0.004"),  # ten new shares for each old one in between
        ("01211", "2025-11-20", "1.4467", "1.0333"),  # paid for shares that became three the same day
        ("01810", "2026-11-20", "0", "0"),
    ],
)
def test_a_years_payments(code: str, today: str, ttm: str, lfy: str) -> None:
    day = date.fromisoformat(today)
    found = dividends_of(actions_of(SecurityId.parse(code), day + timedelta(days=1)), day)
    assert (found.ttm, found.lfy) == (D(ttm), D(lfy))


@pytest.mark.parametrize(("today", "ttm"), [("2026-05-14", "0"), ("2026-05-15", "5.3"), ("2027-05-15", "0")])
def test_a_payment_counts_from_its_ex_day_for_a_year(today: str, ttm: str) -> None:
    (last,) = (one for one in actions_of(SecurityId.parse("00700"), date.max) if one.ex_day.year == 2026)
    assert dividends_of([last], date.fromisoformat(today)).ttm == D(ttm)


@pytest.mark.parametrize("code", ["00700", "00005", "01211", "AAPL", "NVDA", "600519", "01810"])
@pytest.mark.parametrize(
    "moment", [datetime(2026, 11, 20, 3, tzinfo=UTC), datetime(2025, 7, 1, 3, tzinfo=UTC)]
)
def test_snapshots_agree_with_the_adjustments_anybody_may_ask_for(code: str, moment: datetime) -> None:
    id_ = SecurityId.parse(code)
    exchange = Exchange(UNIVERSE.only([id_]), seed=2, rate=1.0, start=moment.timestamp())
    told = exchange.market(id_).history.adjuster.adjustments
    figures, last = exchange.snapshot(id_).extras, exchange.last(id_)
    assert isinstance(figures, EquityFigures)
    today = moment.astimezone(zone_of(id_.market)).date()
    year = [one for one in told if (today - one.ex_day).days < 365]
    assert figures.dividend_ttm is not None
    assert abs(figures.dividend_ttm - sum((of_today(one, told) for one in year), D(0))) < D("0.0001")
    assert figures.dividend_yield_ttm == (figures.dividend_ttm / last * 100).quantize(D("0.001"))


def of_today(paid: Adjustment, told: tuple[Adjustment, ...]) -> Decimal:
    """What an action paid, as the forward factors of all since make it for a share of today."""
    money = (paid.dividend or D(0)) + (paid.special_dividend or D(0))
    for one in told:
        if one.ex_day >= paid.ex_day:
            money *= one.forward.a
    return money
