"""What a conditional order waits for, how long orders live, and what is wrong with either."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.domain.makers import order
from tests.domain.tickets import (
    CONNECT_DRAFT,
    CONNECT_FACTS,
    FACTS,
    REAL_DRAFT,
    REAL_FACTS,
    D,
    findings,
)
from tui.domain.orders import OrderType, Side, TimeInForce, Trail, TrailType
from tui.domain.rules import Field
from tui.domain.rules_trigger import rises_to

T = OrderType
HK = (REAL_DRAFT, REAL_FACTS)
LAST = FACTS.quote.last if FACTS.quote is not None else None
FIVE = Trail(TrailType.RATIO, D(5))
TODAY = date(2026, 11, 20)
STOP = {"type": T.STOP, "price": None, "trigger": D(430)}
SOUND: list[dict[str, Any]] = [
    STOP,
    {"type": T.STOP, "price": None, "trigger": D(400), "side": Side.SELL},
    {"type": T.STOP_LIMIT, "trigger": D(430), "price": D(440)},
    {"type": T.MARKET_IF_TOUCHED, "price": None, "trigger": D(400)},
    {"type": T.LIMIT_IF_TOUCHED, "trigger": D(430), "price": D(430), "side": Side.SELL},
    {"type": T.TRAILING_STOP, "price": None, "trail": FIVE},
    {"type": T.TRAILING_STOP, "price": None, "trail": Trail(TrailType.AMOUNT, D("0.123"))},
    {"type": T.TRAILING_STOP_LIMIT, "price": None, "trail": replace(FIVE, spread=D(0))},
    {"tif": TimeInForce.GTD, "expires_on": TODAY},
    {**STOP, "tif": TimeInForce.GTC},
]


@pytest.mark.parametrize("changes", SOUND)
def test_a_sound_condition_has_no_findings(changes: dict[str, Any]) -> None:
    assert findings(*HK, changes, {"today": TODAY}) == ()


@pytest.mark.parametrize(
    ("changes", "field", "cause"),
    [
        ({"trigger": D(430)}, Field.TRIGGER, "limit orders have no trigger price"),
        ({"trail": FIVE}, Field.TRIGGER, "limit orders do not trail"),
        ({**STOP, "trigger": None}, Field.TRIGGER, "enter a trigger price"),
        ({**STOP, "trigger": D("NaN")}, Field.TRIGGER, "enter a trigger price"),
        ({**STOP, "trigger": D(0)}, Field.TRIGGER, "more than zero"),
        ({**STOP, "trigger": D("430.1")}, Field.TRIGGER, "the step is 0.2 here: 430.0 or 430.2"),
        ({**STOP, "trail": FIVE}, Field.TRIGGER, "stop orders do not trail"),
        ({"type": T.TRAILING_STOP, "price": None}, Field.TRIGGER, "enter how far the order trails"),
        (
            {"type": T.TRAILING_STOP, "price": None, "trail": replace(FIVE, value=D(0))},
            Field.TRIGGER,
            "how far",
        ),
        (
            {"type": T.TRAILING_STOP, "price": None, "trail": replace(FIVE, value=D(100))},
            Field.TRIGGER,
            "no price",
        ),
        (
            {"type": T.TRAILING_STOP, "price": None, "trail": replace(FIVE, value=D("0.005"))},
            Field.TRIGGER,
            "2 decimals at most",
        ),
        (
            {"type": T.TRAILING_STOP, "price": None, "trail": replace(FIVE, spread=D(1))},
            Field.TRIGGER,
            "trailing stop orders have no spread",
        ),
        ({"type": T.TRAILING_STOP_LIMIT, "price": None, "trail": FIVE}, Field.TRIGGER, "enter the spread"),
        ({"tif": TimeInForce.GTD}, Field.TIF, "needs that day"),
        ({"tif": TimeInForce.GTD, "expires_on": date(2026, 11, 19)}, Field.TIF, "2026-11-19 is over"),
        ({"expires_on": TODAY}, Field.TIF, "only an order that is good till a day"),
    ],
)
def test_one_thing_wrong_is_the_one_thing_found(changes: dict[str, Any], field: Field, cause: str) -> None:
    (found,) = findings(*HK, changes, {"today": TODAY})
    assert (found.field, found.blocks) == (field, True)
    assert cause in found.cause


@pytest.mark.parametrize(
    ("changes", "cause", "nearest"),
    [
        ({"trigger": D(400)}, "a stop to buy waits above the last price 419.8", "420"),
        ({"trigger": LAST}, "above the last price", "420"),
        ({"side": Side.SELL}, "a stop to sell waits below the last price 419.8", "419.6"),
        ({"type": T.MARKET_IF_TOUCHED}, "a market if touched to buy waits below", "419.6"),
    ],
)
def test_a_trigger_on_the_wrong_side_is_told_before_it_acts_at_once(
    changes: dict[str, Any], cause: str, nearest: str
) -> None:
    (found,) = findings(*HK, {**STOP, **changes})
    assert (found.field, found.blocks, found.nearest) == (Field.TRIGGER, False, D(nearest))
    assert cause in found.cause


@pytest.mark.parametrize("known", [{"quote": None}, {"stale": True}])
def test_without_a_live_price_the_side_is_not_judged(known: dict[str, Any]) -> None:
    (found,) = findings(*HK, {**STOP, "trigger": D(400)}, known)
    assert (found.field, found.blocks) == (Field.TRIGGER, False)


def test_a_trigger_that_stays_may_have_been_reached_already() -> None:
    working = replace(order(), type=T.STOP_LIMIT, trigger_price=D(400))
    changes = {"type": T.STOP_LIMIT, "trigger": D(400)}
    assert findings(*HK, changes, {"amending": working}) == ()
    assert findings(*HK, {**changes, "trigger": D(401)}, {"amending": working}) != ()


def test_stock_connect_takes_only_what_becomes_a_limit_order() -> None:
    changes = {"type": T.STOP, "price": None, "trigger": D(1600)}
    (found,) = findings(CONNECT_DRAFT, CONNECT_FACTS, changes)
    assert found.field is Field.TYPE
    assert findings(CONNECT_DRAFT, CONNECT_FACTS, {"type": T.STOP_LIMIT, "trigger": D(1600)}) == ()


def test_the_side_of_every_type() -> None:
    sides = (Side.BUY, Side.SELL)
    above = {(kind, side) for kind in T if kind.needs_trigger for side in sides if rises_to(kind, side)}
    assert above == {
        (T.STOP, Side.BUY),
        (T.STOP_LIMIT, Side.BUY),
        (T.MARKET_IF_TOUCHED, Side.SELL),
        (T.LIMIT_IF_TOUCHED, Side.SELL),
    }
