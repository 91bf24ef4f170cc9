"""Plans that close or turn over a position: what is sent at what price, and what stays."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.accounts import Env, Position, PositionSide
from tui.domain.flattening import MOST_TICKS, Leg, Plan, Touch, Wish, plan_for
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.orders import Side
from tui.domain.ticks import LADDERS, Ladder

D = Decimal
HK = Instrument(SecurityId.parse("HK.00700"), "", SecurityType.STOCK, 100)
US = Instrument(SecurityId.parse("US.AAPL"), "", SecurityType.STOCK, 1)
SH = Instrument(SecurityId.parse("SH.600519"), "", SecurityType.STOCK, 100)
OPTION = Instrument(SecurityId.parse("HK.TCH261127C400000"), "", SecurityType.OPTION, 100)
A, B, C = LADDERS["hk.part_a"], LADDERS["us.stock"], LADDERS["cn.ashare"]
TOUCH = Touch(D("412.6"), D("412.8"))


def position(qty: str, free: str | None = None) -> Position:
    side = PositionSide.SHORT if qty.startswith("-") else PositionSide.LONG
    can = D(qty) if free is None else D(free)
    return Position(1, Env.PAPER, 1, HK.id, "", side, D(qty), can, None, None, None)


def legs(plan: Plan) -> list[tuple[Side, str, str]]:
    return [(leg.side, f"{leg.qty.normalize():f}", f"{leg.price.normalize():f}") for leg in plan.legs]


S, Y, SHORT, BACK = Side.SELL, Side.BUY, Side.SELL_SHORT, Side.BUY_BACK
ROWS = [
    # position, can sell, instrument, ladder, wish, legs, rest, held back
    ("500", None, HK, A, Wish(), [(S, "500", "412")], 0, 0),
    ("500", None, HK, A, Wish(ticks=0), [(S, "500", "412.6")], 0, 0),
    ("500", None, HK, A, Wish(ticks=50), [(S, "500", "410.8")], 0, 0),
    ("500", None, HK, A, Wish(ticks=-4), [(S, "500", "412.6")], 0, 0),
    ("530", None, HK, A, Wish(), [(S, "500", "412")], 30, 0),
    ("500", "200", HK, A, Wish(), [(S, "200", "412")], 0, 300),
    ("500", "200", HK, A, Wish(freed=D(300)), [(S, "500", "412")], 0, 0),
    ("500", "200", HK, A, Wish(freed=D(900)), [(S, "500", "412")], 0, 0),
    ("530", "230", HK, A, Wish(), [(S, "200", "412")], 30, 300),
    ("500", None, HK, A, Wish(reverse=True), [(S, "500", "412"), (S, "500", "412")], 0, 0),
    ("530", None, HK, A, Wish(reverse=True), [(S, "500", "412"), (S, "500", "412")], 30, 0),
    ("-300", "0", HK, A, Wish(), [(Y, "300", "413.4")], 0, 0),
    ("-300", "-100", HK, A, Wish(), [(Y, "100", "413.4")], 0, -200),
    ("-330", "0", HK, A, Wish(), [(Y, "300", "413.4")], -30, 0),
    ("-300", "0", HK, A, Wish(reverse=True), [(Y, "300", "413.4"), (Y, "300", "413.4")], 0, 0),
    ("-3", "-3", US, B, Wish(own_short_sides=True), [(BACK, "3", "412.83")], 0, 0),
    (
        "3",
        None,
        US,
        B,
        Wish(reverse=True, own_short_sides=True),
        [(S, "3", "412.57"), (SHORT, "3", "412.57")],
        0,
        0,
    ),
    (
        "-3",
        "3",
        US,
        B,
        Wish(reverse=True, own_short_sides=True),
        [(BACK, "3", "412.83"), (Y, "3", "412.83")],
        0,
        0,
    ),
    ("2.5", None, US, B, Wish(), [(S, "2", "412.57")], D("0.5"), 0),
    ("150", None, SH, C, Wish(), [(S, "150", "412.57")], 0, 0),
    ("150", "100", SH, C, Wish(), [(S, "100", "412.57")], 0, 50),
    ("7", None, OPTION, Ladder.flat(D("0.2")), Wish(), [(S, "7", "412")], 0, 0),
]


@pytest.mark.parametrize(("held", "free", "instrument", "ladder", "wish", "sent", "rest", "held_back"), ROWS)
def test_a_position_is_closed_within_bounds(
    held: str,
    free: str | None,
    instrument: Instrument,
    ladder: Ladder,
    wish: Wish,
    sent: list[tuple[Side, str, str]],
    rest: Decimal,
    held_back: Decimal,
) -> None:
    plan = plan_for(position(held, free), instrument, ladder, TOUCH, wish)
    assert (legs(plan), plan.rest, plan.held_back, plan.why) == (sent, rest, held_back, "")


@pytest.mark.parametrize(
    ("held", "free", "touch", "ladder", "wish", "why"),
    [
        ("0", None, TOUCH, A, Wish(), "there is no position in HK.00700"),
        ("500", None, TOUCH, None, Wish(), "the price steps of HK.00700 are not known"),
        ("500", None, Touch(None, D("412.8")), A, Wish(), "there is no live best bid"),
        ("-500", None, Touch(D("412.6"), None), A, Wish(), "there is no live best ask"),
        ("30", None, TOUCH, A, Wish(), "30 is less than a lot of 100"),
        ("500", "0", TOUCH, A, Wish(), "nothing can be sold now"),
        ("500", "200", TOUCH, A, Wish(reverse=True), "only 200 of 500 can be closed now: flatten first"),
    ],
)
def test_what_cannot_be_closed_says_why(
    held: str, free: str | None, touch: Touch, ladder: Ladder | None, wish: Wish, why: str
) -> None:
    plan = plan_for(position(held, free), HK, ladder, touch, wish)
    assert plan.legs == ()
    assert plan.why.startswith(why)


def test_no_position_is_nothing_to_close() -> None:
    assert plan_for(None, HK, A, TOUCH, Wish()).why.startswith("there is no position in HK.00700")


@pytest.mark.parametrize(("bid", "price"), [("10.00", "9.985"), ("0.011", "0.01"), ("0.01", "0.01")])
def test_the_price_walks_the_real_ladder_and_stops_at_its_end(bid: str, price: str) -> None:
    plan = plan_for(position("500"), HK, A, Touch(D(bid), None), Wish())
    assert plan.legs == (Leg(S, D(500), D(price)),)


@given(
    held=st.integers(-100_000, 100_000).filter(bool),
    free=st.integers(0, 100_000),
    freed=st.integers(0, 100_000),
    ticks=st.integers(-3, 30),
    reverse=st.booleans(),
    lot=st.sampled_from([1, 100, 400, 2000]),
)
def test_never_more_than_is_held_nor_further_than_the_bound(
    held: int, free: int, freed: int, ticks: int, reverse: bool, lot: int
) -> None:
    of = replace(position(str(held)), can_sell_qty=D(min(free, abs(held))))
    wish = Wish(reverse=reverse, ticks=ticks, freed=D(freed))
    plan = plan_for(of, replace(HK, lot=lot), A, TOUCH, wish)
    assert bool(plan.legs) != bool(plan.why)
    for leg in plan.legs:
        assert 0 < leg.qty <= abs(held)
        assert leg.qty % lot == 0
        best = D("412.6") if held > 0 else D("412.8")
        assert abs(A.steps_between(best, leg.price)) <= MOST_TICKS
        assert leg.price <= best if held > 0 else leg.price >= best
    if plan.legs:
        sign = 1 if held > 0 else -1
        assert held == sign * plan.legs[0].qty + plan.rest + plan.held_back
