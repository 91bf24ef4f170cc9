"""The order flow alone: what it draws into a book, and that it follows what it should."""

from __future__ import annotations

from random import Random

import pytest

from tui.domain.ids import SecurityId
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Listing
from tui.sim.market.flow import EVENTS_PER_SECOND, KEPT_LEVELS, Arrival, Flow, Kind
from tui.sim.market.matching import OrderBook
from tui.sim.market.steps import Steps

CODES = ["HK.00700", "HK.08083", "HK.55182", "HK.MHImain", "US.AAPL", "US.FFAI", "SH.600519", "SH.510300"]


def started(code: str) -> tuple[Listing, Flow, OrderBook]:
    listing = UNIVERSE[SecurityId.parse(code)]
    steps = Steps(listing.ladder)
    last = steps.index(listing.prev_close)
    flow = Flow(listing, steps, Random(code), last)
    book = OrderBook()
    for arrival in flow.opening(last):
        apply(book, arrival)
    return listing, flow, book


def apply(book: OrderBook, arrival: Arrival) -> int:
    """Do what an arrival asks for; return how much it matched."""
    if arrival.kind is Kind.CANCEL:
        assert book.cancel(arrival.number) is not None
        return 0
    if arrival.kind is Kind.LIMIT:
        outcome = book.limit(arrival.buys, arrival.rung, arrival.qty, broker=arrival.broker)
    else:
        outcome = book.market(arrival.buys, arrival.qty)
    return sum(match.qty for match in outcome.matches)


@pytest.mark.parametrize("code", CODES)
def test_the_opening_book_is_deep_and_not_crossed(code: str) -> None:
    _, _, book = started(code)
    bid, ask = book.bids.best(), book.asks.best()
    assert bid is not None
    assert ask is not None
    assert ask - bid == 1
    for half in (book.bids, book.asks):
        assert len(half.keys) >= KEPT_LEVELS
        assert all(len(queue.orders) >= 2 for queue in half.queues.values())


@pytest.mark.parametrize("code", CODES)
def test_limit_orders_never_match_and_sizes_are_whole_lots(code: str) -> None:
    listing, flow, book = started(code)
    for _ in range(2000):
        arrival = flow.decide(book, 0.1, None)
        matched = apply(book, arrival)
        if arrival.kind is Kind.LIMIT:
            assert matched == 0
        if arrival.kind is not Kind.CANCEL:
            assert arrival.qty > 0
            assert arrival.qty % listing.order_step == 0
            assert (arrival.broker is not None) == listing.has_brokers
        assert min(len(book.bids.keys), len(book.asks.keys)) >= 10
    assert 60 < len(book.orders) < 250


def test_market_orders_take_no_more_than_two_levels() -> None:
    _, flow, book = started("HK.00700")
    for _ in range(2000):
        arrival = flow.decide(book, 0.1, None)
        if arrival.kind is Kind.MARKET:
            half = book.asks if arrival.buys else book.bids
            assert arrival.qty <= sum(half.queues[key].volume for key in half.keys[-2:])
        apply(book, arrival)


def test_a_users_order_is_never_cancelled() -> None:
    _, flow, book = started("HK.00700")
    bid = book.bids.best()
    assert bid is not None
    mine = book.limit(True, bid - 30, 100, owner="user").order
    assert mine is not None
    for _ in range(3000):
        arrival = flow.decide(book, 0.1, None)
        assert arrival.number != mine.number
        apply(book, arrival)


def test_the_book_goes_where_the_followed_price_went() -> None:
    _, flow, book = started("HK.MHImain")
    bid = book.bids.best()
    assert bid is not None
    for _ in range(1500):
        apply(book, flow.decide(book, 0.06, bid + 40.0))
    moved = book.bids.best()
    assert moved is not None
    assert 30 <= moved - bid <= 50


def test_a_price_at_the_bottom_of_its_ladder_stays_on_it() -> None:
    listing, flow, book = started("HK.55182")
    lowest = Steps(listing.ladder).lowest
    for _ in range(2000):
        apply(book, flow.decide(book, 0.06, -50.0))
    bid = book.bids.best()
    assert bid is None or lowest <= bid <= lowest + 3
    assert min(key * book.asks.sign for key in book.asks.keys) > lowest


def test_arrivals_come_at_the_rate_of_the_listing() -> None:
    listing, flow, _ = started("HK.00700")
    waited = sum(flow.pause(2.0) for _ in range(4000))
    assert waited == pytest.approx(4000 / (EVENTS_PER_SECOND * listing.activity * 2), rel=0.1)


def test_the_same_seed_draws_the_same_stream() -> None:
    def stream() -> list[Arrival]:
        _, flow, book = started("US.AAPL")
        arrivals = []
        for _ in range(300):
            arrivals.append(flow.decide(book, 0.1, None))
            apply(book, arrivals[-1])
        return arrivals

    assert stream() == stream()
