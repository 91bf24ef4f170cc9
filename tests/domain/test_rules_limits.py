from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import book, order, position, quote
from tests.domain.tickets import APPLE_DRAFT, APPLE_FACTS, DRAFT, FACTS, FUTURE_DRAFT, FUTURE_FACTS
from tui.domain.accounts import Env
from tui.domain.limits import Limits
from tui.domain.markets import Market
from tui.domain.orders import OrderType, Side, Trail, TrailType
from tui.domain.rules_limits import limit_rules, needs_typed_qty, value_of
from tui.domain.rules_model import Activity, Field, Finding, TicketDraft, TicketFacts

D = Decimal
NO_LAST = quote(None)


def found(
    limits: Limits,
    changes: dict[str, Any] | None = None,
    known: dict[str, Any] | None = None,
    *,
    draft: TicketDraft = DRAFT,
    facts: TicketFacts = FACTS,
) -> list[Finding]:
    """What the limits say of a ticket to buy 200 Tencent at 419.8, book 419.8 to 420, after changes."""
    return list(limit_rules(replace(draft, **changes or {}), replace(facts, limits=limits, **known or {})))


def test_without_limits_nothing_is_said() -> None:
    assert list(limit_rules(DRAFT, replace(FACTS, limits=None))) == []
    assert found(Limits()) == []


def test_a_closed_account_says_why() -> None:
    (said,) = limit_rules(DRAFT, replace(FACTS, why_closed="limits.toml line 3: no"))
    assert (said.field, said.blocks, said.cause) == (Field.ACCOUNT, True, "limits.toml line 3: no")


@pytest.mark.parametrize(
    ("limits", "changes", "field", "cause", "nearest"),
    [
        (Limits(max_qty=D(199)), {}, Field.QTY, "your limit is 199 in one order", D(100)),
        (Limits(max_qty=D(99)), {}, Field.QTY, "your limit is 99 in one order", None),
        (
            Limits(max_value=D(83_959)),
            {},
            Field.QTY,
            "worth 83,960.00: your limit is 83,959.00 in one order",
            D(100),
        ),
        (
            Limits(max_from_last=D("0.05")),
            {"price": D(441)},
            Field.PRICE,
            "more than 5 % from the last price 419.8: your limit",
            D("440.6"),
        ),
        (
            Limits(max_from_last=D("0.05")),
            {"price": D(398)},
            Field.PRICE,
            "more than 5 % from the last price 419.8: your limit",
            D(399),
        ),
        (
            Limits(max_from_last=D("0.05")),
            {"type": OrderType.STOP_LIMIT, "trigger": D(400), "price": D(421)},
            Field.PRICE,
            "more than 5 % from the trigger 400: your limit",
            D(420),
        ),
        (
            Limits(max_ticks_through=3),
            {"price": D("420.8")},
            Field.PRICE,
            "your limit is 3 ticks through 420",
            D("420.6"),
        ),
        (
            Limits(max_ticks_through=1),
            {"side": Side.SELL, "price": D("419.4")},
            Field.PRICE,
            "your limit is 1 tick through 419.8",
            D("419.6"),
        ),
        (
            Limits(max_ticks_through=0),
            {"price": D("420.2")},
            Field.PRICE,
            "your limit is 0 ticks through 420",
            D(420),
        ),
        (
            Limits(max_ticks_through=3),
            {"type": OrderType.MARKET, "price": None},
            Field.TYPE,
            "your limit on ticks through the book forbids orders without a price",
            None,
        ),
        (
            Limits(markets=frozenset({Market.US, Market.SH})),
            {},
            Field.CODE,
            "your limits allow SH, US only",
            None,
        ),
        (
            Limits(sides=frozenset({Side.BUY})),
            {"side": Side.SELL},
            Field.SIDE,
            "your limits allow no selling",
            None,
        ),
    ],
)
def test_a_breach_is_blocked_with_the_nearest_legal_value(
    limits: Limits, changes: dict[str, Any], field: Field, cause: str, nearest: Decimal | None
) -> None:
    (said,) = found(limits, changes)
    assert (said.field, said.blocks, said.cause, said.nearest) == (field, True, cause, nearest)


