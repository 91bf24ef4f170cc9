"""The book against hand-made cases, and against a naive one that sorts everything every time."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.invariants import check_half
from tui.sim.market.matching import OrderBook, Outcome, Resting

BUY, SELL = True, False


def rest(book: OrderBook, buys: bool, index: int, qty: int, owner: str | None = None) -> Resting:
    order = book.limit(buys, index, qty, owner=owner).order
    assert order is not None
    return order


def levels(book: OrderBook, buys: bool) -> list[tuple[int, int]]:
    """Places and volumes of a side, best first."""
    half = book.side(buys=buys)
    return [(key * half.sign, half.queues[key].volume) for key in reversed(half.keys)]


def fills(outcome: Outcome) -> list[tuple[int, int, int]]:
    """Maker, place and quantity of every match."""
    return [(match.maker, match.rung, match.qty) for match in outcome.matches]


def test_better_prices_match_first_then_earlier_orders() -> None:
    book = OrderBook()
    late, first, second = (rest(book, SELL, index, 100) for index in (102, 101, 101))
    outcome = book.limit(BUY, 102, 250)
    assert fills(outcome) == [(first.number, 101, 100), (second.number, 101, 100), (late.number, 102, 50)]
    assert (outcome.order, outcome.cancelled) == (None, 0)
    assert levels(book, SELL) == [(102, 50)]


def test_makers_set_the_price() -> None:
    book = OrderBook()
    rest(book, BUY, 100, 100)
    assert [match.rung for match in book.limit(SELL, 95, 100).matches] == [100]


@pytest.mark.parametrize(
    ("side", "price", "qty", "matched", "resting", "left"),
    [
        (BUY, 100, 50, 0, 50, [(101, 100), (102, 100)]),
        (BUY, 101, 100, 100, 0, [(102, 100)]),
        (BUY, 101, 150, 100, 50, [(102, 100)]),
        (BUY, 105, 150, 150, 0, [(102, 50)]),
        (BUY, 105, 300, 200, 100, []),
    ],
)
def test_a_limit_order_takes_what_it_may_and_rests_with_the_rest(
    side: bool, price: int, qty: int, matched: int, resting: int, left: list[tuple[int, int]]
) -> None:
    book = OrderBook()
    rest(book, SELL, 101, 100)
    rest(book, SELL, 102, 100)
    outcome = book.limit(side, price, qty)
    assert sum(match.qty for match in outcome.matches) == matched
    assert (outcome.resting, outcome.cancelled) == (resting, 0)
    assert levels(book, SELL) == left
    assert levels(book, BUY) == ([(price, resting)] if resting else [])


def test_what_is_left_of_maker_and_taker_is_told_with_each_match() -> None:
    book = OrderBook()
    rest(book, SELL, 101, 100, "maker")
    rest(book, SELL, 102, 100)
    matches = book.market(BUY, 150).matches
    assert [(match.maker_owner, match.maker_left, match.taker_left) for match in matches] == [
        ("maker", 0, 50),
        (None, 50, 0),
    ]


def test_a_market_order_never_rests() -> None:
    book = OrderBook()
    rest(book, SELL, 101, 100)
    outcome = book.market(BUY, 250)
    assert (outcome.order, outcome.cancelled) == (None, 150)
    assert book.market(BUY, 10).cancelled == 10
    assert not book.orders


def test_an_order_that_may_not_rest_is_cancelled_after_matching() -> None:
    book = OrderBook()
    rest(book, SELL, 101, 100)
    rest(book, SELL, 103, 100)
    outcome = book.limit(BUY, 102, 250, rests=False)
    assert (sum(match.qty for match in outcome.matches), outcome.cancelled) == (100, 150)
    assert levels(book, BUY) == []


def test_an_enhanced_limit_order_uses_up_ten_levels_and_rests_at_the_tenth() -> None:
    book = OrderBook()
    for index in range(101, 113):
        rest(book, SELL, index, 100)
    outcome = book.limit(BUY, 150, 5000, reach=10)
    assert [match.rung for match in outcome.matches] == list(range(101, 111))
    assert outcome.order is not None
    assert (outcome.order.index, outcome.resting) == (110, 4000)
    assert levels(book, SELL) == [(111, 100), (112, 100)]


def test_an_enhanced_limit_order_that_emptied_the_side_rests_at_its_own_price() -> None:
    book = OrderBook()
    for index in range(101, 111):
        rest(book, SELL, index, 100)
    outcome = book.limit(BUY, 150, 5000, reach=10)
    assert outcome.order is not None
    assert outcome.order.index == 150


def test_a_market_order_stops_after_the_levels_it_may_use() -> None:
    book = OrderBook()
    for index in range(90, 100):
        rest(book, BUY, index, 100)
    outcome = book.market(SELL, 1000, reach=5)
    assert ([match.rung for match in outcome.matches], outcome.cancelled) == ([99, 98, 97, 96, 95], 500)


def test_cancel_takes_out_one_order_and_says_what_was_left() -> None:
    book = OrderBook()
    first, second = rest(book, BUY, 100, 100), rest(book, BUY, 100, 200)
    book.market(SELL, 30)
    cancelled = book.cancel(first.number)
    assert cancelled is not None
    assert cancelled.qty == 70
    assert book.cancel(first.number) is None
    assert levels(book, BUY) == [(100, 200)]
    assert list(book.orders) == [second.number]


@pytest.mark.parametrize(
    ("index", "qty", "first_in_line"),
    [
        (100, 60, "amended"),
        (100, 100, "amended"),
        (100, 101, "other"),
        (101, 100, "amended"),
        (99, 100, "other"),
    ],
)
def test_only_less_at_the_same_price_keeps_the_place(index: int, qty: int, first_in_line: str) -> None:
    book = OrderBook()
    order = rest(book, BUY, 100, 100, "amended")
    rest(book, BUY, 100, 100, "other")
    outcome = book.amend(order, index, qty)
    assert outcome.resting == qty
    assert book.market(SELL, 10).matches[0].maker_owner == first_in_line


def test_an_amended_price_may_match() -> None:
    book = OrderBook()
    order = rest(book, BUY, 100, 100, "mine")
    rest(book, SELL, 105, 60)
    outcome = book.amend(order, 105, 100)
    assert ([match.qty for match in outcome.matches], outcome.resting) == ([60], 40)
    assert outcome.order is not None
    assert (outcome.order.owner, outcome.order.index) == ("mine", 105)


def test_changes_below_the_tenth_level_are_not_seen() -> None:
    book = OrderBook()
    orders = [rest(book, BUY, index, 100) for index in range(100, 80, -1)]

    def seen(change: object) -> tuple[bool, bool]:
        del change
        flags = (book.bids.changed, book.bids.moved)
        book.bids.changed = book.bids.moved = False
        return flags

    assert seen(orders) == (True, True)
    assert seen(book.cancel(orders[10].number)) == (False, False)
    assert seen(rest(book, BUY, 80, 100)) == (False, False)
    assert seen(book.amend(orders[9], 91, 50)) == (True, False)
    assert seen(book.cancel(orders[9].number)) == (True, True)
    assert seen(book.market(SELL, 30)) == (True, False)


# ---- against a book that knows no tricks


@dataclass
class _Line:
    number: int
    buys: bool
    index: int
    qty: int


class NaiveBook:
    """The rules written down with a list: the best price first, then the earliest arrival."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []

    def limit(
        self, number: int, buys: bool, index: int, qty: int, reach: int | None
    ) -> list[tuple[int, int]]:
        done, qty, last = self.take(buys, index, qty, reach)
        if qty:
            crossing = [line for line in self.lines if line.buys != buys and self._meets(buys, index, line)]
            self.lines.append(_Line(number, buys, last if crossing else index, qty))
        return done

    def take(
        self, buys: bool, index: int | None, qty: int, reach: int | None
    ) -> tuple[list[tuple[int, int]], int, int]:
        done: list[tuple[int, int]] = []
        used: list[int] = []
        while qty:
            others = [line for line in self.lines if line.buys != buys and self._meets(buys, index, line)]
            if not others:
                break
            best = min(others, key=lambda line: line.index if buys else -line.index)
            if best.index not in used:
                if reach is not None and len(used) == reach:
                    break
                used.append(best.index)
            matched = min(qty, best.qty)
            done.append((best.number, matched))
            qty -= matched
            best.qty -= matched
            self.lines = [line for line in self.lines if line.qty]
        return done, qty, used[-1] if used else 0

    def cancel(self, number: int) -> None:
        self.lines = [line for line in self.lines if line.number != number]

    def reduce(self, number: int, qty: int) -> None:
        for line in self.lines:
            if line.number == number:
                line.qty = qty

    def levels(self, buys: bool) -> list[tuple[int, int]]:
        volumes: dict[int, int] = {}
        for line in self.lines:
            if line.buys == buys:
                volumes[line.index] = volumes.get(line.index, 0) + line.qty
        return sorted(volumes.items(), reverse=buys)

    @staticmethod
    def _meets(buys: bool, index: int | None, line: _Line) -> bool:
        return index is None or (line.index <= index if buys else line.index >= index)


