"""The US: sessions, the broker's collar and caps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.domain.makers import account, position
from tests.domain.rows_ladders import CRUDE, PENNY_CALL
from tests.domain.rule_rows import (
    CONNECT,
    HK,
    MARKET,
    RICH,
    SELL,
    US,
    US_REAL,
    Base,
    D,
    Row,
    fine,
    real,
    said,
    us_at,
)
from tui.domain.accounts import AccountType, Firm
from tui.domain.markets import MarketState, TradeMarket
from tui.domain.options import IndexOptionType, OptionTerms, OptionType
from tui.domain.orders import OrderType, TimeInForce, TradeSession
from tui.domain.rules import Check, Field

T, S, V = OrderType, MarketState, TradeSession
PHASE, QTY, COLLAR = Check.PHASE, Check.QUANTITY, Check.COLLAR
MARGIN: Base = (US[0], replace(US[1], account=account(TradeMarket.US, type=AccountType.MARGIN)))
OPTION = real(PENNY_CALL, TradeMarket.US)
FUTURE = real(CRUDE, TradeMarket.FUTURES)
QUIET: dict[str, Any] = {"book": None, "funds": None}
ETH = {"session": V.ETH}
FUTU, MOOMOO, AUSTRALIA, JAPAN = (
    real(US, TradeMarket.US, firm=firm)
    for firm in (Firm.FUTU_HK, Firm.MOOMOO_US, Firm.MOOMOO_AU, Firm.MOOMOO_JP)
)
INDEX_OPTION: Base = (
    OPTION[0],
    replace(
        OPTION[1],
        instrument=None
        if OPTION[1].instrument is None
        else replace(
            OPTION[1].instrument,
            option=OptionTerms(OptionType.CALL, D(190), None, IndexOptionType.NORMAL),
        ),
    ),
)


def hours(name: str, base: Base, changes: dict[str, Any], words: str) -> Row:
    known = {**QUIET, "market_state": None}
    return said(PHASE, name, base, changes, known, (Field.SESSION, words), blocks=True)


def waits(name: str, base: Base, moment: dict[str, Any], words: str, **changes: Any) -> Row:
    return said(PHASE, name, base, changes, {**QUIET, **moment}, (Field.CODE, words), blocks=False)


def taken(name: str, base: Base, moment: dict[str, Any], **changes: Any) -> Row:
    return fine(PHASE, name, base, changes, {**QUIET, **moment})


def most(name: str, base: Base, qty: int, words: str, *legal: str, blocks: bool = True) -> Row:
    return said(
        QTY, name, base, {"qty": D(qty), "price": D(1)}, RICH_FAR, (Field.QTY, words), *legal, blocks=blocks
    )


RICH_FAR: dict[str, Any] = {**QUIET, "positions_known": True, "position": position("-9000000")}
"""What is bought back is not held against the broker's collar, so that a round price serves."""

SESSIONS = [
    *(
        fine(
            PHASE,
            f"session {one.name.lower()} of a limit order",
            US_REAL,
            {"session": one},
            {"market_state": None},
        )
        for one in V
        if one is not V.UNKNOWN
    ),
    hours("a session nobody knows", US_REAL, {"session": V.UNKNOWN}, "choose a session"),
    hours("no sessions in Hong Kong", HK, ETH, "sessions exist for US stocks and options only"),
    hours("no sessions on the mainland", CONNECT, {"session": V.RTH}, "sessions exist for US stocks"),
    hours("no sessions for futures", FUTURE, {**ETH, "qty": D(1)}, "US stocks and options only"),
    hours("an option outside regular hours", OPTION, {**ETH, "qty": D(1)}, "options trade in regular hours"),
    fine(PHASE, "an index option outside regular hours", INDEX_OPTION, {**ETH, "qty": D(1)}, QUIET),
    fine(PHASE, "an option in regular hours", OPTION, {"session": V.RTH, "qty": D(1)}, QUIET),
    *(
        hours(
            f"market order for {one.name.lower()}",
            US_REAL,
            {**MARKET, "session": one},
            "limit orders are taken",
        )
        for one in (V.ETH, V.OVERNIGHT, V.ALL)
    ),
    hours(
        "stop limit for extended hours",
        US_REAL,
        {**ETH, "type": T.STOP_LIMIT, "trigger": D(195)},
        "outside regular hours limit orders are taken only",
    ),
    fine(PHASE, "extended hours till cancelled", US_REAL, {**ETH, "tif": TimeInForce.GTC}),
    said(
        PHASE,
        "extended hours till a day",
        US_REAL,
        {**ETH, "tif": TimeInForce.GTD, "expires_on": us_at("2026-11-25 12:00", S.AFTERNOON)["now"].date()},
        QUIET,
        (Field.SESSION, "orders live for the day or are GTC"),
        blocks=True,
    ),
    hours("no nights on paper", US, {"session": V.OVERNIGHT}, "paper trading has no overnight session"),
    hours("not around the clock on paper", US, {"session": V.ALL}, "paper trading has no overnight session"),
    said(
        PHASE,
        "extended hours in a paper cash account",
        US,
        ETH,
        {},
        (Field.SESSION, "on paper only margin accounts are known to trade"),
        blocks=False,
    ),
    fine(PHASE, "extended hours in a paper margin account", MARGIN, ETH),
]