@pytest.mark.parametrize(
    ("limits", "changes"),
    [
        (Limits(max_qty=D(200)), {}),
        (Limits(max_value=D(83_960)), {}),
        (Limits(max_from_last=D("0.05")), {"price": D("440.6")}),
        (Limits(max_from_last=D("0.05")), {"price": D(399)}),
        (Limits(max_ticks_through=3), {"price": D("420.6")}),
        (Limits(max_ticks_through=0), {"price": D(420)}),
        (Limits(max_ticks_through=0), {"price": D(300)}),
        (Limits(markets=frozenset({Market.HK})), {}),
        (Limits(sides=frozenset({Side.BUY, Side.BUY_BACK})), {}),
        (Limits(max_qty=D(100)), {"qty": None}),
        (Limits(max_from_last=D("0.05"), max_ticks_through=1), {"price": None}),
        (
            Limits(max_ticks_through=1),
            {
                "type": OrderType.TRAILING_STOP_LIMIT,
                "price": None,
                "trail": Trail(TrailType.RATIO, D(5), D(1)),
            },
        ),
    ],
)
def test_what_is_within_or_not_typed_yet_passes(limits: Limits, changes: dict[str, Any]) -> None:
    assert found(limits, changes) == []


def test_a_contract_is_worth_its_size() -> None:
    assert value_of(replace(FUTURE_DRAFT, qty=D(2)), FUTURE_FACTS) == D(2 * 10 * 24_999)


@pytest.mark.parametrize(
    ("known", "value"),
    [({}, D(84_000)), ({"book": None}, D(83_960)), ({"book": None, "stale": True}, None)],
)
def test_a_market_order_is_worth_the_best_price_opposite(
    known: dict[str, Any], value: Decimal | None
) -> None:
    assert value_of(replace(DRAFT, type=OrderType.MARKET, price=None), replace(FACTS, **known)) == value


@pytest.mark.parametrize("env", [Env.PAPER, Env.REAL])
@pytest.mark.parametrize(
    ("limits", "changes", "known"),
    [
        (Limits(max_from_last=D("0.05")), {}, {"stale": True}),
        (Limits(max_from_last=D("0.05")), {}, {"quote": NO_LAST}),
        (Limits(max_ticks_through=2), {}, {"book": None}),
        (Limits(max_ticks_through=2), {}, {"ladder": None}),
        (Limits(max_value=D(1)), {"type": OrderType.MARKET, "price": None}, {"book": None, "stale": True}),
        (Limits(max_open_orders=2), {}, {"activity": None}),
        (Limits(max_orders_a_minute=2), {}, {"activity": None}),
        (Limits(max_day_loss=D(2)), {}, {"activity": Activity()}),
        (Limits(max_day_loss=D(2)), {}, {"activity": None}),
    ],
)
def test_what_cannot_be_checked_keeps_real_orders_back_and_warns_on_paper(
    env: Env, limits: Limits, changes: dict[str, Any], known: dict[str, Any]
) -> None:
    (said,) = found(limits, {"env": env, **changes}, known)
    assert said.blocks is (env is Env.REAL)
    assert "is not known, so your limit cannot be checked: " in said.cause


@pytest.mark.parametrize(
    ("limits", "activity", "cause"),
    [
        (Limits(max_open_orders=3), Activity(open_orders=3), "3 open orders: your limit is 3, cancel one"),
        (Limits(max_open_orders=3), Activity(open_orders=2), ""),
        (
            Limits(max_orders_a_minute=5),
            Activity(sent_last_minute=5),
            "5 orders in the last minute: your limit is 5, wait a little",
        ),
        (Limits(max_orders_a_minute=5), Activity(sent_last_minute=4), ""),
        (
            Limits(max_day_loss=D(1000)),
            Activity(day_pl=D(-1000)),
            "the day's loss is 1,000.00, your limit 1,000.00: close only",
        ),
        (Limits(max_day_loss=D(1000)), Activity(day_pl=D("-999.99")), ""),
        (Limits(max_day_loss=D(1000)), Activity(day_pl=D(5000)), ""),
    ],
)
def test_number_pace_and_loss(limits: Limits, activity: Activity, cause: str) -> None:
    said = found(limits, {}, {"activity": activity})
    assert [(one.field, one.blocks, one.cause) for one in said] == (
        [(Field.ACCOUNT, True, cause)] if cause else []
    )


