"""What no market decides: account, required fields, triggers, limits, money, shorts, note, pace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.domain.makers import account, funds, order, position
from tests.domain.rows_ladders import HK_CALL, MHI, PENNY_CALL
from tests.domain.rule_rows import (
    HK,
    HK_REAL,
    MARKET,
    RICH,
    SELL,
    US,
    US_REAL,
    Base,
    D,
    Row,
    fine,
    listing,
    real,
    said,
)
from tests.domain.tickets import limits, quote
from tui.domain.accounts import AccountStatus, Env, Firm, PaperKind
from tui.domain.book import Book
from tui.domain.limits import Limits
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side, TimeInForce, Trail, TrailType
from tui.domain.rules import Check, Field

T = OrderType
FUTURE = real(MHI, TradeMarket.FUTURES)
STOP: dict[str, Any] = {"type": T.STOP, "price": None, "trigger": D(430)}
TRAIL: dict[str, Any] = {"type": T.TRAILING_STOP, "price": None}
TODAY = {"today": date(2026, 11, 23)}
GTD = {"tif": TimeInForce.GTD}


def blocked(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    words: str,
    *legal: str,
) -> Row:
    return said(check, name, base, changes, known, (field, words), *legal, blocks=True)


def warned(
    check: Check,
    name: str,
    base: Base,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    words: str,
    *legal: str,
) -> Row:
    return said(check, name, base, changes, known, (field, words), *legal, blocks=False)


def ratio(value: str, spread: str | None = None) -> Trail:
    return Trail(TrailType.RATIO, D(value), None if spread is None else D(spread))


def amount(value: str) -> Trail:
    return Trail(TrailType.AMOUNT, D(value))


def _permission() -> list[Row]:
    check = Check.PERMISSION
    paper_futures = replace(account(TradeMarket.HK), paper_kind=PaperKind.FUTURES)
    return [
        fine(check, "an account for its market", HK),
        fine(check, "a real account for its market", HK_REAL),
        blocked(check, "no account", HK, {"acc_id": None}, {}, Field.ACCOUNT, "choose an account"),
        blocked(check, "paper for real", HK, {"env": Env.REAL}, {}, Field.ACCOUNT, "does not match"),
        blocked(check, "another account", HK, {"acc_id": 5}, {}, Field.ACCOUNT, "does not match"),
        blocked(
            check,
            "a US account",
            HK,
            {},
            {"account": account(TradeMarket.US)},
            Field.ACCOUNT,
            "HK stocks, only US",
        ),
        blocked(check, "a HK account", US, {}, {"account": account()}, Field.ACCOUNT, "US stocks, only HK"),
        blocked(
            check,
            "securities for futures",
            MHI,
            {"qty": D(1)},
            {"account": account()},
            Field.ACCOUNT,
            "HK futures",
        ),
        blocked(
            check,
            "a paper futures account",
            HK,
            {},
            {"account": paper_futures},
            Field.ACCOUNT,
            "may not trade",
        ),
        blocked(
            check,
            "a disabled account",
            HK,
            {},
            {"account": replace(account(), status=AccountStatus.DISABLED)},
            Field.ACCOUNT,
            "disabled at the broker",
        ),
        blocked(
            check, "an index", HK, {}, listing("HK.800000", SecurityType.INDEX), Field.CODE, "is an index"
        ),
        blocked(check, "a code nobody knows", HK, {}, {"instrument": None}, Field.CODE, "is not known"),
        warned(
            check, "a suspended share", HK, {}, {"quote": quote(suspended=True)}, Field.CODE, "is suspended"
        ),
    ]


def _required() -> list[Row]:
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


def _lives() -> list[Row]:
    check, field = Check.TIME_IN_FORCE, Field.TIF
    short = {**SELL, "price": D(420), "tif": TimeInForce.GTC, "qty": D(100)}
    return [
        fine(check, "till a day", HK_REAL, {**GTD, "expires_on": date(2026, 11, 27)}, TODAY),
        fine(check, "till today", HK_REAL, {**GTD, "expires_on": date(2026, 11, 23)}, TODAY),
        fine(check, "ninety days", HK_REAL, {**GTD, "expires_on": date(2027, 2, 19)}, TODAY),
        blocked(check, "till no day", HK_REAL, GTD, TODAY, field, "needs that day"),
        blocked(
            check,
            "till yesterday",
            HK_REAL,
            {**GTD, "expires_on": date(2026, 11, 20)},
            TODAY,
            field,
            "is over",
        ),
        warned(
            check,
            "till a Saturday",
            HK_REAL,
            {**GTD, "expires_on": date(2026, 11, 28)},
            TODAY,
            field,
            "is a weekend",
        ),
        warned(
            check,
            "91 days",
            HK_REAL,
            {**GTD, "expires_on": date(2027, 2, 22)},
            TODAY,
            field,
            "90 days at most: until 2027-02-21",
        ),
        blocked(
            check,
            "a last day of a day order",
            HK_REAL,
            {"expires_on": date(2026, 11, 27)},
            TODAY,
            field,
            "GTD",
        ),
        fine(check, "a sale of what is held may live longer", HK_REAL, short, TODAY),
    ]


def _money() -> list[Row]:
    check, field = Check.POWER, Field.QTY
    return [
        fine(check, "what the money buys", HK, {"qty": D(2300)}),
        blocked(
            check,
            "more than the money buys",
            HK,
            {"qty": D(2400)},
            {},
            field,
            "costs HKD 1,007,520.00",
            "2300",
        ),
        blocked(
            check,
            "more than OpenD says",
            HK,
            {"qty": D(2400)},
            {"max_quantities": limits(buy="2300")},
            field,
            "at most 2,300",
            "2300",
        ),
        blocked(
            check,
            "OpenD says less than a lot",
            HK,
            {"qty": D(100)},
            {"max_quantities": limits(buy="50")},
            field,
            "at most 50",
        ),
        fine(check, "on margin", HK, {"qty": D(2400)}, {"max_quantities": limits(buy="0", margin="2400")}),
        blocked(
            check,
            "contracts",
            FUTURE,
            {"qty": D(11)},
            {"max_quantities": limits(buy="10")},
            field,
            "at most 10",
            "10",
        ),
        blocked(
            check, "no money", HK, {"qty": D(100)}, {"funds": funds("100")}, field, "buying power is 100.00"
        ),
        warned(
            Check.MARKET_COST, "a market buy", HK, MARKET, {}, Field.TYPE, "a limit at the ask is 420", "420"
        ),
        warned(
            Check.MARKET_COST,
            "a market sale",
            HK,
            {**MARKET, **SELL},
            {},
            Field.TYPE,
            "at the bid is 419.8",
            "419.8",
        ),
    ]


def _untraded() -> list[Row]:
    option = real(PENNY_CALL, TradeMarket.US)
    words = "an option without bid, ask and a trade today"
    one_sided = Book(option[0].id, "AAPL", (), option[1].book.asks if option[1].book is not None else ())
    check, changes = Check.MARKET_COST, {**MARKET, "qty": D(1)}
    return [
        warned(check, "an option nobody bids for", option, changes, {"book": one_sided}, Field.TYPE, words),
        warned(
            check,
            "an option nobody traded today",
            option,
            changes,
            {"quote": replace(quote("3.5", "3.5", option[0].id), volume=0)},
            Field.TYPE,
            words,
        ),
    ]


def _shorts() -> list[Row]:
    check = Check.SHORT
    flat = {"position": None}
    return [
        fine(check, "what is held is sold", HK, {**SELL, "price": D(420), "qty": D(500)}),
        blocked(check, "no side", HK, {"side": Side.UNKNOWN}, {}, Field.SIDE, "choose buy or sell"),
        blocked(check, "HK paper, flat", HK, {**SELL, "price": D(420)}, flat, Field.QTY, "nothing to sell"),
        blocked(
            check,
            "HK paper, too much",
            HK,
            {**SELL, "price": D(420), "qty": D(600)},
            {},
            Field.QTY,
            "only 500",
            "500",
        ),
        blocked(
            check, "HK real, flat", HK_REAL, {**SELL, "price": D(420)}, flat, Field.QTY, "nothing to sell"
        ),
        warned(
            check,
            "HK real, lent shares",
            HK_REAL,
            {**SELL, "price": D(420)},
            {"max_quantities": limits(short="1000")},
            Field.SIDE,
            "there is nothing to sell: this opens a short of 200",
        ),
        warned(
            check, "US paper, flat", US, SELL, flat, Field.SIDE, "nothing to sell: this opens a short of 1"
        ),
        warned(
            check,
            "US, beyond the holding",
            US,
            {**SELL, "qty": D(30)},
            {"position": position("10")},
            Field.SIDE,
            "opens a short of 20; a reversal takes two orders",
            "10",
        ),
        warned(
            check, "a future, flat", FUTURE, {**SELL, "qty": D(2)}, flat, Field.SIDE, "opens a short of 2"
        ),
        warned(
            check, "an option, flat", HK_CALL, {**SELL, "qty": D(1)}, flat, Field.SIDE, "opens a short of 1"
        ),
        fine(check, "a holding nobody read", US, SELL, {"position": None, "positions_known": False}),
        warned(
            check,
            "a short turned over by an amendment",
            FUTURE,
            {"qty": D(5)},
            {"position": position("-2"), "amending": order(filled=2)},
            Field.SIDE,
            "the short is 2: this opens a long of 1",
            "4",
        ),
        warned(
            check,
            "a short turned over",
            FUTURE,
            {"qty": D(3)},
            {"position": position("-2")},
            Field.SIDE,
            "the short is 2: this opens a long of 1",
            "2",
        ),
        fine(check, "a short bought back", FUTURE, {"qty": D(2)}, {"position": position("-2")}),
        blocked(
            check,
            "a side of another broker",
            US_REAL,
            {"side": Side.BUY_BACK},
            {},
            Field.SIDE,
            "moomoo JP only",
        ),
        fine(
            check,
            "a side of moomoo JP",
            real(US, TradeMarket.US, firm=Firm.MOOMOO_JP),
            {"side": Side.BUY_BACK},
        ),
    ]


def _sending() -> list[Row]:
    note, pace, field = Check.NOTE, Check.PACE, Field.NOTE
    return [
        fine(note, "34 bytes of note", HK, {"note": "n" * 34}),
        blocked(note, "35 bytes of note", HK, {"note": "n" * 35}, {}, field, "1 byte too long: 34 bytes fit"),
        fine(note, "eleven Chinese characters", HK, {"note": "價" * 11}),
        blocked(note, "twelve Chinese characters", HK, {"note": "價" * 12}, {}, field, "2 bytes too long"),
        fine(note, "eight emoji", HK, {"note": "🐂" * 8}),
        blocked(note, "nine emoji", HK, {"note": "🐂" * 9}, {}, field, "2 bytes too long"),
        fine(note, "spaces behind the note", HK, {"note": "n" * 34 + "   "}),
        blocked(note, "a control character", HK, {"note": "a\x1b[2J"}, {}, field, "cannot be shown"),
        fine(note, "an amendment keeps its note", HK, {"note": "n" * 99}, {"amending": order(), **RICH}),
        fine(pace, "a slot now", HK, {}, {"next_slot_s": 0.0}),
        blocked(pace, "a slot in a while", HK, {}, {"next_slot_s": 2.1}, Field.ACCOUNT, "next slot in 3 s"),
        blocked(
            pace,
            "a slot in a moment",
            HK,
            {},
            {"next_slot_s": 0.01},
            Field.ACCOUNT,
            "limit of orders is reached: next slot in 1 s",
        ),
    ]


def _limits() -> list[Row]:
    check = Check.LIMITS
    return [
        fine(check, "within the trader's limits", HK, {}, {"limits": Limits(max_qty=D(200))}),
        blocked(
            check,
            "beyond the trader's limit",
            HK,
            {},
            {"limits": Limits(max_qty=D(100))},
            Field.QTY,
            "",
            "100",
        ),
        blocked(
            check, "a closed account", HK, {}, {"why_closed": "it is read-only"}, Field.ACCOUNT, "read-only"
        ),
    ]


ORDER_ROWS = [
    *_permission(),
    *_required(),
    *_lives(),
    *_money(),
    *_untraded(),
    *_shorts(),
    *_sending(),
    *_limits(),
]
