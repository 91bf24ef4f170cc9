"""A short sale in Hong Kong lives for the day; where nothing is sold short, and elsewhere, it may not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.makers import position
from tests.domain.rule_rows import HK_REAL, SELL, US_REAL, Base, D, clock
from tests.domain.tickets import brief, findings, limits
from tui.domain.orders import TimeInForce
from tui.domain.rules import Field

LENT: dict[str, Any] = {"max_quantities": limits(sell="100", short="1000")}
SHORT: dict[str, Any] = {**SELL, "price": D(420), "qty": D(200), "tif": TimeInForce.GTC}


def lives(base: Base, changes: dict[str, Any], known: dict[str, Any]) -> list[str]:
    found = brief(findings(*base, changes, known))
    return [cause for field, blocks, cause in found if field is Field.TIF and blocks]


def test_a_short_sale_in_hong_kong_lives_for_the_day() -> None:
    assert lives(HK_REAL, SHORT, LENT) == ["short sales in Hong Kong live for the day only"]
    assert lives(HK_REAL, {**SHORT, "tif": TimeInForce.DAY}, LENT) == []


def test_what_is_held_may_be_sold_for_longer() -> None:
    assert lives(HK_REAL, {**SHORT, "qty": D(100)}, LENT) == []
    assert lives(HK_REAL, SHORT, {"position": position("200")}) == []


def test_a_short_sale_in_the_us_may_live_longer() -> None:
    changes = {**SELL, "tif": TimeInForce.GTC}
    assert lives(US_REAL, changes, {"position": None}) == []


@pytest.mark.parametrize(("time", "over"), [("23:00", []), ("2026-11-24 00:30", ["the last day"])])
def test_the_clock_tells_the_day_when_nobody_else_does(time: str, over: list[str]) -> None:
    now = clock(time)
    changes = {"tif": TimeInForce.GTD, "expires_on": clock("12:00").date()}
    found = lives(HK_REAL, changes, {"now": now, "market_state": None})
    assert [cause[:12] for cause in found] == over
