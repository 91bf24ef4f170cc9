"""What must hold for a simulated market after every event."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise

from tui.domain.candles import Candle, CandleType
from tui.domain.markets import SecurityType
from tui.domain.quotes import Quote
from tui.domain.ticks import Ladder
from tui.domain.trades import Trade
from tui.sim.market import candle_views, views
from tui.sim.market.market import Market
from tui.sim.market.matching import Half


def check_invariants(market: Market) -> None:
    """Assert everything that can be seen from one market alone."""
    check_present(market)
    check_best(market)
    check_trades(market.trades, market.listing.multiplier)
    check_bars(market)
    check_candles(market)


def check_present(market: Market) -> None:
    """Assert what does not look back: book, brokers, and the quote against both and the last print."""
    check_half(market.book.bids)
    check_half(market.book.asks)
    check_book(market)
    check_brokers(market)
    quote = views.quote(market)
    if market.trades:
        assert quote.last == market.trades[-1].price
    if market.today.minutes:
        assert quote.last == market.steps.price(market.today.minutes[-1].close)


_LEGAL: set[tuple[str, Decimal]] = set()
"""Prices found legal, by the name of their ladder: there are few, and they are asked for often."""


def _on_tick(ladder: Ladder, price: Decimal) -> bool:
    known = (ladder.name, price)
    if known not in _LEGAL and ladder.is_on_tick(price):
        _LEGAL.add(known)
    return known in _LEGAL


def check_half(half: Half) -> None:
    """Levels are sorted, none is empty, volumes are sums, orders know where they are."""
    assert all(lower < upper for lower, upper in pairwise(half.keys))
    assert half.keys == sorted(half.queues)
    for key, queue in half.queues.items():
        assert queue.orders
        assert queue.volume == sum(order.qty for order in queue.orders.values())
        for number, order in queue.orders.items():
            assert order.qty > 0
            assert (order.number, order.index, order.buys) == (number, key * half.sign, half.sign == 1)


def check_book(market: Market) -> None:
    """The book is not crossed, sorted and on the ladder."""
    book = views.book(market, 10)
    bids, asks = [level.price for level in book.bids], [level.price for level in book.asks]
    assert bids == sorted(set(bids), reverse=True)
    assert asks == sorted(set(asks))
    if bids and asks:
        assert bids[0] < asks[0]
    assert all(_on_tick(market.listing.ladder, price) for price in bids + asks)
    assert all(level.volume > 0 and level.orders for level in book.bids + book.asks)


def check_best(market: Market) -> None:
    """The best prices of the quote are the first level of the book."""
    book, snapshot = views.book(market, 1), views.snapshot(market)
    assert (snapshot.bid, snapshot.ask) == (book.best_bid, book.best_ask)
    assert snapshot.bid_volume == (book.bids[0].volume if book.bids else None)
    assert snapshot.ask_volume == (book.asks[0].volume if book.asks else None)


def check_brokers(market: Market) -> None:
    """Every broker row has its own resting order behind it, at its level and in its place of the queue."""
    queue = views.brokers(market)
    for half, rows in ((market.book.bids, queue.bids), (market.book.asks, queue.asks)):
        resting = [
            (order.broker, level)
            for level, key in enumerate(half.keys[:-11:-1], start=1)
            for order in half.queues[key].orders.values()
        ]
        expected = resting[:40] if market.listing.has_brokers else []
        assert [(row.broker_id, row.level) for row in rows] == expected
        assert all(row.name for row in rows)


def check_trades(trades: Iterable[Trade], multiplier: int) -> None:
    """Sequence numbers rise strictly; time never goes back; turnover is never made up."""
    for before, after in pairwise(trades):
        assert before.sequence < after.sequence
        assert before.at is not None
        assert after.at is not None
        assert before.at <= after.at
    for trade in trades:
        assert trade.volume > 0
        assert trade.price > 0
        assert trade.turnover == trade.price * trade.volume * multiplier


def check_bars(market: Market) -> None:
    """Bars are sound, follow each other, and tell the same day as the quote."""
    quote = views.quote(market)
    minutes = market.today.minutes
    assert all(before.at < after.at and after.prev == before.close for before, after in pairwise(minutes))
    assert all(bar.low <= min(bar.open, bar.close) for bar in minutes)
    assert all(bar.high >= max(bar.open, bar.close) for bar in minutes)
    if not minutes:
        assert quote.open is None
        return
    price = market.steps.price
    assert (quote.open, quote.last) == (price(minutes[0].open), price(minutes[-1].close))
    assert quote.high == price(max(bar.high for bar in minutes))
    assert quote.low == price(min(bar.low for bar in minutes))
    assert quote.volume == sum(bar.volume for bar in minutes)
    assert quote.turnover == sum(bar.turnover for bar in minutes)


def check_candles(market: Market) -> None:
    """The day's candle is the quote, and so is the sum of today's minute candles."""
    quote = views.quote(market)
    if market.today.day is None:
        return
    (day,) = candle_views.candles(market, CandleType.K_DAY, 1)
    assert of_candle(day) == of_quote(quote)
    minutes = candle_views.candles(market, CandleType.K_1M, len(market.today.minutes))
    total = sum(candle.volume for candle in minutes)
    assert (minutes[0].open, minutes[-1].close, total) == (quote.open, quote.last, quote.volume)
    points = views.minutes(market, None)
    assert [point.price for point in points] == [candle.close for candle in minutes]
    if market.listing.type is not SecurityType.INDEX:
        assert points[-1].average_price == views.snapshot(market).average_price


def of_candle(candle: Candle) -> tuple[object, ...]:
    """What a day's candle and a quote have in common."""
    prices = (candle.open, candle.high, candle.low, candle.close, candle.prev_close)
    return (*prices, candle.volume, candle.turnover)


def of_quote(quote: Quote) -> tuple[object, ...]:
    """What a quote and a day's candle have in common."""
    prices = (quote.open, quote.high, quote.low, quote.last, quote.prev_close)
    return (*prices, quote.volume, quote.turnover)
