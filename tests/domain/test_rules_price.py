from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import account, book, position
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
    STAR_DRAFT,
    STAR_FACTS,
    D,
    findings,
    paper,
    quote,
)
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.orders import Side
from tui.domain.rules import Field, TicketDraft, TicketFacts
from tui.domain.ticks import Ladder

HK = (DRAFT, FACTS)
US = (APPLE_DRAFT, APPLE_FACTS)
CN = (MOUTAI_DRAFT, MOUTAI_FACTS)
STAR = (STAR_DRAFT, STAR_FACTS)
CONNECT = (CONNECT_DRAFT, CONNECT_FACTS)
ETF = paper("HK.02800", SecurityType.ETF, 500, "25.5", bid="25.48", ask="25.5")
WARRANT = paper("HK.13700", SecurityType.WARRANT, 1000, "0.6", bid="0.6", ask="0.61")
CN_ETF = paper("SH.510300", SecurityType.ETF, 100, "4", bid="3.999", ask="4.001")
JAPAN = paper("JP.7203", SecurityType.STOCK, 100, "2900", bid="2899", ask="2900")
PENNY = paper("US.SNDL", SecurityType.STOCK, 1, "0.5", bid="0.5", ask="0.5001")
SELL = {"side": Side.SELL}

BLOCKED = [
    (*HK, {"price": None}, {}, "enter a price", []),
    (*HK, {"price": D("NaN")}, {}, "enter a price", []),
    (*HK, {"price": D(0)}, {}, "more than zero", []),
    (*HK, {"price": D(-1)}, {}, "more than zero", []),
    (*HK, {"price": D("419.9")}, {}, "the step is 0.2 here: 419.8 or 420.0", ["419.8", "420"]),
    (*HK, {"price": D("199.95")}, {"quote": quote("200"), "book": None}, "the step is 0.1", ["199.9", "200"]),
    (*HK, {"price": D("200.1")}, {"quote": quote("200"), "book": None}, "the step is 0.2", ["200", "200.2"]),
    (
        *HK,
        {"price": D("9996")},
        {"quote": quote("9000"), "book": None, "funds": None},
        "the highest price is 9,995",
        ["9995"],
    ),
    (
        *HK,
        {"price": D("0.005")},
        {"quote": quote("0.01"), "book": None},
        "the lowest price is 0.01",
        ["0.01"],
    ),
    (*WARRANT, {"price": D("0.605")}, {}, "the step is 0.01 here: 0.60 or 0.61", ["0.6", "0.61"]),
    (*ETF, {"price": D("25.49")}, {}, "the step is 0.02", ["25.48", "25.5"]),
    (*US, {"price": D("189.995")}, {}, "the step is 0.01", ["189.99", "190"]),
    (*PENNY, {"price": D("0.50005")}, {}, "the step is 0.0001", ["0.5", "0.5001"]),
    (*CN, {"price": D("1499.995")}, {}, "the step is 0.01", ["1499.99", "1500"]),
    # ---- collars
    (
        *HK,
        {"price": D(3780)},
        {"quote": quote("420"), "book": None, "funds": None},
        "9 times away from the last price 420",
        ["3778"],
    ),
    (*HK, {"price": D("46.6")}, {"quote": quote("420"), "book": None}, "9 times away", ["46.68"]),
    (*CN, {"price": D("1650.01")}, {"book": None}, "outside the daily limits 1,350 to 1,650", ["1650"]),
    (*CN, {"price": D("1349.99")}, {"book": None}, "outside the daily limits", ["1350"]),
    (*STAR, {"price": D("108.01"), "qty": D(200)}, {}, "outside the daily limits 72 to 108", ["108"]),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known", "cause", "legal"), BLOCKED)
def test_a_price_that_cannot_be_sent(
    draft: TicketDraft,
    facts: TicketFacts,
    changes: dict[str, Any],
    known: dict[str, Any],
    cause: str,
    legal: list[str],
) -> None:
    found = findings(draft, facts, changes, known)
    assert [(one.field, one.blocks) for one in found] == [(Field.PRICE, True)]
    assert cause in found[0].cause
    assert found[0].legal == tuple(map(Decimal, legal))
    assert found[0].nearest in (found[0].legal or (None,))


WARNED = [
    (*HK, {}, {"stale": True}, "prices are stale", None),
    (*HK, {}, {"quote": None, "stale": True}, "there is no live price", None),
    (*HK, {}, {"quote": quote(None)}, "there is no live price", None),
    (
        *JAPAN,
        {},
        {"ladder": None, "account": account(TradeMarket.JP)},
        "price steps of this code are not known",
        None,
    ),
    (*CN_ETF, {"price": D("3.99")}, {"ladder": Ladder.flat(D("0.02"))}, "the step is 0.02", "3.98"),
    (FUTURE_DRAFT, FUTURE_FACTS, {"price": D("24999.005")}, {}, "the step is 0.01", "24999"),
    # ---- nine steps through the market, twenty-four behind it
    (*HK, {"price": D(422)}, {}, "more than 9 steps above the best ask 420", "421.8"),
    (*HK, {"price": D("414.8")}, {}, "more than 24 steps below the best bid 419.8", "415"),
    (*HK, {**SELL, "price": D("417.8")}, {}, "more than 9 steps below the best bid 419.8", "418"),
    (*HK, {**SELL, "price": D(425)}, {}, "more than 24 steps above the best ask 420", "424.8"),
    (
        *HK,
        {"price": D("9.925")},
        {"quote": quote("10.01"), "book": book("10.1", "10.11")},
        "more than 24 steps below the best bid 10.1",
        "9.93",
    ),
    # ---- Stock Connect
    (*CONNECT, {"price": D("1454.99")}, {}, "more than 3 % below 1,499.99", "1455"),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known", "cause", "nearest"), WARNED)
def test_a_price_worth_a_second_look(
    draft: TicketDraft,
    facts: TicketFacts,
    changes: dict[str, Any],
    known: dict[str, Any],
    cause: str,
    nearest: str | None,
) -> None:
    found = findings(draft, facts, changes, known)
    assert [(one.field, one.blocks) for one in found] == [(Field.PRICE, False)]
    assert cause in found[0].cause
    assert found[0].nearest == (None if nearest is None else D(nearest))


ALLOWED = [
    (*HK, {"price": D("421.8")}, {}),
    (*HK, {"price": D(415)}, {}),
    (*HK, {**SELL, "price": D(418)}, {}),
    (*HK, {**SELL, "price": D("424.8")}, {}),
    (*HK, {"price": D("9.93")}, {"quote": quote("10.1"), "book": book("10.1", "10.11")}),
    (*HK, {"price": D("46.8")}, {"quote": quote("420"), "book": None}),
    (*PENNY, {"price": D("0.4999")}, {}),
    (*US, {"price": D(266)}, {}),
    (*CN, {"price": D("1454.99")}, {}),
    (*CN, {"price": D(1650)}, {"book": None}),
    (*CN, {"price": D(1455)}, {}),
    (*CN_ETF, {"price": D("4.5")}, {}),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known"), ALLOWED)
def test_a_price_that_may_be_sent(
    draft: TicketDraft, facts: TicketFacts, changes: dict[str, Any], known: dict[str, Any]
) -> None:
    assert findings(draft, facts, changes, {**known, "position": position("500")}) == ()


def test_a_fresh_mainland_listing_has_no_daily_limit() -> None:
    facts = replace(MOUTAI_FACTS, book=None, funds=None)
    fresh = replace(facts, instrument=replace(_instrument(facts), listed_on=date(2026, 11, 20)))
    changes = {"price": D(2000)}
    assert findings(MOUTAI_DRAFT, fresh, changes) == ()
    assert [one.field for one in findings(MOUTAI_DRAFT, facts, changes)] == [Field.PRICE]


def _instrument(facts: TicketFacts) -> Instrument:
    assert facts.instrument is not None
    return facts.instrument