@pytest.mark.parametrize(
    ("side", "qty", "held", "known", "refused"),
    [
        (Side.SELL, 500, "500", True, False),
        (Side.SELL, 600, "500", True, True),  # the rest would open a short
        (Side.BUY, 300, "-300", True, False),
        (Side.BUY, 400, "-300", True, True),
        (Side.BUY, 100, "500", True, True),
        (Side.SELL, 100, None, True, True),
        (Side.SELL, 500, "500", False, True),
    ],
)
def test_after_the_day_s_loss_positions_can_only_be_closed(
    side: Side, qty: int, held: str | None, known: bool, refused: bool
) -> None:
    lost = {
        "activity": Activity(day_pl=D(-20)),
        "position": None if held is None else position(held),
        "positions_known": known,
    }
    said = found(Limits(max_day_loss=D(10)), {"side": side, "qty": D(qty)}, lost)
    assert [one.blocks for one in said] == [True] * refused


@pytest.mark.parametrize(
    ("changes", "causes"),
    [
        ({"qty": D(300), "price": D("419.8")}, 0),  # as it is
        ({"qty": D(250), "price": D("419.8")}, 0),  # less of it
        ({"qty": D(400), "price": D("419.8")}, 2),
        ({"qty": D(300), "price": D("419.6")}, 2),  # another price is judged like a new order
    ],
)
def test_an_amendment_is_checked_when_it_asks_for_more(changes: dict[str, Any], causes: int) -> None:
    limits = Limits(max_qty=D(200), max_value=D(1000), max_open_orders=1, max_orders_a_minute=1)
    busy = {"amending": order(), "activity": Activity(9, 9)}
    assert len(found(limits, changes, busy)) == causes


@pytest.mark.parametrize(
    ("limits", "changes", "known", "typed"),
    [
        (Limits(), {}, {}, False),
        (Limits(typed_qty=D(200)), {}, {}, False),
        (Limits(typed_qty=D(199)), {}, {}, True),
        (Limits(typed_value=D(83_960)), {}, {}, False),
        (Limits(typed_value=D("83959.99")), {}, {}, True),
        (Limits(typed_value=D(1)), {"type": OrderType.STOP, "price": None}, {}, True),  # no trigger yet
        (Limits(typed_qty=D(199)), {"qty": None}, {}, False),
        (Limits(typed_qty=D(199)), {}, {"amending": order(qty=300)}, False),
        (Limits(typed_qty=D(199)), {"qty": D(400)}, {"amending": order(qty=300)}, True),
    ],
)  # fmt: skip
def test_above_a_soft_limit_the_quantity_must_be_typed(
    limits: Limits, changes: dict[str, Any], known: dict[str, Any], typed: bool
) -> None:
    assert needs_typed_qty(replace(DRAFT, **changes), replace(FACTS, limits=limits, **known)) is typed
    said = found(limits, changes, known)
    assert [(one.blocks, "must be typed" in one.cause) for one in said] == [(False, True)] * typed


def test_one_sided_books_leave_nothing_to_reach_through() -> None:
    empty = replace(book(), asks=())
    assert found(Limits(max_ticks_through=0), {"price": D(430)}, {"book": empty}) == []


def test_limits_hold_for_every_market() -> None:
    said = found(Limits(max_value=D(1000)), draft=replace(APPLE_DRAFT, qty=D(10)), facts=APPLE_FACTS)
    assert [one.nearest for one in said] == [D(5)]
