from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import TENCENT, D, instrument
from tui.domain.book import Book, Level
from tui.domain.ticks import LADDERS, Ladder
from tui.state.rows import EMPTY, Tone
from tui.state.rows_book import OwnOrders, book_view
from tui.state.rows_ladder import LadderRow, Own, ladder_around

A = LADDERS["hk.part_a"]
US = LADDERS["us.stock"]
BOOK = Book(TENCENT, "", (Level(D("9.995"), 400, 2), Level(D("9.98"), 1000, 5)), (Level(D("10.01"), 500, 3),))


def ladder(
    center: str = "10", rows: int = 7, own: OwnOrders | None = None, **marks: str
) -> tuple[LadderRow, ...]:
    view = book_view(instrument(), BOOK, None, {}, levels=10, stale=False)
    return ladder_around(
        D(center), rows, A, view, Own(own or {}), **{name: D(price) for name, price in marks.items()}
    )


def prices(rows: tuple[LadderRow, ...]) -> list[str]:
    return [row.price.text for row in rows]


def test_every_tick_has_a_row_also_across_a_band_edge() -> None:
    assert prices(ladder()) == ["10.03", "10.02", "10.01", "10.00", "9.995", "9.990", "9.985"]


def test_prices_stay_put_when_the_market_moves() -> None:
    empty = book_view(instrument(), None, None, {}, levels=10, stale=False)
    assert prices(ladder_around(D(10), 7, A, empty, Own())) == prices(ladder())


def test_sizes_stand_at_their_price_and_side() -> None:
    rows = {row.price.text: row for row in ladder(rows=9)}
    assert (rows["10.01"].ask.text, rows["10.01"].bid, rows["10.01"].ask_share) == ("500", EMPTY, 0.5)
    assert (rows["9.995"].bid.text, rows["9.995"].ask, rows["9.995"].bid_orders.text) == ("400", EMPTY, "2")
    assert (rows["10.00"].bid, rows["10.00"].ask, rows["10.00"].price.tone) == (EMPTY, EMPTY, Tone.PLAIN)
    assert rows["9.980"].bid_share == 1.0


def test_own_orders_last_price_and_cost_are_marked() -> None:
    rows = ladder(own={(True, D("9.99")): D(300), (False, D("10.02")): D(100)}, last="10.01", cost="9.9937")
    marked = {row.price.text: (row.own_buy.text, row.own_sell.text, row.last, row.cost) for row in rows}
    assert marked["9.990"] == ("300", "", False, False)
    assert marked["10.02"] == ("", "100", False, False)
    assert marked["10.01"] == ("", "", True, False)
    assert marked["9.995"] == ("", "", False, True)
    assert [row.price.tone for row in rows if row.last] == [Tone.STRONG]


@pytest.mark.parametrize(
    ("center", "top", "bottom"),
    [("0.01", "0.016", "0.010"), ("9995", "9,995", "9,965"), ("10.004", "10.03", "9.985")],
)
def test_the_window_slides_at_the_ends(center: str, top: str, bottom: str) -> None:
    rows = ladder(center)
    assert (len(rows), rows[0].price.text, rows[-1].price.text) == (7, top, bottom)


@given(st.sampled_from([A, US]), st.decimals("0.001", 20_000, places=4), st.integers(1, 60))
def test_any_window_is_a_run_of_neighbouring_ticks(chosen: Ladder, center: Decimal, rows: int) -> None:
    view = book_view(instrument(), None, None, {}, levels=1, stale=False)
    made = ladder_around(center, rows, chosen, view, Own())
    assert len(made) == rows
    for upper, lower in pairwise(made):
        assert chosen.up(lower.price_value) == upper.price_value
