"""Hong Kong: lots, the largest order, and how far from the market a price may be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.domain.makers import book, order, position
from tests.domain.rows_ladders import HK_CALL, MHI
from tests.domain.rule_rows import (
    ALONE,
    ETF,
    HK,
    HK_REAL,
    RICH,
    SELL,
    WARRANT,
    Base,
    D,
    Row,
    fine,
    hk_at,
    listing,
    real,
    said,
)
from tests.domain.tickets import quote
from tui.domain.accounts import Firm
from tui.domain.book import Book
from tui.domain.markets import MarketState, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Check, Field

T, S = OrderType, MarketState
QTY, COLLAR = Check.QUANTITY, Check.COLLAR
HSBC_LOT: Base = (HK[0], replace(HK[1], **listing("HK.00005", lot=400)))
OPTION_REAL = real(HK_CALL, TradeMarket.HK, firm=Firm.FUTU_HK)
FUTURE_REAL = real(MHI, TradeMarket.FUTURES, firm=Firm.FUTU_HK)
EMPTY = Book(HK[0].id, "TENCENT", (), ())
UNTRADED = {"book": EMPTY, "quote": replace(quote("100", "100"), volume=0), "funds": None}
FUND_UNTRADED = {"book": EMPTY, "quote": replace(quote("30", "30"), volume=0), "funds": None}
ALO: dict[str, Any] = {"type": T.AUCTION_LIMIT}
POS = {**hk_at("09:10", S.AUCTION), **ALONE, "quote": quote("100", "100")}
CAS = {**hk_at("16:02", S.CLOSING_AUCTION_HK), **ALONE, "quote": quote("100", "90")}
SPECIAL: dict[str, Any] = {"type": T.SPECIAL_LIMIT}


def lots(name: str, base: Base, qty: str, words: str, *legal: str, **known: Any) -> Row:
    expected = Field.QTY, words
    return said(QTY, name, base, {"qty": D(qty)}, {**RICH, **known}, expected, *legal, blocks=True)


def collar(
    name: str, base: Base, price: str, words: str, *legal: str, blocks: bool = False, **rest: Any
) -> Row:
    known, changes = rest.get("known", {}), rest.get("changes", {})
    expected = Field.PRICE, words
    changes = {"price": D(price), **changes}
    return said(COLLAR, name, base, changes, {**RICH, **known}, expected, *legal, blocks=blocks)


LOT_ROWS = [
    fine(QTY, "one lot", HK, {"qty": D(100)}),
    fine(QTY, "3,000 lots", HK, {"qty": D(300_000)}, RICH),
    lots("3,001 lots", HK, "300100", "at most 3,000 lots", "300000"),
    lots("3,001 lots of 400", HSBC_LOT, "1200400", "at most 3,000 lots", "1200000"),
    lots("half a lot", HK, "50", "the lot is 100: whole lots only; odd lots are for", "100"),
    lots("a lot and a share", HK, "101", "the lot is 100", "100", "200"),
    lots("nearer the upper lot", HK, "199", "the lot is 100", "200", "100"),
    lots("halfway between lots", HK, "150", "the lot is 100", "100", "200"),
    lots("a lot of 400", HSBC_LOT, "100", "the lot is 400", "400"),
    lots("a lot of a fund", ETF, "750", "the lot is 500", "500", "1000"),
    lots("a lot of a warrant", WARRANT, "1500", "the lot is 1,000", "1000", "2000"),
    lots("no quantity", HK, "NaN", "enter a quantity"),
    lots("nothing", HK, "0", "must be more than zero", "100"),
    lots("less than nothing", HK, "-100", "must be more than zero", "100"),
    lots("half a share", HK, "100.5", "must be a whole number", "100", "200"),
    said(
        QTY,
        "an odd lot is not sold either",
        HK,
        {**SELL, "qty": D(37)},
        {"position": position("37")},
        (Field.QTY, "odd lots are for the broker's app"),
        "100",
        blocks=True,
    ),
    said(
        QTY,
        "less than is filled",
        HK,
        {"qty": D(100)},
        {"amending": order(filled=200)},
        (Field.QTY, "200 are filled already"),
        "200",
        blocks=True,
    ),
    fine(QTY, "as much as is filled", HK, {"qty": D(200)}, {"amending": order(filled=200), **RICH}),
    said(
        QTY,
        "a lot nobody knows",
        HK,
        {"qty": D(7)},
        {**RICH, **listing("HK.00700", lot=0)},
        (Field.QTY, "the lot of this code is not known"),
        blocks=False,
    ),
    fine(QTY, "one contract of a hundred shares", OPTION_REAL, {"qty": D(1)}, RICH),
    fine(QTY, "3,000 contracts", OPTION_REAL, {"qty": D(3000)}, RICH),
    said(
        QTY,
        "3,001 futures",
        FUTURE_REAL,
        {"qty": D(3001)},
        RICH,
        (Field.QTY, "may refuse more than 3,000 contracts"),
        "3000",
        blocks=False,
    ),
    lots("3,001 contracts", OPTION_REAL, "3001", "at most 3,000 contracts", "3000"),
]

COLLAR_ROWS = [
    # ---- nine times; the last price is 419.8
    collar("nine times the last price", HK, "3780", "9 times away", "3778", blocks=True, known=ALONE),
    fine(COLLAR, "a step below nine times", HK, {"price": D(3778)}, ALONE),
    collar("a ninth of the last price", HK, "46.64", "9 times away", "46.66", blocks=True, known=ALONE),
    fine(COLLAR, "a step above a ninth", HK, {"price": D("46.66")}, ALONE),
    collar(
        "exactly nine times",
        HK,
        "900",
        "9 times away from the last price 100",
        "899.5",
        blocks=True,
        known={**ALONE, "quote": quote("100", "100")},
    ),
    collar(
        "exactly a ninth",
        HK,
        "10",
        "9 times away from the last price 90",
        "10.01",
        blocks=True,
        known={**ALONE, "quote": quote("90", "90")},
    ),
    collar(
        "nine times a warrant",
        WARRANT,
        "5.4",
        "9 times away from the last price 0.6",
        "5.39",
        blocks=True,
        known={"book": None},
    ),
    # ---- nine steps through the best opposite price, 24 behind the own; the book is 419.8 to 420
    fine(COLLAR, "nine steps above the ask", HK, {"price": D("421.8")}, RICH),
    collar("ten steps above the ask", HK, "422", "more than 9 steps above the best ask 420", "421.8"),
    fine(COLLAR, "24 steps below the bid", HK, {"price": D(415)}, RICH),
    collar("25 steps below the bid", HK, "414.8", "more than 24 steps below the best bid 419.8", "415"),
    fine(COLLAR, "nine steps below the bid", HK, {**SELL, "price": D(418)}),
    collar(
        "ten steps below the bid", HK, "417.8", "more than 9 steps below the best bid", "418", changes=SELL
    ),
    fine(COLLAR, "24 steps above the ask", HK, {**SELL, "price": D("424.8")}),
    collar(
        "25 steps above the ask", HK, "425", "more than 24 steps above the best ask", "424.8", changes=SELL
    ),
    collar(
        "steps are counted over a band edge",
        HK,
        "9.925",
        "more than 24 steps below the best bid 10.1: held back by the broker",
        "9.93",
        known={"quote": quote("10.1"), "book": book("10.1", "10.11")},
    ),
    collar(
        "steps of a warrant are its own",
        WARRANT,
        "0.71",
        "more than 9 steps above the best ask 0.61: the exchange refuses it",
        "0.7",
    ),
    collar(
        "steps of a fund are its own",
        ETF,
        "25.7",
        "more than 9 steps above the best ask 25.5",
        "25.68",
    ),
    fine(COLLAR, "an option has no nine steps", HK_CALL, {"price": D("12.5")}, RICH),
    # ---- the first quote of the day: the wider of 24 steps and 5 %, of funds 3.5 %
    fine(COLLAR, "a first bid 5 % below", HK, {"price": D(95)}, UNTRADED),
    collar(
        "a first bid further below", HK, "94.95", "too far below the previous close 100", "95", known=UNTRADED
    ),
    fine(COLLAR, "a first ask 5 % above", HK, {**SELL, "price": D(105)}, UNTRADED),
    collar(
        "a first ask further above",
        HK,
        "105.1",
        "too far above the previous close 100 for the first ask",
        "105",
        changes=SELL,
        known=UNTRADED,
    ),
    collar(
        "a first bid of a fund is within 3.5 %",
        ETF,
        "28.94",
        "for the first bid of the day",
        "28.96",
        known=FUND_UNTRADED,
    ),
    collar(
        "24 steps may be wider than 5 %",
        HK,
        "0.97",
        "for the first bid",
        "0.98",
        known={**UNTRADED, "quote": replace(quote("1.1", "1.1"), volume=0)},
    ),
    # ---- auctions
    fine(COLLAR, "15 % above in the opening auction", HK_REAL, {**ALO, "price": D(115)}, POS),
    collar(
        "more than 15 % above in the opening auction",
        HK_REAL,
        "115.1",
        "auction prices are within 15% of the previous close 100",
        "115",
        changes=ALO,
        known=POS,
    ),
    fine(COLLAR, "15 % below in the opening auction", HK_REAL, {**ALO, "price": D(85)}, POS),
    collar("more than 15 % below", HK_REAL, "84.95", "within 15%", "85", changes=ALO, known=POS),
    fine(COLLAR, "5 % above in the closing auction", HK_REAL, {**ALO, "price": D(105)}, CAS),
    collar(
        "more than 5 % above in the closing auction",
        HK_REAL,
        "105.1",
        "auction prices are within 5% of the last price 100",
        "105",
        changes=ALO,
        known=CAS,
    ),
    collar("more than 5 % below", HK_REAL, "94.95", "within 5%", "95", changes=ALO, known=CAS),
    # ---- special limit orders take at once or die
    fine(COLLAR, "a special limit at the ask", HK_REAL, {**SPECIAL, "price": D(420)}, RICH),
    collar(
        "a special limit below the ask",
        HK_REAL,
        "419.8",
        "must reach the best ask 420",
        "420",
        changes=SPECIAL,
    ),
    collar(
        "a special limit above the bid",
        HK_REAL,
        "420",
        "must reach the best bid 419.8",
        "419.8",
        changes={**SPECIAL, "side": Side.SELL},
    ),
    # ---- without prices nothing is judged
    collar("no live price", HK, "419.8", "no live price: the distance", known={"quote": None, "book": None}),
    collar("stale prices", HK, "419.8", "prices are stale: the distance", known={"stale": True}),
]

HK_ROWS = [*LOT_ROWS, *COLLAR_ROWS]
