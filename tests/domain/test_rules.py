from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import account, instrument, order
from tests.domain.tickets import (
    APPLE_DRAFT,
    APPLE_FACTS,
    APPLE_REAL_DRAFT,
    APPLE_REAL_FACTS,
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
    quote,
)
from tui.domain.accounts import AccountStatus, Env
from tui.domain.markets import MarketState, SecurityType, TradeMarket
from tui.domain.orders import OrderType, Side, TimeInForce, TradeSession
from tui.domain.rules import Check, Field, TicketDraft, TicketFacts, check

T, S = OrderType, MarketState
HK = (DRAFT, FACTS)
HK_REAL = (REAL_DRAFT, REAL_FACTS)
ETH = TradeSession.ETH
US = (APPLE_DRAFT, APPLE_FACTS)
US_REAL = (APPLE_REAL_DRAFT, APPLE_REAL_FACTS)
CN = (MOUTAI_DRAFT, MOUTAI_FACTS)
CONNECT = (CONNECT_DRAFT, CONNECT_FACTS)
FUTURE = (FUTURE_DRAFT, FUTURE_FACTS)

SOUND = [
    (*HK, {}, {}),
    (*HK, {"side": Side.SELL, "price": D(420)}, {}),
    (*HK, {"type": T.MARKET, "price": None}, {"book": None}),
    (*HK, {"id": DRAFT.id}, {"funds": None}),
    (*HK_REAL, {}, {}),
    (*HK_REAL, {"type": T.ABSOLUTE_LIMIT}, {}),
    (*HK_REAL, {"type": T.SPECIAL_LIMIT_ALL, "price": D(420)}, {}),
    (*HK_REAL, {"type": T.AUCTION, "price": None}, {"market_state": S.AUCTION}),
    (*HK_REAL, {"type": T.AUCTION_LIMIT}, {"market_state": S.CLOSING_AUCTION_HK}),
    (*HK_REAL, {"type": T.AUCTION_LIMIT, "price": D(400)}, {"market_state": S.CLOSING_AUCTION_HK}),
    (*HK_REAL, {"tif": TimeInForce.GTC}, {}),
    (*US, {}, {}),
    (*US, {"qty": D(7)}, {}),
    (*US, {"type": T.MARKET, "price": None}, {"book": None}),
    (*US_REAL, {"price": D("189.9"), "session": ETH}, {"market_state": S.PRE_MARKET}),
    (*CN, {}, {}),
    (*CONNECT, {}, {}),
    (STAR_DRAFT, STAR_FACTS, {"qty": D(201)}, {}),
    (*FUTURE, {}, {}),
    (*FUTURE, {"qty": D(3), "side": Side.BUY}, {}),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known"), SOUND)
def test_a_sound_ticket_has_no_findings(
    draft: TicketDraft, facts: TicketFacts, changes: dict[str, Any], known: dict[str, Any]
) -> None:
    assert findings(draft, facts, changes, known) == ()


CASES = [
    # ---- the security
    (*HK, {}, {"instrument": None}, Field.CODE, True, "HK.00700 is not known"),
    (*HK, {}, {"instrument": instrument("HK.800000", SecurityType.INDEX)}, Field.CODE, True, "is an index"),
    (
        *HK,
        {},
        {"instrument": instrument("HK.BK1", SecurityType.PLATE)},
        Field.CODE,
        True,
        "is an industry list",
    ),
    (*HK, {}, {"instrument": replace(instrument(), delisted=True)}, Field.CODE, True, "is delisted"),
    (*HK, {}, {"quote": quote(suspended=True)}, Field.CODE, False, "is suspended"),
    # ---- the account
    (*HK, {"acc_id": None}, {}, Field.ACCOUNT, True, "choose an account"),
    (*HK, {}, {"account": None}, Field.ACCOUNT, True, "choose an account"),
    (*HK, {"env": Env.REAL}, {}, Field.ACCOUNT, True, "does not match the environment"),
    (*HK, {"acc_id": 5}, {}, Field.ACCOUNT, True, "does not match the environment"),
    (*HK, {}, {"account": account(TradeMarket.US)}, Field.ACCOUNT, True, "may not trade HK stocks, only US"),
    (*HK, {}, {"account": replace(account(), markets=())}, Field.ACCOUNT, True, "may not trade HK stocks"),
    (*US, {}, {"account": account(TradeMarket.HK)}, Field.ACCOUNT, True, "may not trade US stocks, only HK"),
    (*FUTURE, {}, {"account": account(TradeMarket.HK)}, Field.ACCOUNT, True, "may not trade HK futures"),
    (
        *HK,
        {},
        {"account": replace(account(), status=AccountStatus.DISABLED)},
        Field.ACCOUNT,
        True,
        "disabled at the broker",
    ),
    # ---- the order type
    (
        *HK,
        {"type": T.ABSOLUTE_LIMIT},
        {},
        Field.TYPE,
        True,
        "paper trading takes limit and market orders only",
    ),
    (*HK, {"type": T.AUCTION, "price": None}, {}, Field.TYPE, True, "paper trading takes"),
    (
        *CONNECT,
        {"type": T.MARKET, "price": None},
        {"book": None},
        Field.TYPE,
        True,
        "Stock Connect takes limit orders only, with a trigger or without",
    ),
    (*HK_REAL, {"type": T.STOP_LIMIT}, {}, Field.TRIGGER, True, "enter a trigger price"),
    (
        *HK_REAL,
        {"type": T.VWAP_LIMIT, "price": None},
        {},
        Field.TYPE,
        True,
        "OpenD shows vwap limit orders but places none",
    ),
    (*HK_REAL, {"type": T.UNKNOWN}, {}, Field.TYPE, True, "choose an order type"),
    (*HK_REAL, {"type": T.AUCTION_LIMIT}, {}, Field.TYPE, True, "during an auction only"),
    (
        *HK,
        {"type": T.MARKET, "price": None},
        {"market_state": S.REST, "book": None},
        Field.TYPE,
        True,
        "continuous trading only",
    ),
    (
        *US,
        {"type": T.MARKET, "price": None},
        {"market_state": S.PRE_MARKET, "book": None},
        Field.TYPE,
        True,
        "regular hours only",
    ),
    (*CONNECT, {}, {"amending": order(security=CONNECT_DRAFT.id)}, Field.TYPE, True, "cannot be amended"),
    (
        *HK,
        {"type": T.MARKET, "price": None},
        {"stale": True},
        Field.TYPE,
        True,
        "prices are stale: a market order",
    ),
    (
        *HK,
        {"type": T.MARKET, "price": None},
        {"quote": None, "book": None},
        Field.TYPE,
        True,
        "no live price: a market order",
    ),
    # ---- how long
    (*HK, {"tif": TimeInForce.GTC}, {}, Field.TIF, True, "paper orders live for the day only"),
    (*HK_REAL, {"tif": TimeInForce.IOC}, {}, Field.TIF, True, "crypto only"),
    (*HK_REAL, {"tif": TimeInForce.UNKNOWN}, {}, Field.TIF, True, "choose how long"),
    (
        *HK_REAL,
        {"tif": TimeInForce.GTC, "type": T.MARKET, "price": None},
        {"book": None},
        Field.TIF,
        True,
        "for the day only here",
    ),
    # ---- the phase
    (*HK, {}, {"market_state": S.REST}, Field.CODE, False, "lunch: it waits for the market"),
    (*HK, {}, {"market_state": S.CLOSED}, Field.CODE, False, "not open (closed): it waits for the market"),
    (*HK, {}, {"market_state": S.AUCTION}, Field.CODE, False, "opening auction: it waits for the market"),
    (
        *HK,
        {},
        {"market_state": S.REST, "amending": order()},
        Field.CODE,
        False,
        "takes no amendments before 13:00",
    ),
    # ---- the side
    (*HK, {"side": Side.UNKNOWN}, {}, Field.SIDE, True, "choose buy or sell"),
]


@pytest.mark.parametrize(("draft", "facts", "changes", "known", "field", "blocks", "cause"), CASES)
def test_one_thing_wrong_is_the_one_thing_found(
    draft: TicketDraft,
    facts: TicketFacts,
    changes: dict[str, Any],
    known: dict[str, Any],
    field: Field,
    blocks: bool,
    cause: str,
) -> None:
    found = findings(draft, facts, changes, known)
    assert [(one.field, one.blocks) for one in found] == [(field, blocks)]
    assert cause in found[0].cause


def test_what_blocks_comes_first_then_the_order_of_the_fields() -> None:
    draft = replace(DRAFT, acc_id=None, qty=D(150), price=D("419.9"))
    found = check(draft, replace(FACTS, market_state=MarketState.CLOSED))
    assert [(one.field, one.blocks) for one in found] == [
        (Field.QTY, True),
        (Field.PRICE, True),
        (Field.ACCOUNT, True),
        (Field.CODE, False),
    ]


def test_an_empty_ticket_names_every_field_that_is_missing() -> None:
    draft = replace(DRAFT, qty=None, price=None, acc_id=None)
    assert [one.field for one in check(draft, FACTS)] == [Field.QTY, Field.PRICE, Field.ACCOUNT]


def test_nothing_is_claimed_from_facts_nobody_knows() -> None:
    facts = TicketFacts(instrument=instrument(), account=account())
    found = check(DRAFT, facts)
    assert [(one.field, one.blocks, one.check) for one in found] == [(Field.PRICE, False, Check.COLLAR)]


@given(
    st.sampled_from([HK, HK_REAL, US, CN, CONNECT, FUTURE, (STAR_DRAFT, STAR_FACTS)]),
    st.none() | st.decimals(allow_nan=True, allow_infinity=True) | st.integers(-5, 5000).map(D),
    st.none() | st.decimals(allow_nan=True, allow_infinity=True) | st.integers(-5, 50_000).map(D),
    st.sampled_from(list(Side)),
    st.sampled_from(list(OrderType)),
    st.sampled_from(list(MarketState)),
    st.sets(st.sampled_from(["ladder", "quote", "book", "funds", "position", "instrument", "account"])),
)
def test_anything_typed_gets_an_answer(
    ticket: tuple[TicketDraft, TicketFacts],
    qty: Decimal | None,
    price: Decimal | None,
    side: Side,
    kind: OrderType,
    state: MarketState,
    unknown: set[str],
) -> None:
    draft, facts = ticket
    missing: dict[str, Any] = dict.fromkeys(unknown)
    found = findings(
        draft,
        facts,
        {"qty": qty, "price": price, "side": side, "type": kind},
        {"market_state": state, **missing},
    )
    for finding in found:
        assert finding.cause.isprintable()
        assert "NaN" not in finding.cause
        assert (finding.nearest is None) == (not finding.legal)