ACTIONS = st.tuples(
    st.sampled_from(["limit", "market", "cancel", "amend"]),
    st.booleans(),
    st.integers(95, 106),
    st.integers(1, 12),
    st.sampled_from([None, 1, 3]),
    st.integers(0, 100),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIONS, max_size=60))
def test_any_sequence_matches_as_the_naive_book_does(
    actions: list[tuple[str, bool, int, int, int | None, int]],
) -> None:
    book, naive = OrderBook(), NaiveBook()
    for action, buys, index, qty, reach, pick in actions:
        resting = list(book.orders.values())
        picked = resting[pick % len(resting)] if resting else None
        if action == "market":
            outcome = book.market(buys, qty, reach=reach)
            done, left, _ = naive.take(buys, None, qty, reach)
            assert outcome.cancelled == left
        elif action == "limit" or picked is None:
            outcome = book.limit(buys, index, qty, reach=reach)
            number = outcome.order.number if outcome.order else 0
            done = naive.limit(number, buys, index, qty, reach)
        elif action == "cancel":
            book.cancel(picked.number)
            naive.cancel(picked.number)
            continue
        elif index == picked.index and qty <= picked.qty:
            outcome = book.amend(picked, index, qty, reach=reach)
            naive.reduce(picked.number, qty)
            done = []
        else:
            outcome = book.amend(picked, index, qty, reach=reach)
            naive.cancel(picked.number)
            number = outcome.order.number if outcome.order else 0
            done = naive.limit(number, picked.buys, index, qty, reach)
        assert [(match.maker, match.qty) for match in outcome.matches] == done
        assert sum(part for _, part in done) + outcome.resting + outcome.cancelled == qty
        for side in (BUY, SELL):
            check_half(book.side(buys=side))
            assert levels(book, side) == naive.levels(side)
        bid, ask = book.bids.best(), book.asks.best()
        assert bid is None or ask is None or bid < ask
        assert len(book.orders) == sum(
            len(queue.orders) for half in (book.bids, book.asks) for queue in half.queues.values()
        )
