"""Sales beyond the holding, and purchases beyond a short."""

from __future__ import annotations

from tests.domain.makers import order, position
from tests.domain.rows_ladders import HK_CALL, MHI
from tests.domain.rule_rows import HK, HK_REAL, SELL, US, US_REAL, D, Row, blocked, fine, real, warned
from tests.domain.tickets import limits
from tui.domain.accounts import Firm
from tui.domain.markets import TradeMarket
from tui.domain.orders import Side
from tui.domain.rules import Check, Field

FUTURE = real(MHI, TradeMarket.FUTURES)


def short_rows() -> list[Row]:
    """Return the rows of what would open a short, or turn one over."""
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
