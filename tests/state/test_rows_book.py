from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tests.domain.makers import HSBC, PAPER, TENCENT, D, book, instrument, order
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.events import (
    BookChanged,
    BrokersChanged,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    OrderChanged,
)
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_book import BookView, book_of, book_view, own_orders
from tui.state.store import Store

BROKERS = BrokerQueue(
    TENCENT,
    "TENCENT",
    bids=(
        BrokerEntry(8305, "Futu Securities", 1),
        BrokerEntry(229, "Morgan Stanley Hong Kong", 1),
        BrokerEntry(6996, "", 2),
        BrokerEntry(4711, "", 9),
    ),
    asks=(BrokerEntry(1, "A", 1), BrokerEntry(2, "B", 1)),
)


def view(levels: int = 10, *, stale: bool = False, brokers: BrokerQueue | None = BROKERS) -> BookView:
    return book_view(
        instrument(), book(levels=3), brokers, {(True, D("418.8")): D(200)}, levels=levels, stale=stale
    )


def test_levels_are_joined_with_brokers_in_queue_order_and_own_orders() -> None:
    best, second, third = view().bids
    assert best.price == Cell("419.8", Tone.UP)
    assert best.brokers == ("8305 Futu", "229 Morgan Stanley")
    assert best.broker_text == Cell("8305 Futu, 229 Morgan Stanley")
    assert (second.brokers, third.brokers) == (("6996 SH Connect",), ())
    assert [row.own for row in (best, second, third)] == [EMPTY, Cell("200", Tone.OWN), EMPTY]
    assert [row.level for row in (best, second, third)] == [1, 2, 3]
    assert second.price_value == D("418.8")


def test_own_orders_of_the_other_side_are_not_marked_here() -> None:
    assert [row.own for row in view().asks] == [EMPTY] * 3


def test_sizes_are_exact_summed_and_measured_against_the_largest() -> None:
    bids, asks = view().bids, view().asks
    assert [row.volume.text for row in bids] == ["1,000", "2,000", "3,000"]
    assert [row.cumulative.text for row in bids] == ["1,000", "3,000", "6,000"]
    assert [row.share for row in bids] == [1000 / 3000, 2000 / 3000, 1.0]
    assert [row.share for row in asks] == [500 / 3000, 1000 / 3000, 0.5]
    assert [row.orders.text for row in bids] == ["2", "3", "4"]
    assert view().bid_share == 6000 / 9000


def test_fewer_levels_when_there_is_less_room() -> None:
    narrow = view(levels=2)
    assert (len(narrow.bids), len(narrow.asks)) == (2, 2)
    assert narrow.unplaced_brokers == 1
    assert narrow.bids[1].share == 1.0


def test_brokers_deeper_than_the_book_are_counted() -> None:
    assert view().unplaced_brokers == 1


def test_more_brokers_than_orders_means_the_feeds_are_out_of_step() -> None:
    assert [row.in_step for row in view().bids] == [True, True, True]
    best = view().asks[0]
    assert (best.orders.text, best.brokers, best.in_step) == ("1", ("1 A", "2 B"), False)
    assert best.broker_text.tone is Tone.DIM


def test_an_unknown_number_of_orders_is_no_number() -> None:
    bare = Book(TENCENT, "TENCENT", (Level(D(420), Decimal("0.5")),), ())
    made = book_view(instrument(), bare, BROKERS, {}, levels=5, stale=False)
    assert (made.bids[0].orders, made.bids[0].volume.text, made.bids[0].in_step) == (EMPTY, "0.5", True)
    assert (made.asks, made.bid_share, made.spread.text) == ((), 1.0, "-")


def test_the_spread() -> None:
    assert view().spread == Cell("0.2")


def test_no_book_is_an_empty_view() -> None:
    made = book_view(None, None, None, {}, levels=5, stale=True)
    assert (made.bids, made.asks, made.bid_share, made.unplaced_brokers) == ((), (), None, 0)
    empty = book_view(instrument(), Book(TENCENT, "", (Level(D(1), 0),), ()), None, {}, levels=5, stale=False)
    assert (empty.bids[0].share, empty.bid_share) == (0.0, None)


def test_a_stale_book_is_marked() -> None:
    old = view(stale=True)
    assert {row.price.tone for row in (*old.bids, *old.asks)} == {Tone.STALE}
    assert old.bids[1].own.tone is Tone.OWN


def test_own_orders_add_up_by_side_and_price() -> None:
    orders = [
        order(qty=300, filled=100),
        order(order_id="A2", qty=200),
        order(OrderStatus.CANCELLED_ALL, order_id="A3"),
        order(order_id="A4", side=Side.SELL, price="420"),
        order(order_id="A5", security=HSBC),
        order(order_id="A6", price=None),
    ]
    assert own_orders(orders, TENCENT) == {(True, D("419.8")): D(400), (False, D(420)): D(300)}


def test_the_book_of_the_store_marks_the_orders_of_the_accounts_shown() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.LIVE))
    store.apply(InstrumentsReported((instrument(),)))
    store.apply(BookChanged(TENCENT, Lazy.of(book())))
    store.apply(BrokersChanged(TENCENT, Lazy.of(BROKERS)))
    store.apply(OrderChanged(order()))
    made = book_of(store, TENCENT, [PAPER], levels=5)
    assert (made.bids[0].own.text, made.bids[0].brokers[0]) == ("300", "8305 Futu")
    assert book_of(store, TENCENT, [], levels=5).bids[0].own == EMPTY
    assert made == book_of(store, TENCENT, [PAPER], levels=5)
    store.apply(OrderChanged(replace(order(OrderStatus.FILLED_ALL, filled=300, updated=1))))
    assert book_of(store, TENCENT, [PAPER], levels=5).bids[0].own == EMPTY
