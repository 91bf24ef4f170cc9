"""The mainland: lots and odd rests, daily limits, what Stock Connect refuses; and Tokyo's limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.domain.makers import account, order, position
from tests.domain.rule_rows import (
    ALONE,
    CHINEXT,
    CN,
    CONNECT,
    RICH,
    STAR,
    Base,
    D,
    Row,
    clock,
    fine,
    listing,
    real,
    said,
)
from tests.domain.tickets import paper, quote
from tui.domain.accounts import Firm
from tui.domain.markets import MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Check, Field
from tui.domain.ticks import Ladder

T, S = OrderType, MarketState
QTY, COLLAR, PHASE, SHORT = Check.QUANTITY, Check.COLLAR, Check.PHASE, Check.SHORT
SELL: dict[str, Any] = {"side": Side.SELL, "price": D("1500.01")}
STAR_SELL: dict[str, Any] = {"side": Side.SELL, "price": D("90.01")}
STAR_200: Base = (replace(STAR[0], qty=D(200)), STAR[1])
FUTU = real(CN, TradeMarket.HKCC, firm=Firm.FUTU_HK)
CN_FUND = paper("SH.510300", SecurityType.ETF, 100, "4", bid="3.999", ask="4.001")
JAPAN: Base = paper("JP.7203", SecurityType.STOCK, 100, "2900", bid="2899", ask="2900")
JAPAN = (JAPAN[0], replace(JAPAN[1], ladder=Ladder.flat(D(1)), account=account(TradeMarket.JP), book=None))
MALAYSIA: Base = paper("MY.1155", SecurityType.STOCK, 100, "10", bid="9.99", ask="10")
MALAYSIA = (MALAYSIA[0], replace(MALAYSIA[1], account=account(TradeMarket.MY), book=None))


def lots(name: str, base: Base, changes: dict[str, Any], words: str, *legal: str, **known: Any) -> Row:
    expected = Field.QTY, words
    return said(QTY, name, base, changes, {**RICH, **known}, expected, *legal, blocks=True)


def outside(name: str, base: Base, price: str, words: str, *legal: str, **known: Any) -> Row:
    expected = Field.PRICE, words
    return said(COLLAR, name, base, {"price": D(price)}, {**ALONE, **known}, expected, *legal, blocks=True)


def inside(name: str, base: Base, price: str, **known: Any) -> Row:
    return fine(COLLAR, name, base, {"price": D(price)}, {**ALONE, **known})


def at(time: str, state: MarketState) -> dict[str, Any]:
    return {"now": clock(time, "Asia/Shanghai"), "market_state": state}


def waits(name: str, time: str, state: MarketState, words: str) -> Row:
    return said(PHASE, name, CONNECT, {}, at(time, state), (Field.CODE, words), blocks=False)


LOTS = [
    fine(QTY, "a hundred A shares", CN, {"qty": D(100)}),
    lots("an odd lot is not bought", CN, {"qty": D(150)}, "the lot is 100", "100", "200"),
    fine(QTY, "the odd rest is sold", CN, {**SELL, "qty": D(50)}, {"position": position("150")}),
    fine(QTY, "all with the odd rest is sold", CN, {**SELL, "qty": D(150)}, {"position": position("150")}),
    lots(
        "half of the odd rest",
        CN,
        {**SELL, "qty": D(25)},
        "or all of the odd rest",
        "100",
        position=position("150"),
    ),
    lots(
        "an odd sale of whole lots",
        CN,
        {**SELL, "qty": D(50)},
        "the lot is 100",
        "100",
        position=position("200"),
    ),
    fine(QTY, "a million A shares", CN, {"qty": D(1_000_000)}, RICH),
    lots("more than a million", CN, {"qty": D(1_000_100)}, "at most 1,000,000 shares", "1000000"),
    fine(QTY, "300,000 ChiNext shares", CHINEXT, {"qty": D(300_000)}, RICH),
    lots("more than 300,000", CHINEXT, {"qty": D(300_100)}, "at most 300,000 ChiNext", "300000"),
    fine(QTY, "200 STAR shares", STAR, {"qty": D(200)}, RICH),
    fine(QTY, "201 STAR shares", STAR, {"qty": D(201)}, RICH),
    lots("199 STAR shares", STAR, {"qty": D(199)}, "at least 200 STAR shares", "200"),
    fine(QTY, "100,000 STAR shares", STAR, {"qty": D(100_000)}, RICH),
    lots("more than 100,000", STAR, {"qty": D(100_001)}, "at most 100,000 STAR shares", "100000"),
    fine(QTY, "a small STAR holding", STAR, {**STAR_SELL, "qty": D(150)}, {"position": position("150")}),
    lots(
        "part of a small STAR holding",
        STAR,
        {**STAR_SELL, "qty": D(40)},
        "or all of a smaller holding",
        "200",
        position=position("150"),
    ),
    fine(QTY, "five million yuan", FUTU, {"qty": D(3300), "price": D(1500)}, RICH),
    lots(
        "more than five million yuan",
        FUTU,
        {"qty": D(3400), "price": D(1500)},
        "at most CNY 5,000,000",
        "3300",
    ),
]

LIMITS = [
    inside("the upper limit of a main board", CN, "1650"),
    outside("above the upper limit", CN, "1650.01", "outside the daily limits 1,350 to 1,650", "1650"),
    inside("the lower limit", CN, "1350"),
    outside("below the lower limit", CN, "1349.99", "outside the daily limits", "1350"),
    outside("limits are rounded", CN, "11.13", "9.1 to 11.12", "11.12", quote=quote("10.11", "10.11")),
    inside("the upper limit of STAR", STAR_200, "108"),
    outside("above the limit of STAR", STAR_200, "108.01", "72 to 108", "108"),
    inside("the upper limit of ChiNext", CHINEXT, "240"),
    outside("below the limit of ChiNext", CHINEXT, "159.99", "160 to 240", "160"),
    outside(
        "a share under risk alert has ten per cent",
        (CN[0], replace(CN[1], **listing("SH.600234"))),
        "5.51",
        "4.5 to 5.5",
        "5.5",
        quote=quote("5", "5"),
    ),
    inside("a fund has limits of its own", CN_FUND, "4.5"),
    inside(
        "a fresh listing has none",
        (
            CN[0],
            replace(
                CN[1], instrument=replace(listing("SH.600519")["instrument"], listed_on=date(2026, 11, 20))
            ),
        ),
        "2000",
    ),
    # ---- Stock Connect refuses buys far below the best bid, 1,499.99
    fine(COLLAR, "three per cent below the bid", CONNECT, {"price": D(1455)}, RICH),
    said(
        COLLAR,
        "more than three per cent below the bid",
        CONNECT,
        {"price": D("1454.99")},
        RICH,
        (Field.PRICE, "more than 3 % below 1,499.99: Stock Connect refuses"),
        "1455",
        blocks=False,
    ),
    said(
        COLLAR,
        "three per cent below the last price without a bid",
        CONNECT,
        {"price": D(1400)},
        ALONE,
        (Field.PRICE, "more than 3 % below 1,500"),
        "1455",
        blocks=False,
    ),
    fine(COLLAR, "a paper buy three per cent below", CN, {"price": D(1400)}, RICH),
    # ---- Tokyo, Kuala Lumpur
    inside("the upper limit in Tokyo", JAPAN, "3400"),
    outside("above the limit in Tokyo", JAPAN, "3401", "2,400 to 3,400", "3400"),
    outside("below the limit in Tokyo", JAPAN, "2399", "2,400 to 3,400", "2400"),
    outside("the next band in Tokyo", JAPAN, "3701", "2,300 to 3,700", "3700", quote=quote("3000", "3000")),
    inside("a price beyond Tokyo's table", JAPAN, "3000000", quote=quote("2000000", "2000000")),
    inside("30 % in Kuala Lumpur", MALAYSIA, "13"),
    said(
        COLLAR,
        "more than 30 % in Kuala Lumpur",
        MALAYSIA,
        {"price": D("13.02")},
        ALONE,
        (Field.PRICE, "beyond the daily limits 7 to 13"),
        "13",
        blocks=False,
    ),
]

# previous close in Tokyo, and the yen either side of it
TOKYO = (
    "99 30, 100 50, 199 50, 499 80, 500 100, 999 150, 1499 300, 1999 400, 2999 500, 4999 700, 5000 1000, "
    "9999 1500, 14999 3000, 19999 4000, 29999 5000, 49999 7000, 69999 10000, 99999 15000, 149999 30000, "
    "199999 40000, 299999 50000, 499999 70000, 699999 100000, 999999 150000, 1499999 300000, 1999999 400000"
)


def tokyo() -> list[Row]:
    rows = []
    for pair in TOKYO.split(","):
        close, width = map(D, pair.split())
        known = quote(str(close), str(close), JAPAN[0].id)
        rows.append(inside(f"Tokyo from {close}", JAPAN, str(close + width), quote=known))
        words, beyond = "outside the daily limits", str(close + width + 1)
        rows.append(
            outside(f"beyond Tokyo from {close}", JAPAN, beyond, words, str(close + width), quote=known)
        )
    return rows


DAY = [
    fine(PHASE, "the morning in Shanghai", CONNECT, {}, at("10:00", S.MORNING)),
    said(
        PHASE,
        "a broker that keeps no Connect orders",
        real(CN, TradeMarket.HKCC, firm=Firm.MOOMOO_MY),
        {},
        at("18:00", S.CLOSED),
        (Field.CODE, "not open (closed): this broker may refuse orders until the market opens"),
        blocks=False,
    ),
    fine(PHASE, "the opening call", CONNECT, {}, at("09:17", S.AUCTION)),
    waits("before the opening call", "09:12", S.WAITING_OPEN, "it waits until 09:15 Shanghai time"),
    waits("the call without cancels", "09:22", S.AUCTION, "opening call: the order cannot be cancelled"),
    waits("between call and open", "09:27", S.WAITING_OPEN, "before the open: it waits until 09:30"),
    waits("lunch in Shanghai", "12:00", S.REST, "lunch: it waits until 13:00"),
    waits("the closing call", "14:58", S.AFTERNOON, "closing call: the order cannot be cancelled"),
    waits("after the mainland's close", "15:10", S.CLOSED, "next session, Tue 09:15 Shanghai time"),
    said(
        Check.ORDER_TYPE,
        "Connect amends nothing",
        CONNECT,
        {},
        {"amending": order(security=CONNECT[0].id)},
        (Field.TYPE, "Stock Connect orders cannot be amended"),
        blocks=True,
    ),
    fine(Check.ORDER_TYPE, "paper amends A shares", CN, {}, {"amending": order(security=CN[0].id)}),
    said(
        SHORT,
        "bought today, sold tomorrow",
        CN,
        {**SELL, "qty": D(300)},
        {"position": position("300", "0")},
        (Field.QTY, "nothing to sell today: mainland shares are sold the day after"),
        blocks=True,
    ),
    said(
        SHORT,
        "part of it bought today",
        CN,
        {**SELL, "qty": D(300)},
        {"position": position("300", "200")},
        (Field.QTY, "only 200 can be sold today"),
        "200",
        blocks=True,
    ),
    said(
        SHORT,
        "mainland shares are not sold short",
        CONNECT,
        SELL,
        {"position": None},
        (Field.QTY, "there is nothing to sell"),
        blocks=True,
    ),
]

CN_ROWS = [*LOTS, *LIMITS, *tokyo(), *DAY]
