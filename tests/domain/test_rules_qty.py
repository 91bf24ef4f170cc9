from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import account, funds, order, position
from tests.domain.tickets import (
    APPLE_DRAFT,
    APPLE_FACTS,
    CONNECT_DRAFT,
    CONNECT_FACTS,
    DRAFT,
    FACTS,
    FUTURE_DRAFT,
    FUTURE_FACTS,
    MOUTAI_DRAFT,
    MOUTAI_FACTS,
    REAL_DRAFT,
    REAL_FACTS,
    STAR_DRAFT,
    STAR_FACTS,
    D,
    findings,
    limits,
)
from tui.domain.accounts import AccountType, Cash, Env
from tui.domain.markets import Currency, TradeMarket
from tui.domain.orders import OrderType, Side
from tui.domain.rules import Field, TicketDraft, TicketFacts

MARKET = {"type": OrderType.MARKET, "price": None}
RICH = {"funds": funds("1e12")}
SELL: dict[str, Any] = {"side": Side.SELL, "price": D(420)}
HK = (DRAFT, FACTS)
HK_REAL = (REAL_DRAFT, REAL_FACTS)
US = (APPLE_DRAFT, APPLE_FACTS)
CN = (MOUTAI_DRAFT, MOUTAI_FACTS)
CN_SELL: dict[str, Any] = {"side": Side.SELL, "price": D("1500.01")}
STAR = (STAR_DRAFT, STAR_FACTS)
STAR_SELL: dict[str, Any] = {"side": Side.SELL, "price": D("90.01")}
CNH = {"funds": funds("1e12", Currency.CNH)}
USD = {"funds": funds("1e12", Currency.USD)}

