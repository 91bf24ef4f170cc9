"""quote, depth, brokers, ticks: prices once."""

from __future__ import annotations

import argparse
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import count_of, securities_of, security_of
from tui.commands.exit import DeniedError
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.book import Book, Level
from tui.domain.brokers import BrokerEntry, BrokerQueue
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.quotes import Quote, Snapshot
from tui.domain.trades import Trade
from tui.wire.messages.quote import Feed, GetBook, GetBrokers, GetSnapshots, GetTrades, Subscribe

MOST_TRADES = 1000
MOST_LEVELS = 1000


def quote(options: argparse.Namespace) -> int:
    """Print snapshots."""
    ids = securities_of(options.codes)
    return show_once(options, lambda link: _quote(link, ids))


def depth(options: argparse.Namespace) -> int:
    """Print an order book."""
    security, levels = security_of(options.code), count_of(options.levels, MOST_LEVELS, "--levels")
    return show_once(options, lambda link: _depth(link, security, levels))


def brokers(options: argparse.Namespace) -> int:
    """Print a broker queue."""
    security = security_of(options.code)
    return show_once(options, lambda link: _brokers(link, security))


def ticks(options: argparse.Namespace) -> int:
    """Print the latest trades."""
    security, count = security_of(options.code), count_of(options.num, MOST_TRADES)
    return show_once(options, lambda link: _ticks(link, security, count))


async def _quote(link: Link, ids: tuple[SecurityId, ...]) -> Shown:
    snapshots = {one.quote.id: one for one in await link.request(GetSnapshots(ids))}
    missing = [id_ for id_ in ids if id_ not in snapshots]
    if missing:
        raise DeniedError(f"OpenD knows nothing of {missing[0]}")
    rows = [snapshot_record(snapshots[id_]) for id_ in ids]
    return Shown(rows, table(rows, list(rows[0])))


async def _depth(link: Link, security: SecurityId, levels: int) -> Shown:
    await subscribe(link, (security,), (Feed.BOOK,))
    book = await link.request(GetBook(security, levels))
    record = book_record(book)
    rows = [
        {**_prefixed("bid", bid), **_prefixed("ask", ask)}
        for bid, ask in _side_by_side(record["bids"], record["asks"])
    ]
    columns = ["bid_orders", "bid_volume", "bid_price", "ask_price", "ask_volume", "ask_orders"]
    return Shown(record, f"{security} {book.name}\n{table(rows, columns)}")


async def _brokers(link: Link, security: SecurityId) -> Shown:
    if security.market is not Market.HK:
        raise DeniedError(f"{security}: only Hong Kong publishes the broker queue")
    await subscribe(link, (security,), (Feed.BROKERS,))
    queue = await link.request(GetBrokers(security))
    record = brokers_record(queue)
    rows = [
        {**_prefixed("bid", bid), **_prefixed("ask", ask)}
        for bid, ask in _side_by_side(record["bids"], record["asks"])
    ]
    columns = ["bid_level", "bid_id", "bid_name", "ask_level", "ask_id", "ask_name"]
    return Shown(record, f"{security} {queue.name}\n{table(rows, columns)}")


async def _ticks(link: Link, security: SecurityId, count: int) -> Shown:
    await subscribe(link, (security,), (Feed.TRADES,))
    listed = await link.request(GetTrades(security, count))
    rows = [trade_record(security, trade) for trade in listed.trades[-count:]]
    lines = [{**row, "sequence": str(row["sequence"])} for row in rows]
    columns = ["time", "price", "volume", "turnover", "direction", "sequence"]
    return Shown(rows, table(lines, columns))


async def subscribe(
    link: Link, ids: tuple[SecurityId, ...], feeds: tuple[Feed, ...], *, push: bool = False
) -> None:
    """Subscribe, which OpenD demands before it answers about live data."""
    await link.request(Subscribe(ids=ids, feeds=feeds, subscribe=True, push=push, first_push=push))


def snapshot_record(snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot as scripts see it."""
    return {**quote_record(snapshot.quote), "bid": snapshot.bid, "ask": snapshot.ask} | {
        "status": _status(snapshot.quote)
    }


def quote_record(quote: Quote) -> dict[str, Any]:
    """Return a quote as scripts see it; bid and ask are not part of it on the wire."""
    return {
        "code": str(quote.id),
        "name": quote.name,
        "last": quote.last,
        "open": quote.open,
        "high": quote.high,
        "low": quote.low,
        "prev_close": quote.prev_close,
        "volume": quote.volume,
        "turnover": quote.turnover,
        "bid": None,
        "ask": None,
        "status": _status(quote),
    }


def book_record(book: Book) -> dict[str, Any]:
    """Return an order book as scripts see it."""
    return {
        "code": str(book.id),
        "bids": [_level_record(level) for level in book.bids],
        "asks": [_level_record(level) for level in book.asks],
    }


def brokers_record(queue: BrokerQueue) -> dict[str, Any]:
    """Return a broker queue as scripts see it."""
    return {
        "code": str(queue.id),
        "bids": [_broker_record(entry) for entry in queue.bids],
        "asks": [_broker_record(entry) for entry in queue.asks],
    }


def trade_record(security: SecurityId, trade: Trade) -> dict[str, Any]:
    """Return a trade as scripts see it."""
    return {
        "code": str(security),
        "time": trade.at,
        "price": trade.price,
        "volume": trade.volume,
        "turnover": trade.turnover,
        "direction": trade.direction.name,
        "sequence": trade.sequence,
    }


def _status(quote: Quote) -> str:
    return "SUSPENDED" if quote.suspended else quote.status.name


def _level_record(level: Level) -> dict[str, Any]:
    return {"price": level.price, "volume": level.volume, "orders": level.orders}


def _broker_record(entry: BrokerEntry) -> dict[str, Any]:
    return {"level": entry.level, "id": str(entry.broker_id), "name": entry.name}


def _prefixed(side: str, record: dict[str, Any]) -> dict[str, Any]:
    return {f"{side}_{name}": value for name, value in record.items()}


def _side_by_side(
    bids: list[dict[str, Any]], asks: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    height = max(len(bids), len(asks))
    return [
        (bids[place] if place < len(bids) else {}, asks[place] if place < len(asks) else {})
        for place in range(height)
    ]
