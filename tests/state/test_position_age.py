"""Whether holdings are older than fills: a read counts from when it began, not from when it was answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.domain.makers import APPLE, PAPER, T0, TENCENT, D, order
from tui.domain.accounts import Env
from tui.domain.events import (
    Event,
    FillReported,
    FillsReported,
    LinkChanged,
    LinkPhase,
    OrderChanged,
    OrdersReported,
    PositionsAsked,
    PositionsReported,
)
from tui.domain.orders import ComboLeg, Fill, FillStatus, OrderStatus, Side
from tui.state.store import Store

OTHER = PAPER + 1
ASKED = PositionsAsked(PAPER)
READ = PositionsReported(PAPER, Env.PAPER, ())
WORKING = order(OrderStatus.SUBMITTED, updated=1)
PART = order(OrderStatus.FILLED_PART, updated=2, filled=100, average="419.8")
MORE = order(OrderStatus.FILLED_PART, updated=3, filled=200, average="419.8")
CANCELLED = order(OrderStatus.CANCELLED_ALL, updated=9)
FILL = Fill("F1", "A1", PAPER, Env.PAPER, TENCENT, "", Side.BUY, D(100), D(400), T0)
DOWN = LinkChanged(LinkPhase.DOWN)


def listed(*orders: object) -> OrdersReported:
    return OrdersReported(PAPER, Env.PAPER, orders)  # type: ignore[arg-type]


def after(*events: Event) -> Store:
    store = Store()
    for event in events:
        store.apply(event)
    return store


@pytest.mark.parametrize(
    "events",
    [
        (),
        (OrderChanged(WORKING),),
        (OrderChanged(PART), ASKED, READ),
        (FillReported(FILL), ASKED, READ),
        (listed(PART), FillsReported(PAPER, Env.PAPER, (FILL,)), ASKED, READ),
        (OrderChanged(PART), ASKED, READ, OrderChanged(PART)),
        (OrderChanged(PART), ASKED, READ, listed(PART)),
        (FillReported(FILL), ASKED, READ, FillReported(replace(FILL, broker_id=5))),
        (listed(PART), ASKED, READ, listed(), listed(PART)),
        (DOWN, ASKED, READ),
    ],
    ids=[
        "nothing was filled",
        "an order works",
        "read after an order filled",
        "read after a fill",
        "read after both lists",
        "the push is told again",
        "the list says it again",
        "the fill is told again",
        "an order went and came back",
        "read on the new link",
    ],
)
def test_a_holding_is_current_when_it_was_read_after_the_last_fill(events: tuple[Event, ...]) -> None:
    assert after(*events).position_is_current(PAPER, TENCENT)


@pytest.mark.parametrize(
    "events",
    [
        (ASKED, READ, OrderChanged(PART)),
        (ASKED, READ, listed(PART)),
        (ASKED, READ, FillReported(FILL)),
        (ASKED, OrderChanged(PART), READ),
        (ASKED, FillReported(FILL), READ),
        (OrderChanged(PART), ASKED, OrderChanged(MORE), READ),
        (OrderChanged(PART), READ),
        (OrderChanged(PART), ASKED, READ, READ, OrderChanged(MORE), READ),
        (OrderChanged(CANCELLED), ASKED, READ, OrderChanged(PART)),
        (FillReported(FILL), ASKED, READ, FillReported(replace(FILL, status=FillStatus.CANCELLED))),
        (ASKED, READ, DOWN),
        (ASKED, DOWN, READ),
    ],
    ids=[
        "an order filled",
        "the list shows a fill",
        "a fill",
        "filled while it was read",
        "a fill while it was read",
        "filled further while it was read",
        "nobody asked",
        "asked before the fill",
        "a fill of an order that is held for cancelled",
        "a fill was taken back",
        "the link was lost",
        "the link was lost before the answer",
    ],
)
def test_a_holding_is_old_when_something_was_filled_since_its_read_began(events: tuple[Event, ...]) -> None:
    assert not after(*events).position_is_current(PAPER, TENCENT)


def test_fills_elsewhere_make_no_holding_old() -> None:
    store = after(ASKED, READ, OrderChanged(PART), FillReported(FILL))
    assert store.position_is_current(PAPER, APPLE)
    assert store.position_is_current(OTHER, TENCENT)


def test_a_read_of_another_account_proves_nothing() -> None:
    other = PositionsReported(OTHER, Env.PAPER, ())
    store = after(ASKED, READ, OrderChanged(PART), PositionsAsked(OTHER), other)
    assert not store.position_is_current(PAPER, TENCENT)


def test_a_combined_order_moves_every_leg() -> None:
    legs = (ComboLeg(TENCENT, Side.BUY, 1), ComboLeg(APPLE, Side.SELL, 1))
    store = after(ASKED, READ, OrderChanged(replace(PART, legs=legs)))
    assert not store.position_is_current(PAPER, APPLE)


def test_every_fill_heard_of_counts_once() -> None:
    store = after(OrderChanged(PART))
    first = store.last_fill(PAPER, TENCENT)
    store.apply(OrderChanged(PART))
    assert store.last_fill(PAPER, TENCENT) == first
    store.apply(OrderChanged(MORE))
    assert store.last_fill(PAPER, TENCENT) > first
