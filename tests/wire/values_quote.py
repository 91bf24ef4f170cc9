"""Strategies of quotes, books, brokers, prints and bars."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    built,
    days,
    flags,
    ids,
    maybe,
    member,
    moments,
    prices,
    rates,
    texts,
    tuples_of,
    volumes,
)
from tests.wire.values_extras import SNAPSHOT_EXTRAS, quote_extras, sessions
from tui.domain.book import Book, Level, RestingOrder
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.candles import Candle, MinutePoint
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityStatus, SecurityType
from tui.domain.quotes import Quote, Snapshot
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.wire.messages.quote import CandleList, MinuteLine, TradeList

singles = built(RestingOrder, number=st.integers(0, 2**62), volume=st.integers(0, 10**12))
levels = built(
    Level,
    price=prices,
    volume=volumes,
    orders=maybe(st.integers(1, 10_000)),
    singles=tuples_of(singles),
)
brokers = built(
    BrokerEntry,
    broker_id=st.integers(0, 9999),
    name=texts,
    level=st.integers(1, 40),
    volume=maybe(st.integers(1, 10**9)),
    order_id=maybe(st.integers(1, 2**62)),
)
broker_queues: st.SearchStrategy[BrokerQueue] = built(
    BrokerQueue, id=ids, name=texts, bids=tuples_of(brokers), asks=tuples_of(brokers)
)


def _quotes(id: SecurityId, extras: st.SearchStrategy[Any]) -> st.SearchStrategy[Quote]:
    return built(
        Quote,
        id=st.just(id),
        name=texts,
        last=maybe(prices),
        open=maybe(prices),
        high=maybe(prices),
        low=maybe(prices),
        prev_close=maybe(prices),
        volume=volumes,
        turnover=amounts,
        tick=maybe(prices),
        turnover_rate=rates,
        amplitude=rates,
        suspended=flags,
        status=member(SecurityStatus),
        updated_at=maybe(moments(id.market)),
        listed_on=maybe(days),
        extras=extras,
        pre_market=maybe(sessions),
        after_hours=maybe(sessions),
        overnight=maybe(sessions),
    )


def _books(id: SecurityId) -> st.SearchStrategy[Book]:
    return built(
        Book,
        id=st.just(id),
        name=texts,
        bids=tuples_of(levels),
        asks=tuples_of(levels),
        bid_at=maybe(moments(id.market)),
        ask_at=maybe(moments(id.market)),
    )


def _trades(market: Market) -> st.SearchStrategy[Trade]:
    return built(
        Trade,
        sequence=st.integers(-(2**63), 2**63 - 1),
        at=maybe(moments(market)),
        price=prices,
        volume=volumes,
        turnover=amounts,
        direction=member(TradeDirection),
        kind=member(TradeKind),
    )


def _candles(market: Market) -> st.SearchStrategy[Candle]:
    return built(
        Candle,
        at=moments(market),
        open=maybe(prices),
        high=maybe(prices),
        low=maybe(prices),
        close=maybe(prices),
        prev_close=maybe(prices),
        volume=volumes,
        turnover=amounts,
        change_percent=maybe(rates),
        turnover_rate=maybe(rates),
        blank=flags,
    )


def _points(market: Market) -> st.SearchStrategy[MinutePoint]:
    return built(
        MinutePoint,
        at=moments(market),
        minute=st.integers(0, 1439),
        price=maybe(prices),
        prev_close=maybe(prices),
        average_price=maybe(prices),
        volume=volumes,
        turnover=amounts,
        blank=flags,
    )


def _lists(kind: Any, field: str, values: Any) -> st.SearchStrategy[Any]:
    """Lists whose elements are told in the clock of their security's market."""
    return ids.flatmap(
        lambda id: st.builds(kind, id=st.just(id), name=texts, **{field: tuples_of(values(id.market))})
    )


quotes: st.SearchStrategy[Quote] = ids.flatmap(lambda id: _quotes(id, maybe(quote_extras)))
_plain_quotes: st.SearchStrategy[Quote] = ids.flatmap(lambda id: _quotes(id, st.none()))
books: st.SearchStrategy[Book] = ids.flatmap(_books)
trade_lists: st.SearchStrategy[TradeList] = _lists(TradeList, "trades", _trades)
candle_lists: st.SearchStrategy[CandleList] = _lists(CandleList, "candles", _candles)
minute_lines: st.SearchStrategy[MinuteLine] = _lists(MinuteLine, "points", _points)


def _snapshots(kind: SecurityType) -> st.SearchStrategy[Snapshot]:
    return built(
        Snapshot,
        quote=_plain_quotes,
        type=st.just(kind),
        lot=st.integers(0, 10**6),
        bid=maybe(prices),
        ask=maybe(prices),
        bid_volume=maybe(volumes),
        ask_volume=maybe(volumes),
        average_price=maybe(prices),
        high_52w=maybe(prices),
        low_52w=maybe(prices),
        short_sell_allowed=maybe(flags),
        extras=maybe(SNAPSHOT_EXTRAS[kind]) if kind in SNAPSHOT_EXTRAS else st.none(),
    )


snapshots: st.SearchStrategy[Snapshot] = member(SecurityType).flatmap(_snapshots)
