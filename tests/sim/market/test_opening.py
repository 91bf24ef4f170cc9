"""The state a run starts in: a day that is already under way, whatever the clock says."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from tests.sim.invariants import check_invariants
from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
IDS = [SecurityId.parse(code) for code in ("00700", "08083", "55182", "US.AAPL", "SZ.000001")]
SOME = UNIVERSE.only(IDS)


def opened(text: str) -> Exchange:
    start = datetime.fromisoformat(text).replace(tzinfo=HONG_KONG).timestamp()
    return Exchange(SOME, seed=1, rate=1.0, start=start)


@pytest.mark.parametrize(
    ("start", "first", "last", "bars"),
    [
        ("2026-11-20 10:00:42", "08:01", "10:01", 121),
        ("2026-11-20 10:00:00", "08:01", "10:01", 121),
        ("2026-11-20 00:30:05", "00:01", "00:31", 31),
        ("2026-11-20 00:00:00", "00:01", "00:01", 1),
        ("2026-11-21 15:00:30", "13:01", "15:01", 121),
    ],
)
def test_today_is_backfilled_from_midnight_or_two_hours_before(
    start: str, first: str, last: str, bars: int
) -> None:
    exchange = opened(start)
    points = exchange.minutes(IDS[0])
    assert (points[0].at.strftime("%H:%M"), points[-1].at.strftime("%H:%M"), len(points)) == (
        first,
        last,
        bars,
    )
    for listing in SOME:
        check_invariants(exchange.market(listing.id))
        assert exchange.quote(listing.id).volume > 0


def test_the_tape_before_the_run_is_part_of_the_last_bars() -> None:
    exchange = opened("2026-11-20 10:00:42")
    for listing in SOME:
        trades = exchange.trades(listing.id)
        assert len(trades) >= 20
        bars = exchange.candles(listing.id, CandleType.K_1M, 121)
        covered = [bar for bar in bars if trades[0].at is not None and bar.at > trades[0].at]
        assert sum(trade.volume for trade in trades) == sum(bar.volume for bar in covered)
        assert sum(trade.turnover for trade in trades) == sum(bar.turnover for bar in covered)
        assert all(trade.at is not None and trade.at.timestamp() <= exchange.now for trade in trades)
        assert {trade.direction.name for trade in trades} == {"BUY", "SELL"}


def test_the_run_goes_on_where_the_past_ended() -> None:
    exchange = opened("2026-11-20 10:00:42")
    for listing in SOME:
        book, last = exchange.book(listing.id), exchange.last(listing.id)
        assert book.best_bid is not None
        assert book.best_ask is not None
        assert listing.ladder.down(book.best_bid) <= last <= listing.ladder.up(book.best_ask)


def test_a_warrant_opens_where_its_owner_puts_it() -> None:
    exchange = opened("2026-11-20 10:00:42")
    tencent, bull = SOME[IDS[0]], SOME[IDS[2]]
    fair = bull.following_price(tencent, float(exchange.last(tencent.id)), exchange.now)
    assert float(exchange.last(bull.id)) == pytest.approx(fair, abs=0.001)


def test_a_warrant_follows_its_owner() -> None:
    exchange = opened("2026-11-20 10:00:42")
    tencent, bull = SOME[IDS[0]], SOME[IDS[2]]
    start = exchange.now
    for step in range(1, 40):
        exchange.advance(start + step * 5)
        last = exchange.last(bull.id)
        fair = bull.following_price(tencent, float(exchange.last(tencent.id)), exchange.now)
        assert abs(float(last) - fair) <= 4 * float(bull.ladder.tick_up(last))


def test_different_seeds_open_differently() -> None:
    prices = set()
    for seed in range(5):
        start = datetime(2026, 11, 20, 10, tzinfo=HONG_KONG).timestamp()
        prices.add(Exchange(SOME, seed=seed, rate=1.0, start=start).last(IDS[0]))
    assert len(prices) > 2


def test_sequences_rise_over_all_codes_of_a_market() -> None:
    exchange = opened("2026-11-20 10:00:42")
    first = exchange.now
    changes = exchange.advance(first + 20)
    hong_kong = sorted(
        (trade.at, trade.sequence)
        for id_, trades in changes.trades.items()
        if id_.market is IDS[0].market
        for trade in trades
        if trade.at is not None
    )
    assert len(hong_kong) > 30
    assert all(before[1] != after[1] for before, after in pairwise(hong_kong))
    sequences = [sequence for _, sequence in hong_kong]
    assert len(set(sequences)) == len(sequences)
