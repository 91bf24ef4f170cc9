"""Keeps OpenD's subscriptions equal to the wanted set, on whichever link there is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable

from tui.client.alarm import Alarm
from tui.client.errors import RequestTimeoutError
from tui.client.link import Link
from tui.client.subscriptions import Batch, FeedKey, Subscriptions
from tui.domain.events import NoticeKind, NoticeReceived
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages_quote import Feed, GetSubscriptions, Subscribe

_log = logging.getLogger(__name__)

_WORDS = {
    Feed.QUOTE: "quote",
    Feed.BOOK: "order book",
    Feed.TRADES: "trades",
    Feed.MINUTES: "intraday line",
    Feed.BROKERS: "broker queue",
}


class Subscriber:
    """Sends only differences, in batches; what OpenD refuses is told once and asked for again later."""

    def __init__(self, emit: Callable[[NoticeReceived], None], feeds: Subscriptions | None = None) -> None:
        self._emit = emit
        self._feeds = feeds if feeds is not None else Subscriptions()
        self._alarm = Alarm()
        self._told: dict[FeedKey, str] = {}

    def want(self, keys: Iterable[FeedKey]) -> None:
        """Replace the wanted set; several calls in one turn of the loop become one difference."""
        self._feeds.want(keys)
        self._alarm.ring()

    async def resync(self, link: Link) -> None:
        """Subscribe everything on a new link, then check that OpenD agrees."""
        self._feeds.link_lost()
        self._told.clear()
        if not self._feeds.wanted:
            return
        await self._apply(link)
        await self._compare(link)

    async def run(self, link: Link) -> None:
        """Follow the wanted set until the link is over."""
        while True:
            await self._apply(link)
            await self._alarm.wait(self._feeds.next_at())

    async def _apply(self, link: Link) -> None:
        for batch in self._feeds.to_subscribe(_now()):
            await self._subscribe(link, batch)
        for batch in self._feeds.to_unsubscribe(_now()):
            await self._unsubscribe(link, batch)

    async def _subscribe(self, link: Link, batch: Batch) -> None:
        request = Subscribe(ids=batch.ids, feeds=batch.feeds, subscribe=True, push=True, first_push=True)
        try:
            await link.request(request)
        except RefusedError as error:
            parts = batch.split()
            for part in parts:
                await self._subscribe(link, part)
            if not parts:
                self._refused(batch.keys[0], str(error))
        except (RequestTimeoutError, BodyError) as error:
            for key in batch.keys:
                self._refused(key, str(error))
        else:
            self._feeds.subscribed(batch.keys, _now())
            for key in batch.keys:
                self._told.pop(key, None)

    async def _unsubscribe(self, link: Link, batch: Batch) -> None:
        try:
            await link.request(Subscribe(ids=batch.ids, feeds=batch.feeds, subscribe=False, push=False))
        except (RefusedError, RequestTimeoutError, BodyError) as error:
            _log.info("Not unsubscribed: %s", error)
            self._feeds.kept(batch.keys, _now())
        else:
            self._feeds.unsubscribed(batch.keys)

    async def _compare(self, link: Link) -> None:
        try:
            info = await link.request(GetSubscriptions())
        except (RefusedError, RequestTimeoutError, BodyError) as error:
            _log.info("Subscriptions not compared: %s", error)
            return
        present = [
            FeedKey(id_, feed)
            for connection in info.connections
            if connection.own
            for feed, ids in connection.feeds
            for id_ in ids
        ]
        lost = self._feeds.missing(present, _now())
        if lost:
            text = f"OpenD does not carry {len(lost)} subscriptions it accepted; asking again"
            self._emit(NoticeReceived(NoticeKind.UNKNOWN, text))

    def _refused(self, key: FeedKey, text: str) -> None:
        delay_s = self._feeds.refused(key, _now())
        if self._told.get(key) == text:
            return
        self._told[key] = text
        what = _WORDS.get(key.feed, key.feed.name)
        self._emit(
            NoticeReceived(
                NoticeKind.UNKNOWN, f"{key.id} {what}: not subscribed: {text} (again in {delay_s:g} s)"
            )
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
