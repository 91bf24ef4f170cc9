"""Order types by market, product and environment, as OpenD's manual has them, written out a second time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.domain.rows_ladders import CRUDE, HK_CALL, MHI, PENNY_CALL
from tests.domain.rule_rows import CN, CONNECT, HK, HK_REAL, US, US_REAL, Base, D, Row, fine, real, said
from tests.domain.tickets import paper
from tui.domain.markets import MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, TimeInForce, Trail, TrailType
from tui.domain.rules import Check, Field

T = OrderType
TYPE, TIF = Check.ORDER_TYPE, Check.TIME_IN_FORCE
LETTERS = {
    "L": T.LIMIT,
    "M": T.MARKET,
    "O": T.AUCTION,
    "A": T.AUCTION_LIMIT,
    "B": T.ABSOLUTE_LIMIT,
    "S": T.SPECIAL_LIMIT,
    "K": T.SPECIAL_LIMIT_ALL,
    "s": T.STOP,
    "l": T.STOP_LIMIT,
    "m": T.MARKET_IF_TOUCHED,
    "t": T.LIMIT_IF_TOUCHED,
    "r": T.TRAILING_STOP,
    "R": T.TRAILING_STOP_LIMIT,
}
FIVE = Trail(TrailType.RATIO, D(5))
SG_STOCK: Base = paper("SG.D05", SecurityType.STOCK, 100, "50", bid="49.99", ask="50")
JP_FUTURE: Base = paper("JP.NK225main", SecurityType.FUTURE, 1000, "50000", bid="49990", ask="50000")
MATRIX: list[tuple[str, Base, str, str]] = [
    # where, a sound ticket, the types taken, and what is said of the others
    ("HK share", HK_REAL, "LMOABSKslmtrR", ""),
    ("HK option", real(HK_CALL, TradeMarket.HK), "LltR", "HK options take limit orders only, with a trigger"),
    ("HK future", real(MHI, TradeMarket.FUTURES), "LMOslmtrR", "HK futures take no"),
    ("US share", US_REAL, "LMslmtrR", "the US market takes no"),
    ("US option", real(PENNY_CALL, TradeMarket.US), "LMslmtrR", "US options take no"),
    ("US future", real(CRUDE, TradeMarket.FUTURES), "LMslmtrR", "US futures take no"),
    ("JP future", real(JP_FUTURE, TradeMarket.FUTURES), "LMslmtrR", "JP futures take no"),
    ("Connect", CONNECT, "LltR", "Stock Connect takes limit orders only"),
    ("SG share", real(SG_STOCK, TradeMarket.SG), "L", "only limit orders are known to work for SG stocks"),
    ("HK paper", HK, "LM", "paper trading takes limit and market orders only"),
    ("US paper", US, "LM", "paper trading takes"),
    ("A share paper", CN, "LM", "paper trading takes"),
]
AUCTION = {T.AUCTION, T.AUCTION_LIMIT}
UNCERTAIN = {"SG share"}


def typed(base: Base, kind: OrderType) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a sound ticket of a type, and what must be known for it to be the only thing to judge."""
    last = base[1].quote.last if base[1].quote is not None else None
    if last is None:
        raise ValueError("the ticket needs a price to depart from")
    step = D(100) if last > 10_000 else D(20) if last > 100 else D("0.5")
    above = kind in (T.STOP, T.STOP_LIMIT)
    changes: dict[str, Any] = {
        "type": kind,
        "price": base[0].price if kind.needs_price else None,
        "trigger": (last + step if above else last - step) if kind.needs_trigger else None,
        "trail": replace(FIVE, spread=D(0) if kind is T.TRAILING_STOP_LIMIT else None)
        if kind.trails
        else None,
        "qty": D(1) if base[0].id.symbol[-3:].isalpha() or len(base[0].id.symbol) > 8 else base[0].qty,
    }
    auction = {"market_state": MarketState.AUCTION} if kind in AUCTION else {}
    return changes, {"book": None, "funds": None, **auction}


def matrix() -> list[Row]:
    rows = []
    for where, base, letters, words in MATRIX:
        for letter, kind in LETTERS.items():
            changes, known = typed(base, kind)
            name = f"{where}: {kind.name.lower()}"
            if letter in letters:
                rows.append(fine(TYPE, name, base, changes, known))
            else:
                blocks = where not in UNCERTAIN
                known["market_state"] = MarketState.AFTERNOON
                rows.append(said(TYPE, name, base, changes, known, (Field.TYPE, words), blocks=blocks))
    return rows


QUERIED = [
    said(
        TYPE,
        f"{kind.name.lower()} cannot be placed",
        US_REAL,
        {"type": kind, "price": None},
        {},
        (Field.TYPE, "OpenD shows"),
        blocks=True,
    )
    for kind in (T.TWAP_MARKET, T.TWAP_LIMIT, T.VWAP_MARKET, T.VWAP_LIMIT)
]


def lives() -> list[Row]:
    """How long: where it is not legal, what is said."""
    market = {"type": T.MARKET, "price": None}
    day = {"book": None, "funds": None}
    for_the_day = "market orders live for the day only"
    paper_day = "paper orders live for the day only"
    crypto = "immediate-or-cancel exists for market orders in crypto only"
    last = {"expires_on": None}
    table: list[tuple[str, Base, dict[str, Any], str]] = [
        ("HK limit GTC", HK_REAL, {"tif": TimeInForce.GTC}, ""),
        ("US market DAY", US_REAL, {**market, "qty": D(2)}, ""),
        ("HK market GTC", HK_REAL, {**market, "tif": TimeInForce.GTC}, for_the_day),
        ("HK market GTD", HK_REAL, {**market, **last, "tif": TimeInForce.GTD}, for_the_day),
        ("HK limit IOC", HK_REAL, {"tif": TimeInForce.IOC}, crypto),
        ("US limit GTC", US_REAL, {"tif": TimeInForce.GTC}, ""),
        ("US market GTC", US_REAL, {**market, "tif": TimeInForce.GTC}, ""),
        ("US limit IOC", US_REAL, {"tif": TimeInForce.IOC}, crypto),
        (
            "future market GTC",
            real(MHI, TradeMarket.FUTURES),
            {**market, "qty": D(1), "tif": TimeInForce.GTC},
            for_the_day,
        ),
        ("Connect limit GTC", CONNECT, {"tif": TimeInForce.GTC}, ""),
        ("paper GTC", HK, {"tif": TimeInForce.GTC}, paper_day),
        ("paper GTD", US, {"tif": TimeInForce.GTD}, paper_day),
        ("paper IOC", CN, {"tif": TimeInForce.IOC}, paper_day),
        ("no life", HK_REAL, {"tif": TimeInForce.UNKNOWN}, "choose how long the order lives"),
    ]
    return [
        said(TIF, name, base, changes, day, (Field.TIF, words), blocks=True)
        if words
        else fine(TIF, name, base, changes, day)
        for name, base, changes, words in table
    ]


TYPE_ROWS = [*matrix(), *QUERIED, *lives()]
