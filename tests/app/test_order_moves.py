"""What is wanted of orders that are moved: one change at a time, the last price wins, within the pace."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.app.listings import PAPER_HK, order
from tui.app.order_moves import GAP_S, LOOK_S, MOST, OLDEST_S, WITHIN_S, Moves
from tui.domain.intents import Outcome, OutcomeKind
from tui.domain.orders import Order, OrderStatus, Side

KEY = (PAPER_HK, "A1")
ACCEPTED = Outcome(OutcomeKind.ACCEPTED)
UNKNOWN = Outcome(OutcomeKind.UNKNOWN)
REFUSED = Outcome(OutcomeKind.REJECTED, text="no")


def at(price: str, order_id: str = "A1", status: OrderStatus = OrderStatus.SUBMITTED) -> Order:
    return order(order_id, Side.BUY, price, 300, status)


def price(text: str) -> Decimal:
    return Decimal(text)


def wanting(*prices: str) -> Moves:
    moves = Moves()
    for one in prices:
        assert moves.want(at("10"), price(one), ".", 0.0) == ""
    return moves


def test_the_first_wish_leaves_at_once_and_only_once() -> None:
    moves = wanting("11")
    assert [(one.key, one.price) for one in moves.due(0.0)] == [(KEY, price("11"))]
    assert moves.due(100.0) == ()
    assert moves.next_in_s(100.0) is None


def test_wishes_while_one_is_under_way_become_the_last_of_them() -> None:
    moves = wanting("11")
    moves.due(0.0)
    for tick in range(12, 40):
        moves.want(at("10"), Decimal(tick), ".", 0.1)
    assert moves.due(3.0) == ()
    moves.replied(KEY, ACCEPTED, 0.2)
    assert moves.due(0.2) == ()
    assert moves.next_in_s(0.2) == pytest.approx(GAP_S - 0.2)
    assert [one.price for one in moves.due(GAP_S)] == [Decimal(39)]


def test_a_move_is_shown_until_the_broker_shows_it() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.seen(KEY, at("11"))
    assert moves.wanted == {KEY: price("11")}
    moves.replied(KEY, ACCEPTED, 0.2)
    moves.seen(KEY, at("10"))
    assert moves.price_of(at("10")) == price("11")
    moves.seen(KEY, at("11"))
    assert moves.keys == ()


def test_a_price_that_another_program_gave_ends_the_waiting() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.replied(KEY, ACCEPTED, 0.2)
    moves.seen(KEY, at("9"))
    assert moves.keys == ()


@pytest.mark.parametrize("gone", [None, at("10", status=OrderStatus.FILLED_ALL)])
def test_nothing_is_wanted_of_an_order_that_is_over(gone: Order | None) -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.want(at("10"), price("12"), ".", 0.1)
    moves.replied(KEY, ACCEPTED, 0.2)
    moves.seen(KEY, gone)
    assert moves.due(10.0) == ()


def test_a_refused_change_ends_all_wishes() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.want(at("10"), price("12"), ".", 0.1)
    moves.replied(KEY, REFUSED, 0.2)
    assert moves.keys == ()


def test_a_change_that_was_held_back_leaves_when_it_may_as_the_last_wish() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.want(at("10"), price("12"), ".", 0.1)
    moves.replied(KEY, Outcome(OutcomeKind.REJECTED, wait_s=2.5), 0.2)
    assert moves.due(2.6) == ()
    assert [one.price for one in moves.due(2.7)] == [price("12")]


def test_after_an_unknown_end_nothing_is_sent_until_the_order_was_seen_anew() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.want(at("10"), price("12"), ".", 0.1)
    moves.replied(KEY, UNKNOWN, 5.0)
    assert moves.due(100.0) == ()
    assert moves.want(at("10"), price("12"), ".", 6.0) != ""
    moves.seen(KEY, at("10"))
    assert "move it again in 13 s" in moves.want(at("10"), price("12"), ".", 7.0)
    moves.seen(KEY, at("11"))
    assert moves.want(at("11"), price("12"), ".", 8.0) == ""


def test_an_order_that_never_shows_an_unknown_change_is_free_after_a_while() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.replied(KEY, UNKNOWN, 5.0)
    moves.seen(KEY, at("10"))
    assert moves.due(5.0 + LOOK_S) == ()
    assert moves.want(at("10"), price("12"), ".", 5.0 + LOOK_S) == ""
    assert [one.price for one in moves.due(5.0 + LOOK_S)] == [price("12")]


def test_a_way_back_waits_until_the_broker_shows_the_way_there() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.replied(KEY, ACCEPTED, 0.2)
    moves.want(at("10"), price("10"), ",", 2.0)
    assert moves.due(3.0) == ()
    moves.seen(KEY, at("11"))
    assert [one.price for one in moves.due(3.0)] == [price("10")]


def test_a_wish_that_waited_too_long_is_dropped() -> None:
    moves = wanting("11")
    moves.due(0.0)
    moves.want(at("10"), price("12"), ".", 0.1)
    moves.replied(KEY, Outcome(OutcomeKind.REJECTED, wait_s=20.0), 0.2)
    assert moves.drop_old(OLDEST_S) == ()
    assert [one.order_id for one in moves.drop_old(OLDEST_S + 0.2)] == ["A1"]
    assert moves.keys == ()


def test_many_orders_keep_to_the_pace_of_an_account() -> None:
    moves = Moves()
    for number in range(MOST + 2):
        moves.want(at("10", f"A{number}"), price("11"), ".", 0.0)
    assert len(moves.due(0.0)) == MOST
    assert moves.due(WITHIN_S - 0.1) == ()
    assert moves.next_in_s(1.0) == pytest.approx(WITHIN_S - 1.0)
    assert len(moves.due(WITHIN_S)) == 2


@pytest.mark.parametrize("under_way", [True, False])
def test_a_dropped_wish_is_not_sent(under_way: bool) -> None:
    moves = wanting("11")
    if under_way:
        moves.due(0.0)
        moves.want(at("10"), price("12"), ".", 0.1)
    moves.drop(KEY)
    if under_way:
        moves.replied(KEY, ACCEPTED, 0.2)
    assert moves.due(10.0) == ()