BLOCKED = [
    # ---- by itself
    (*HK, {"qty": None}, {}, "enter a quantity", []),
    (*HK, {"qty": D("NaN")}, {}, "enter a quantity", []),
    (*HK, {"qty": D(0)}, {}, "more than zero", [100]),
    (*HK, {"qty": D(-100)}, {}, "more than zero", [100]),
    (*HK, {"qty": D("100.5")}, {}, "whole number", [100, 200]),
    (*US, {"qty": D("1.5")}, {}, "whole number", [1, 2]),
    # ---- lots
    (*HK, {"qty": D(50)}, {}, "the lot is 100: whole lots only", [100]),
    (*HK, {"qty": D(149)}, {}, "the lot is 100", [100, 200]),
    (*HK, {"qty": D(300_100)}, RICH, "at most 3,000 lots", [300_000]),
    (*HK, {**SELL, "qty": D(50)}, {"position": position("50")}, "the lot is 100", [100]),
    (*CN, {"qty": D(150)}, CNH, "the lot is 100", [100, 200]),
    (*CN, {**CN_SELL, "qty": D(40)}, {"position": position("150")}, "all of the odd rest", [100]),
    (*CN, {"qty": D(1_000_100)}, CNH, "at most 1,000,000 shares", [1_000_000]),
    (*STAR, {"qty": D(199)}, CNH, "at least 200 STAR shares", [200]),
    (*STAR, {"qty": D(100_001)}, CNH, "at most 100,000 STAR shares", [100_000]),
    (*STAR, {**STAR_SELL, "qty": D(40)}, {"position": position("150")}, "all of a smaller holding", [200]),
    # ---- money
    (*HK, {"qty": D(2400)}, {}, "costs HKD 1,007,520.00, buying power is 1,000,000.00", [2300]),
    (*HK, {"qty": D(100)}, {"funds": funds("100")}, "buying power is 100.00", []),
    (*HK, {"qty": D(2400), **MARKET}, {"book": None}, "costs HKD 1,007,520.00", [2300]),
    (*HK, {"qty": D(2400)}, {"max_quantities": limits(buy="2300")}, "at most 2,300", [2300]),
    (*HK, {"qty": D(2400)}, {"max_quantities": limits(buy="50")}, "at most 50", []),
    (FUTURE_DRAFT, FUTURE_FACTS, {"qty": D(11)}, {"max_quantities": limits(buy="10")}, "at most 10", [10]),
    # ---- holdings
    (*HK, {**SELL, "qty": D(600)}, {}, "only 500 can be sold", [500]),
    (*HK, {**SELL, "qty": D(600)}, {"position": position("600", "500")}, "only 500 can be sold", [500]),
    (*HK, {**SELL, "qty": D(100)}, {"position": None}, "there is nothing to sell", []),
    (*HK, {**SELL, "qty": D(600)}, {"max_quantities": limits(sell="500", short="9000")}, "only 500", [500]),
    (*HK_REAL, {**SELL, "qty": D(600)}, {"max_quantities": limits(sell="500")}, "only 500", [500]),
    (
        *HK_REAL,
        {**SELL, "qty": D(600)},
        {"max_quantities": limits(sell="0", short="500")},
        "nothing to sell",
        [],
    ),
    (*CN, {**CN_SELL, "qty": D(300)}, {"position": position("200")}, "only 200 can be sold", [200]),
    (
        CONNECT_DRAFT,
        CONNECT_FACTS,
        {**CN_SELL, "qty": D(300)},
        {"max_quantities": limits(sell="200", short="900")},
        "only 200 can be sold",
        [200],
    ),
    # ---- amending
    (*HK, {"qty": D(100)}, {"amending": order(filled=200)}, "200 are filled already", [200]),
    (*HK, {"qty": D(2700)}, {"amending": order(qty=300, price="419.8")}, "costs HKD", [2600]),
    (
        *HK,
        {**SELL, "qty": D(600)},
        {"position": position("300", "0"), "amending": order(side=Side.SELL)},
        "only 300",
        [300],
    ),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known", "cause", "legal"), BLOCKED)
def test_a_quantity_that_cannot_be_sent(
    draft: TicketDraft,
    facts: TicketFacts,
    changes: dict[str, Any],
    known: dict[str, Any],
    cause: str,
    legal: list[int],
) -> None:
    found = findings(draft, facts, changes, known)
    assert [(one.field, one.blocks) for one in found] == [(Field.QTY, True)]
    assert cause in found[0].cause
    assert found[0].legal == tuple(map(Decimal, legal))
    assert found[0].nearest in (found[0].legal or (None,))


ALLOWED = [
    (*HK, {"qty": D(300_000)}, RICH),
    (*HK, {"qty": D(2300)}, {}),
    (*HK, {**SELL, "qty": D(500)}, {}),
    (*HK, {**SELL, "qty": D(100)}, {"position": None, "positions_known": False}),
    (*HK, {"qty": D(2400)}, {"max_quantities": limits(buy="0", margin="2400")}),
    (*HK, {"qty": D(2400)}, {"funds": funds("1", Currency.USD)}),
    (*HK, {"qty": D(2600)}, {"amending": order(qty=300, price="419.8")}),
    (*HK, {**SELL, "qty": D(300)}, {"position": position("300", "0"), "amending": order(side=Side.SELL)}),
    (*CN, {**CN_SELL, "qty": D(50)}, {"position": position("150")}),
    (*CN, {**CN_SELL, "qty": D(150)}, {"position": position("150")}),
    (*STAR, {**STAR_SELL, "qty": D(150)}, {"position": position("150")}),
    (FUTURE_DRAFT, FUTURE_FACTS, {"qty": D(500)}, {"funds": funds("1")}),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known"), ALLOWED)
def test_a_quantity_that_may_be_sent(
    draft: TicketDraft, facts: TicketFacts, changes: dict[str, Any], known: dict[str, Any]
) -> None:
    assert findings(draft, facts, changes, known) == ()


WARNED = [
    (*US, {"qty": D(500_001)}, USD, Field.QTY, "may refuse more than 500,000 shares"),
    (*US, {"side": Side.SELL}, {"position": None}, Field.SIDE, "nothing to sell: this opens a short of 1"),
    (*US, {"side": Side.SELL, "qty": D(30)}, {"position": position("10")}, Field.SIDE, "opens a short of 20"),
    (FUTURE_DRAFT, FUTURE_FACTS, {"side": Side.SELL}, {}, Field.SIDE, "opens a short of 10"),
    (
        *HK_REAL,
        {**SELL, "qty": D(600)},
        {"max_quantities": limits(sell="500", short="1000")},
        Field.SIDE,
        "only 500 can be sold: this opens a short of 100",
    ),
    (
        *HK_REAL,
        {"qty": D(2400)},
        {
            "account": account(
                TradeMarket.HK, acc_id=REAL_DRAFT.acc_id or 0, env=Env.REAL, type=AccountType.MARGIN
            )
        },
        Field.QTY,
        "buying power is",
    ),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known", "field", "cause"), WARNED)
def test_a_quantity_worth_a_second_look(
    draft: TicketDraft,
    facts: TicketFacts,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    cause: str,
) -> None:
    found = findings(draft, facts, changes, known)
    assert [(one.field, one.blocks) for one in found] == [(field, False)]
    assert cause in found[0].cause


def test_buying_power_in_the_currency_of_the_market_comes_first() -> None:
    both = replace(funds("1", Currency.HKD), cash_by_currency=(Cash(Currency.USD, D(0), power=D(500)),))
    assert findings(*US, {"qty": D(2)}, {"funds": both}) == ()
    assert [one.field for one in findings(*US, {"qty": D(3)}, {"funds": both})] == [Field.QTY]
