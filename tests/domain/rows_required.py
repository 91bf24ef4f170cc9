"""Fields that a type of order must have, or must not: price, trigger, trail, spread."""

from __future__ import annotations

from typing import Any

from tests.domain.rows_ladders import MHI, PENNY_CALL
from tests.domain.rule_rows import HK, HK_REAL, SELL, US_REAL, D, Row, blocked, fine, real, warned
from tui.domain.markets import TradeMarket
from tui.domain.orders import OrderType, Trail, TrailType
from tui.domain.rules import Check, Field

T = OrderType
FUTURE = real(MHI, TradeMarket.FUTURES)
STOP: dict[str, Any] = {"type": T.STOP, "price": None, "trigger": D(430)}
TRAIL: dict[str, Any] = {"type": T.TRAILING_STOP, "price": None}


def ratio(value: str, spread: str | None = None) -> Trail:
    return Trail(TrailType.RATIO, D(value), None if spread is None else D(spread))


def amount(value: str) -> Trail:
    return Trail(TrailType.AMOUNT, D(value))


def required_rows() -> list[Row]:
    """Return the rows of prices, triggers and trails."""
    check, field = Check.REQUIRED, Field.TRIGGER
    places = "a trail has {} decimals at most here"
    rows = [
        blocked(check, "no price", HK, {"price": None}, {}, Field.PRICE, "enter a price"),
        blocked(check, "no number", HK, {"price": D("NaN")}, {}, Field.PRICE, "enter a price"),
        fine(check, "a stop", HK_REAL, STOP),
        blocked(
            check,
            "a stop without a trigger",
            HK_REAL,
            {**STOP, "trigger": None},
            {},
            field,
            "enter a trigger",
        ),
        blocked(
            check, "a limit with a trigger", HK_REAL, {"trigger": D(430)}, {}, field, "have no trigger price"
        ),
        blocked(check, "a limit that trails", HK_REAL, {"trail": ratio("5")}, {}, field, "do not trail"),
        blocked(
            check,
            "a trigger off its step",
            HK_REAL,
            {**STOP, "trigger": D("430.1")},
            {},
            field,
            "step is 0.2",
            "430",
            "430.2",
        ),
        warned(
            check,
            "a buy stop below",
            HK_REAL,
            {**STOP, "trigger": D(400)},
            {},
            field,
            "above the last",
            "420",
        ),
        warned(
            check,
            "a buy stop at the last price",
            HK_REAL,
            {**STOP, "trigger": D("419.8")},
            {},
            field,
            "above",
            "420",
        ),
        warned(
            check, "a sell stop above", HK_REAL, {**STOP, **SELL}, {}, field, "below the last price", "419.6"
        ),
        fine(check, "a sell stop below", HK_REAL, {**STOP, **SELL, "trigger": D(400)}),
        warned(
            check,
            "a touched buy above",
            HK_REAL,
            {**STOP, "type": T.MARKET_IF_TOUCHED},
            {},
            field,
            "waits below",
            "419.6",
        ),
        warned(
            check,
            "a touched sell below",
            HK_REAL,
            {"type": T.LIMIT_IF_TOUCHED, "trigger": D(400), "price": D(400), **SELL},
            {},
            field,
            "waits above",
            "420",
        ),
        fine(check, "a trail of 5 %", HK_REAL, {**TRAIL, "trail": ratio("5")}),
        blocked(check, "no trail", HK_REAL, TRAIL, {}, field, "enter how far the order trails"),
        blocked(check, "a trail of nothing", HK_REAL, {**TRAIL, "trail": ratio("0")}, {}, field, "how far"),
        blocked(
            check, "a trail of all", HK_REAL, {**TRAIL, "trail": ratio("100")}, {}, field, "leaves no price"
        ),
        blocked(
            check,
            "a fine ratio",
            HK_REAL,
            {**TRAIL, "trail": ratio("5.125")},
            {},
            field,
            "2 decimals",
            "5.12",
            "5.13",
        ),
        fine(check, "a trail of three decimals", HK_REAL, {**TRAIL, "trail": amount("1.125")}),
        blocked(
            check,
            "a fine trail",
            HK_REAL,
            {**TRAIL, "trail": amount("1.1259")},
            {},
            field,
            places.format(3),
            "1.126",
            "1.125",
        ),
        fine(check, "a US trail of four decimals", US_REAL, {**TRAIL, "trail": amount("1.1259")}),
        blocked(
            check,
            "a fine trail of an option",
            real(PENNY_CALL, TradeMarket.US),
            {**TRAIL, "qty": D(1), "trail": amount("1.125")},
            {},
            field,
            places.format(2),
            "1.12",
            "1.13",
        ),
        fine(check, "a trail of a future", FUTURE, {**TRAIL, "qty": D(1), "trail": amount("1.123456789")}),
        blocked(
            check, "a trail beyond zero", HK_REAL, {**TRAIL, "trail": amount("420")}, {}, field, "leaves none"
        ),
        blocked(
            check,
            "a spread of a stop",
            HK_REAL,
            {**TRAIL, "trail": ratio("5", "1")},
            {},
            field,
            "have no spread",
        ),
    ]
    spread = {"type": T.TRAILING_STOP_LIMIT, "price": None}
    return [
        *rows,
        fine(check, "a spread", HK_REAL, {**spread, "trail": ratio("5", "0.125")}),
        blocked(check, "no spread", HK_REAL, {**spread, "trail": ratio("5")}, {}, field, "enter the spread"),
        blocked(
            check,
            "a fine spread",
            HK_REAL,
            {**spread, "trail": ratio("5", "0.1259")},
            {},
            field,
            "3 decimals",
            "0.126",
            "0.125",
        ),
    ]
