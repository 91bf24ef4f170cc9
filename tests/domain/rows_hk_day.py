"""A day in Hong Kong: auctions, lunch, the close, and when an order is sent that is not taken now."""

from __future__ import annotations

from typing import Any

from tests.domain.makers import order
from tests.domain.rows_ladders import MHI
from tests.domain.rule_rows import (
    BOND,
    HK,
    HK_REAL,
    MARKET,
    WARRANT,
    Base,
    D,
    Row,
    fine,
    hk_at,
    real,
    said,
)
from tui.domain.markets import MarketState, TradeMarket
from tui.domain.orders import OrderType
from tui.domain.rules import Check, Field

T, S = OrderType, MarketState
PHASE, TYPE = Check.PHASE, Check.ORDER_TYPE
AO: dict[str, Any] = {"type": T.AUCTION, "price": None}
ALO: dict[str, Any] = {"type": T.AUCTION_LIMIT, "price": D("419.8")}
FUTURE = real(MHI, TradeMarket.FUTURES)
FUTURE_AO: dict[str, Any] = {**AO, "qty": D(1)}
ONE = {"qty": D(1)}
QUIET = {"book": None, "funds": None}


def waits(name: str, base: Base, moment: dict[str, Any], words: str, **changes: Any) -> Row:
    return said(PHASE, name, base, changes, {**QUIET, **moment}, (Field.CODE, words), blocks=False)


def refused(name: str, base: Base, moment: dict[str, Any], words: str, **changes: Any) -> Row:
    return said(TYPE, name, base, changes, {**QUIET, **moment}, (Field.TYPE, words), blocks=True)


def taken(name: str, base: Base, moment: dict[str, Any], **changes: Any) -> Row:
    return fine(PHASE, name, base, changes, {**QUIET, **moment})


def amended(name: str, base: Base, moment: dict[str, Any], words: str) -> Row:
    working = {**QUIET, **moment, "amending": order()}
    return said(PHASE, name, base, {}, working, (Field.CODE, words), blocks=False)


ONLY = "during an auction only"
AUCTIONS = [
    taken("auction order in the input", HK_REAL, hk_at("09:05", S.AUCTION), **AO),
    taken("auction limit in the input", HK_REAL, hk_at("09:14", S.AUCTION), **ALO),
    waits("auction order past 09:15", HK_REAL, hk_at("09:15", S.AUCTION), "neither amended nor", **AO),
    waits("auction limit past 09:15", HK_REAL, hk_at("09:19", S.AUCTION), "before the match", **ALO),
    waits("random match", HK_REAL, hk_at("09:21", S.WAITING_OPEN), "any second until 09:22", **AO),
    refused("auction order before the open", HK_REAL, hk_at("09:22", S.WAITING_OPEN), ONLY, **AO),
    refused("auction order, clockless wait", HK_REAL, {"market_state": S.WAITING_OPEN}, ONLY, **AO),
    refused("auction order before the auction", HK_REAL, hk_at("08:59", S.CLOSED), ONLY, **AO),
    refused("auction order in the morning", HK_REAL, hk_at("09:30", S.MORNING), ONLY, **AO),
    refused("auction limit in the afternoon", HK_REAL, hk_at("15:59", S.AFTERNOON), ONLY, **ALO),
    refused("auction order at lunch", HK_REAL, hk_at("12:15", S.REST), ONLY, **AO),
    refused("reference price", HK_REAL, hk_at("16:00", S.CLOSING_AUCTION_HK), ONLY, **AO),
    taken("closing auction", HK_REAL, hk_at("16:01", S.CLOSING_AUCTION_HK), **AO),
    taken("closing auction limit", HK_REAL, hk_at("16:05", S.CLOSING_AUCTION_HK), **ALO),
    waits("closing past 16:06", HK_REAL, hk_at("16:06", S.CLOSING_AUCTION_HK), "neither", **AO),
    waits("random close", HK_REAL, hk_at("16:09", S.CLOSING_AUCTION_HK), "any second until 16:10", **AO),
    refused("after the close", HK_REAL, hk_at("16:10", S.CLOSED), ONLY, **AO),
    taken("half day", HK_REAL, hk_at("2026-12-24 12:03", S.CLOSING_AUCTION_HK), **AO),
    refused(
        "warrant in an auction",
        real(WARRANT, TradeMarket.HK),
        hk_at("09:05", S.AUCTION),
        "warrants, bull/bear contracts and bonds take no part",
        **AO,
    ),
    refused(
        "bond in an auction",
        real(BOND, TradeMarket.HK),
        hk_at("09:05", S.AUCTION),
        "bonds take no part",
        **AO,
    ),
]

