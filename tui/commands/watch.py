"""watch: pushes as they come, one JSON object a line."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tui.client.link import Link
from tui.commands.arguments import one_of, securities_of
from tui.commands.exit import OK, UnconnectedError, UsageError
from tui.commands.json import dumps
from tui.commands.quotes import book_record, brokers_record, quote_record, subscribe, trade_record
from tui.commands.run import connected
from tui.domain.book import Book
from tui.domain.events import BookChanged, BrokersChanged, PushEvent, QuoteChanged, TradesPrinted
from tui.domain.ids import SecurityId
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed

_FEEDS = {"quote": Feed.QUOTE, "depth": Feed.BOOK, "brokers": Feed.BROKERS, "ticks": Feed.TRADES}


def watch(options: argparse.Namespace) -> int:
    """Print pushes until there are enough, or until interrupted."""
    feeds = tuple(dict.fromkeys(one_of(_FEEDS, name.strip(), "--types") for name in options.types.split(",")))
    if options.count is not None and options.count < 1:
        raise UsageError("--count must be at least 1")
    ids = securities_of(options.codes)
    return asyncio.run(_watch(options, ids, feeds))


async def _watch(options: argparse.Namespace, ids: tuple[SecurityId, ...], feeds: tuple[Feed, ...]) -> int:
    events: asyncio.Queue[PushEvent | None] = asyncio.Queue()
    records = Records(with_books=Feed.BOOK in feeds)
    left = options.count
    async with connected(options, events.put_nowait) as link:
        link.closed.add_done_callback(lambda _: events.put_nowait(None))
        if Feed.QUOTE in feeds and Feed.BOOK not in feeds:
            await _subscribe_books(link, ids)
        await subscribe(link, ids, feeds, push=True)
        while True:
            event = await events.get()
            if event is None:
                raise UnconnectedError(f"connection lost: {await link.wait_closed()}")
            for record in records.of(event):
                print(dumps(record), flush=True)
                left = None if left is None else left - 1
                if left == 0:
                    return OK


async def _subscribe_books(link: Link, ids: tuple[SecurityId, ...]) -> None:
    """Have books for the bid and ask of quotes; what has no book, or is not ours to see, goes without."""
    try:
        await subscribe(link, ids, (Feed.BOOK,), push=True)
    except RefusedError:
        for security in ids if len(ids) > 1 else ():
            with suppress(RefusedError):
                await subscribe(link, (security,), (Feed.BOOK,), push=True)


class Records:
    """Turns pushes into objects; a quote gets bid and ask from the book, which itself may be left out."""

    def __init__(self, *, with_books: bool) -> None:
        self._with_books = with_books
        self._books: dict[SecurityId, Book] = {}

    def of(self, event: PushEvent) -> Iterator[dict[str, Any]]:
        """Return the objects of one push."""
        if isinstance(event, QuoteChanged):
            record = quote_record(event.quote.decode())
            book = self._books.get(event.id)
            if book is not None:
                record |= {"bid": book.best_bid, "ask": book.best_ask}
            yield {"type": "quote", **record}
        elif isinstance(event, BookChanged):
            book = self._books[event.id] = event.book.decode()
            if self._with_books:
                yield {"type": "depth", **book_record(book)}
        elif isinstance(event, BrokersChanged):
            yield {"type": "brokers", **brokers_record(event.brokers.decode())}
        elif isinstance(event, TradesPrinted):
            for trade in event.trades:
                yield {"type": "ticks", **trade_record(event.id, trade)}