DAY = [
    taken("regular hours", US_REAL, us_at("09:30", S.AFTERNOON)),
    taken("extended order before the open", US_REAL, us_at("08:00", S.PRE_MARKET), **ETH),
    taken("extended order after the close", US_REAL, us_at("17:00", S.AFTER_HOURS), **ETH),
    taken("overnight order at night", US_REAL, us_at("22:00", S.OVERNIGHT), session=V.OVERNIGHT),
    taken("any hour at night", US_REAL, us_at("2026-11-24 03:59", S.OVERNIGHT), session=V.ALL),
    waits(
        "regular order before the open",
        US_REAL,
        us_at("08:00", S.PRE_MARKET),
        "it waits until 09:30 New York",
    ),
    waits("regular order after the close", US_REAL, us_at("17:00", S.AFTER_HOURS), "next session, Tue 09:30"),
    waits("extended order at night", US_REAL, us_at("22:00", S.OVERNIGHT), "next session, Tue 04:00", **ETH),
    waits("overnight order by day", US_REAL, us_at("12:00", S.AFTERNOON), "until 20:00", session=V.OVERNIGHT),
    waits("weekend", US_REAL, us_at("2026-11-28 12:00", S.CLOSED), "next session, Mon 09:30"),
    waits(
        "all hours at the weekend", US_REAL, us_at("2026-11-28 12:00", S.CLOSED), "Sun 20:00", session=V.ALL
    ),
    waits("early close", US_REAL, us_at("2026-11-27 14:00", S.AFTER_HOURS), "next session, Mon 09:30"),
    said(
        Check.ORDER_TYPE,
        "market order before the open",
        US_REAL,
        MARKET,
        {**QUIET, **us_at("08:00", S.PRE_MARKET)},
        (Field.TYPE, "during regular hours only"),
        blocks=True,
    ),
    said(
        Check.ORDER_TYPE,
        "market order after the close",
        US_REAL,
        MARKET,
        {**QUIET, **us_at("17:00", S.AFTER_HOURS)},
        (Field.TYPE, "during regular hours only"),
        blocks=True,
    ),
    waits("option after the close", OPTION, us_at("17:00", S.CLOSED), "next session, Tue 09:30", qty=D(1)),
    taken("Globex in the evening", FUTURE, us_at("19:00", S.FUTURE_OPEN), qty=D(1)),
    waits("Globex break", FUTURE, us_at("17:30", S.FUTURE_BREAK), "until 17:00 Chicago time", qty=D(1)),
]

COLLARS = [
    fine(COLLAR, "40 % above", US, {"price": D(266)}, QUIET),
    said(
        COLLAR,
        "more than 40 % above",
        US,
        {"price": D("266.01")},
        QUIET,
        (Field.PRICE, "more than 40% from the last price 190: the broker may refuse"),
        "266",
        blocks=False,
    ),
    fine(COLLAR, "40 % below", US, {"price": D(114)}, QUIET),
    said(
        COLLAR,
        "more than 40 % below",
        US,
        {"price": D("113.99")},
        QUIET,
        (Field.PRICE, "more than 40%"),
        "114",
        blocks=False,
    ),
    fine(
        COLLAR, "what closes has no such collar", US, {**SELL, "price": D(400)}, {"position": position("10")}
    ),
]

CAPS = [
    fine(QTY, "one share", US, {"qty": D(1)}),
    fine(QTY, "500,000 shares", FUTU, {"qty": D(500_000), "price": D(1)}, RICH_FAR),
    most("more than 500,000 shares", FUTU, 500_001, "at most 500,000 shares in one order", "500000"),
    most("more than a firm may take", JAPAN, 500_001, "may refuse more than 500,000", "500000", blocks=False),
    most("more than paper may take", US, 500_001, "may refuse more than 500,000", "500000", blocks=False),
    fine(QTY, "no cap in Australia", AUSTRALIA, {"qty": D(600_000), "price": D(1)}, RICH_FAR),
    fine(QTY, "five million dollars", FUTU, {"qty": D(20_000), "price": D(250)}, QUIET),
    said(
        QTY,
        "more than five million dollars",
        FUTU,
        {"qty": D(20_001), "price": D(250)},
        QUIET,
        (Field.QTY, "at most USD 5,000,000 in one order at this broker"),
        "20000",
        blocks=True,
    ),
    fine(QTY, "ten million dollars in the US", MOOMOO, {"qty": D(40_000), "price": D(250)}, QUIET),
    said(
        QTY,
        "more than ten million dollars",
        MOOMOO,
        {"qty": D(40_001), "price": D(250)},
        QUIET,
        (Field.QTY, "at most USD 10,000,000"),
        "40000",
        blocks=True,
    ),
    said(
        QTY,
        "no part of a share",
        US,
        {"qty": D("1.5")},
        RICH,
        (Field.QTY, "a whole number"),
        "1",
        "2",
        blocks=True,
    ),
]

US_ROWS = [*SESSIONS, *DAY, *COLLARS, *CAPS]