MARKET_ORDERS = [
    taken("market order in the morning", HK, hk_at("09:30", S.MORNING), **MARKET),
    taken("market order in the afternoon", HK, hk_at("13:00", S.AFTERNOON), **MARKET),
    *(
        refused(f"market order at {time}", HK, hk_at(time, state), "during continuous trading only", **MARKET)
        for time, state in (
            ("08:00", S.CLOSED),
            ("09:05", S.AUCTION),
            ("09:25", S.WAITING_OPEN),
            ("12:15", S.REST),
            ("12:45", S.REST),
            ("16:03", S.CLOSING_AUCTION_HK),
            ("18:00", S.CLOSED),
        )
    ),
    refused(
        "market order by the clock alone",
        HK,
        {"now": hk_at("12:15", S.REST)["now"], "market_state": None},
        "during continuous trading only",
        **MARKET,
    ),
]

LIMIT_ORDERS = [
    taken("limit in the morning", HK, hk_at("11:59", S.MORNING)),
    taken("limit in the afternoon", HK, hk_at("15:59", S.AFTERNOON)),
    waits("before the day", HK, hk_at("08:30", S.CLOSED), "waits until 09:30 Hong Kong time"),
    waits("in the opening auction", HK, hk_at("09:05", S.AUCTION), "opening auction: it waits until 09:30"),
    waits("before the open", HK, hk_at("09:25", S.WAITING_OPEN), "before the open: it waits until 09:30"),
    waits("early lunch", HK, hk_at("12:15", S.REST), "lunch: it waits until 13:00"),
    waits("late lunch", HK, hk_at("12:45", S.REST), "lunch: it waits until 13:00"),
    waits("in the closing auction", HK, hk_at("16:03", S.CLOSING_AUCTION_HK), "next session, Tue 09:30"),
    waits("in the evening", HK, hk_at("18:00", S.CLOSED), "not open (closed): it waits for the next session"),
    waits("on Friday evening", HK, hk_at("2026-11-27 18:00", S.CLOSED), "Mon 09:30 Hong Kong time at the"),
    waits("on Saturday", HK, hk_at("2026-11-28 10:00", S.CLOSED), "Mon 09:30 Hong Kong time"),
    waits("on a holiday", HK, hk_at("10:30", S.CLOSED), "next session, Tue 09:30"),
    waits("lunch of a half day", HK, hk_at("2026-12-24 12:30", S.CLOSED), "next session, Fri 09:30"),
    waits("closed, no clock", HK, {"market_state": S.CLOSED}, "it waits for the market to open"),
    waits("by the clock alone", HK, {**hk_at("12:15", S.REST), "market_state": None}, "until 13:00"),
    waits(
        "conditional at lunch", HK_REAL, hk_at("12:15", S.REST), "lunch", type=T.STOP_LIMIT, trigger=D(430)
    ),
]

AMENDMENTS = [
    fine(
        PHASE, "amended in the morning", HK, {}, {**QUIET, **hk_at("10:00", S.MORNING), "amending": order()}
    ),
    amended("amended past 09:15", HK, hk_at("09:16", S.AUCTION), "no amendments before 09:30"),
    amended("amended before the open", HK, hk_at("09:25", S.WAITING_OPEN), "no amendments before 09:30"),
    amended("amended early at lunch", HK, hk_at("12:15", S.REST), "lunch: Hong Kong takes no amendments"),
    amended("amended late at lunch", HK, hk_at("12:45", S.REST), "no amendments before 13:00 Hong Kong time"),
    amended("amended past 16:06", HK, hk_at("16:07", S.CLOSING_AUCTION_HK), "until the next session"),
]

FUTURES = [
    taken("auction order before the day", FUTURE, hk_at("08:50", S.FUTURE_DAY_WAIT), **FUTURE_AO),
    taken("auction order before the afternoon", FUTURE, hk_at("12:40", S.FUTURE_DAY_BREAK), **FUTURE_AO),
    taken("limit before the day", FUTURE, hk_at("08:50", S.FUTURE_DAY_WAIT), **ONE),
    refused("auction order in the day", FUTURE, hk_at("10:00", S.FUTURE_DAY_OPEN), ONLY, **FUTURE_AO),
    refused("auction order early at lunch", FUTURE, hk_at("12:10", S.FUTURE_DAY_BREAK), ONLY, **FUTURE_AO),
    waits("limit in the break", FUTURE, hk_at("12:10", S.FUTURE_DAY_BREAK), "until 13:00", **ONE),
    taken("night session", FUTURE, hk_at("22:00", S.NIGHT_OPEN), **ONE),
    taken("night session past midnight", FUTURE, hk_at("2026-11-28 02:00", S.NIGHT_OPEN), **ONE),
    waits("between the sessions", FUTURE, hk_at("16:45", S.FUTURE_DAY_CLOSE), "waits until 17:15", **ONE),
]

HK_DAY_ROWS = [*AUCTIONS, *MARKET_ORDERS, *LIMIT_ORDERS, *AMENDMENTS, *FUTURES]
