"""An index is what its constituents make it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.sim.invariants import check_invariants
from tui.domain.ids import SecurityId
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

START = datetime(2026, 11, 20, 10, 0, 42, tzinfo=ZoneInfo("Asia/Hong_Kong")).timestamp()
INDEX = SecurityId.parse("HK.800700")


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(UNIVERSE.only([INDEX]), seed=1, rate=5.0, start=START)


def level(exchange: Exchange) -> Decimal:
    """The level written down: previous close times the weighted mean of the constituents' moves."""
    listing = UNIVERSE[INDEX]
    moves = (
        weight * float(exchange.last(part) / UNIVERSE[part].prev_close) for part, weight in listing.weights
    )
    return Decimal(sum(moves) * float(listing.prev_close))


def test_the_level_is_the_weighted_move_of_the_constituents(exchange: Exchange) -> None:
    assert abs(exchange.last(INDEX) - level(exchange)) < Decimal("0.01")
    seen = set()
    for step in range(1, 61):
        exchange.advance(START + step * 0.2)
        seen.add(exchange.last(INDEX))
        assert abs(exchange.last(INDEX) / level(exchange) - 1) < Decimal("0.001")
    assert len(seen) > 20


def test_its_volume_and_turnover_are_those_of_the_constituents(exchange: Exchange) -> None:
    for now in (START, START + 20.2):
        exchange.advance(now)
        quotes = [exchange.quote(part) for part, _ in UNIVERSE[INDEX].weights]
        index = exchange.quote(INDEX)
        # The level is published once in 0.2 s here: trades since then are still to come.
        assert float(sum(quote.volume for quote in quotes)) == pytest.approx(float(index.volume), rel=0.001)
        assert float(sum(quote.turnover for quote in quotes)) == pytest.approx(
            float(index.turnover), rel=0.001
        )


def test_it_has_no_book_no_prints_and_no_brokers(exchange: Exchange) -> None:
    changes = exchange.advance(START + 5)
    assert INDEX in changes.quotes
    assert INDEX in changes.bars
    assert INDEX not in changes.books | changes.brokers | set(changes.trades)
    book, brokers = exchange.book(INDEX), exchange.brokers(INDEX)
    assert (book.bids, book.asks, brokers.bids, brokers.asks) == ((), (), (), ())
    assert exchange.trades(INDEX) == ()
    snapshot = exchange.snapshot(INDEX)
    assert (snapshot.bid, snapshot.ask, snapshot.bid_volume, snapshot.average_price) == (
        None,
        None,
        None,
        None,
    )
    check_invariants(exchange.market(INDEX))
