"""What no market decides: account, life, money, note, pace, limits; the rest is in the modules beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.domain.makers import account, funds, order
from tests.domain.rows_ladders import MHI, PENNY_CALL
from tests.domain.rows_required import required_rows
from tests.domain.rows_shorts import short_rows
from tests.domain.rule_rows import (
    HK,
    HK_REAL,
    MARKET,
    RICH,
    SELL,
    US,
    D,
    Row,
    blocked,
    fine,
    listing,
    real,
    warned,
)
from tests.domain.tickets import limits, quote
from tui.domain.accounts import AccountStatus, Env, PaperKind
from tui.domain.book import Book
from tui.domain.limits import Limits
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.orders import TimeInForce
from tui.domain.rules import Check, Field

FUTURE = real(MHI, TradeMarket.FUTURES)
TODAY = {"today": date(2026, 11, 23)}
GTD = {"tif": TimeInForce.GTD}


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
    *required_rows(),
    *_lives(),
    *_money(),
    *_untraded(),
    *short_rows(),
    *_sending(),
    *_limits(),
]
