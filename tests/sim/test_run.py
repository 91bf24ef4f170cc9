"""A seeded run of the whole universe: invariants at every step, and the same run twice."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.sim.invariants import check_bars, check_invariants, check_present
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange
from tui.sim.market.reports import Changes, UserOrder

START = 1_795_226_442.0  # 2026-11-21 10:00:42 in Hong Kong
STEP_S = 0.05
WATCHED = tuple(
    SecurityId.parse(code)
    for code in (
        *("HK.00700", "HK.00005", "HK.00992", "HK.08083", "HK.01638", "HK.02800", "HK.03033"),
        *("HK.16138", "HK.55182", "HK.800000", "HK.800700", "HK.MHImain"),
        *("US.AAPL", "US.FFAI", "US.SPY", "SH.600519", "SH.510300", "SZ.000001"),
        *("US.ESmain", "US.CLmain", "HK.BK1001", "US.BK2001", "SH.BK0001"),
    )
)


def test_the_sample_has_every_kind_and_market() -> None:
    sample = {(UNIVERSE[id_].type, id_.market) for id_ in WATCHED}
    assert sample == {(listing.type, listing.id.market) for listing in UNIVERSE}


@pytest.mark.slow
def test_twenty_seconds_at_rate_five_keep_every_invariant() -> None:
    exchange = Exchange(UNIVERSE, seed=1, rate=5.0, start=START)
    volumes = {listing.id: exchange.quote(listing.id).volume for listing in UNIVERSE}
    turnovers = {listing.id: exchange.quote(listing.id).turnover for listing in UNIVERSE}
    sequences: dict[SecurityId, int] = {}
    for id_ in WATCHED:
        check_invariants(exchange.market(id_))
    for step in range(1, 401):
        changes = exchange.advance(START + step * STEP_S)
        for id_, trades in changes.trades.items():
            for trade in trades:
                assert trade.sequence > sequences.get(id_, 0)
                sequences[id_] = trade.sequence
                volumes[id_] += trade.volume
                turnovers[id_] += trade.turnover
        for id_ in WATCHED:
            if id_ in changes.books or id_ in changes.quotes:
                check_present(exchange.market(id_))
        if step % 2:
            check_invariants(exchange.market(WATCHED[step // 2 % len(WATCHED)]))
    for listing in UNIVERSE:
        check_present(exchange.market(listing.id))
        check_bars(exchange.market(listing.id))
        if listing.tradable:
            quote = exchange.quote(listing.id)
            assert (quote.volume, quote.turnover) == (volumes[listing.id], turnovers[listing.id])


def test_a_typical_stock_changes_five_to_twenty_times_a_second() -> None:
    exchange = Exchange(UNIVERSE, seed=3, rate=1.0, start=START)
    changed: Counter[SecurityId] = Counter()
    seconds = 30
    for step in range(1, seconds * 100 + 1):
        changed.update(exchange.advance(START + step / 100).books)
    for code in ("HK.00700", "HK.00005", "HK.09988", "HK.01810", "US.AAPL", "HK.MHImain"):
        assert 5 <= changed[SecurityId.parse(code)] / seconds <= 20, code
    assert changed[SecurityId.parse("HK.800000")] == 0


def test_rate_multiplies_the_events() -> None:
    ids = [SecurityId.parse("00700"), SecurityId.parse("00939")]
    trades = []
    for rate in (1.0, 5.0):
        exchange = Exchange(UNIVERSE.only(ids), seed=3, rate=rate, start=START)
        changes = exchange.advance(START + 25)
        trades.append(sum(len(new) for new in changes.trades.values()))
    assert 3.5 < trades[1] / trades[0] < 7


def test_the_book_stays_deep_and_the_spread_narrow() -> None:
    exchange = Exchange(UNIVERSE, seed=5, rate=1.0, start=START)
    spreads: Counter[int] = Counter()
    for step in range(1, 401):
        exchange.advance(START + step * STEP_S)
        for id_ in WATCHED:
            book = exchange.market(id_).book
            bid, ask = book.bids.best(), book.asks.best()
            if bid is not None and ask is not None:
                assert min(len(book.bids.keys), len(book.asks.keys)) >= 10
                spreads[ask - bid] += 1
    assert sum(spreads[ticks] for ticks in (1, 2, 3)) > 0.97 * spreads.total()


def test_the_same_seed_gives_the_same_run_however_often_it_is_asked() -> None:
    def run(seed: int, steps: int) -> list[object]:
        exchange = Exchange(UNIVERSE, seed=seed, rate=2.0, start=START)
        trades = Changes().trades
        for step in range(1, steps + 1):
            for id_, new in exchange.advance(START + 5 * step / steps).trades.items():
                trades.setdefault(id_, []).extend(new)
        books = [exchange.book(listing.id) for listing in UNIVERSE]
        return [[(book.bids, book.asks) for book in books], trades]

    often, once = run(7, 50), run(7, 1)
    assert often == once
    assert run(8, 1) != once


def test_what_is_listed_beside_it_does_not_change_a_stream() -> None:
    tencent = SecurityId.parse("00700")
    alone = Exchange(UNIVERSE.only([tencent]), seed=7, rate=2.0, start=START)
    among = Exchange(UNIVERSE, seed=7, rate=2.0, start=START)
    prices = [
        [trade.price for trade in exchange.advance(START + 10).trades[tencent]] for exchange in (alone, among)
    ]
    assert prices[0] == prices[1]


def test_fills_of_users_add_up_while_the_flow_goes_on() -> None:
    exchange = Exchange(UNIVERSE, seed=11, rate=5.0, start=START)
    tencent = SecurityId.parse("00700")
    market = exchange.market(tencent)
    filled: Counter[str] = Counter()
    wanted: dict[str, int] = {}
    prints: dict[int, tuple[Decimal, int]] = {}
    now = START
    for step in range(1, 401):
        now = START + step * STEP_S
        changes = exchange.advance(now)
        fills = list(changes.fills)
        if step % 40 == 1:
            book = exchange.book(tencent)
            key, buys = f"order {step}", step % 80 == 1
            best = (book.best_bid if buys else book.best_ask) if step < 240 else exchange.last(tencent)
            wanted[key] = 300
            order = UserOrder(key, tencent, buys, OrderType.LIMIT, 300, best)
            result = exchange.submit(order, now)
            assert result.accepted
            fills += result.fills
        for fill in fills:
            filled[fill.key] += fill.qty
            assert filled[fill.key] + fill.remaining == wanted[fill.key]
            assert fill.broker_id is not None
            assert fill.broker_name
        for trade in exchange.trades(tencent):
            prints[trade.sequence] = (trade.price, int(trade.volume))
        for fill in fills:
            assert prints[fill.sequence] == (fill.price, fill.qty)
        for key, qty in wanted.items():
            working = exchange.working(key)
            assert (qty - filled[key]) == (0 if working is None else working.remaining)
            if working is not None:
                assert (working.qty, working.filled) == (qty, filled[key])
        check_present(market)
    assert sum(filled.values()) >= 1500
